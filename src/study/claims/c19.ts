/** @file C19: the true value of a GPU is bandwidth per dollar, not TFLOPS per dollar. Which of the two ranks the GPUs as
 * the simulated LSTM work per dollar does. */
import type { ChipSpec } from '../../sim/chipSchema.js';
import { chip, chipNames } from '../../sim/chips/index.js';
import { spearman } from '../fitSummary.js';
import type { ClaimStudy, Finding, Verdict } from './claim.js';
import { gemmSuite, lstmSuite, suiteTime } from './suites.js';

const head = { id: 'C19', statement: 'the true value of a GPU is bandwidth per dollar, not TFLOPS per dollar' };

/** Multiply-adds a second on the plain fp32 lanes. */
function fp32Rate(spec: ChipSpec): number {
  const engine = spec.matrix.find((e) => e.kind === 'simt' && e.formats.includes('fp32'));
  return engine?.kind === 'simt' ? engine.macsPerCycle.value * spec.units.count.value * spec.clockHz.value : 0;
}

export const c19: ClaimStudy = {
  ...head,
  run(options) {
    const gpus = chipNames.map((name) => chip(name)).filter((c) => c.family === 'gpu' && c.price !== undefined);
    const dollars = (c: ChipSpec): number => c.price!.usd.value;
    const findings = [lstmSuite, gemmSuite].flatMap((suite): Finding[] => {
      options.onProgress?.(suite.name);
      const work = gpus.map(
        (c) => 1 / suiteTime(c, suite, { format: 'fp32', kernels: ['lstm.fused', 'gemm'] }).of(c) / dollars(c),
      );
      const correlate = (values: readonly number[]): number => spearman(values, work) ?? 0;
      const byBandwidth = correlate(gpus.map((c) => c.dram.bytesPerSecond.value / dollars(c)));
      const byRate = correlate(gpus.map((c) => fp32Rate(c) / dollars(c)));
      const verdict: Verdict = byBandwidth > byRate ? 'reached' : byBandwidth === byRate ? 'partly' : 'not reached';
      const base = `TFLOPS per dollar (rank correlation ${byRate.toFixed(3)})`;
      const what = `rank correlation of bandwidth per dollar with work per dollar, ${suite.name} suite`;
      return [
        {
          subject: `${gpus.length} GPUs`,
          base,
          what,
          value: byBandwidth,
          range: [Math.min(byRate, byBandwidth), Math.max(byRate, byBandwidth)],
          verdict,
        },
      ];
    });
    const verdicts = new Set(findings.map((f) => f.verdict));
    return {
      ...head,
      verdict: verdicts.size === 1 ? findings[0].verdict : 'partly',
      range: [Math.min(...findings.map((f) => f.range[0])), Math.max(...findings.map((f) => f.range[1]))],
      base: 'Spearman correlation over all GPUs with a launch price, fp32, library of the day',
      reason: findings
        .map((f) => `${f.what.split(', ')[1]}: bandwidth ${f.value.toFixed(2)} against ${f.base}`)
        .join('; '),
      topFactors: [],
      findings,
    };
  },
};
