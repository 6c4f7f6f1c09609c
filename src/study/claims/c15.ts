/** @file C15: matrix multiplication and convolution are 85 to 95 % of the work. Share of the engines' busy cycles. */

import { chip } from '../../sim/chips/index.js';
import type { SimulationResult } from '../../sim/stats.js';
import { type ClaimStudy, type Finding, unionRange, type Verdict } from './claim.js';
import { lstmSuite } from './suites.js';
import { planned, sixteenBit } from './timing.js';

const head = { id: 'C15', statement: 'matrix multiplication and convolution are 85 to 95 % of the work' };
const [LOW, HIGH] = [0.85, 0.95];
const targets = ['nnp-t1000', 'titan-v', 'gtx-1080-ti', 'xeon-8180'] as const;

/** Cycles that the busiest unit spends on products, over those that it spends on all arithmetic. */
function productShare({ workByKind }: SimulationResult): number {
  return workByKind.matmul / Object.values(workByKind).reduce((sum, cycles) => sum + cycles);
}

function judge(value: number): Verdict {
  return value >= LOW && value <= HIGH ? 'reached' : 'not reached';
}

export const c15: ClaimStudy = {
  ...head,
  run(options) {
    const findings = targets.flatMap((name): Finding[] => {
      options.onProgress?.(name);
      return lstmSuite.problems.flatMap(({ name: problem, params }) => {
        const made = planned(chip(name), { kernel: 'lstm.fused', params, format: sixteenBit(name) });
        if (made.rejected !== null) return [];
        const value = productShare(made.result);
        return [
          {
            subject: name,
            base: 'all arithmetic',
            what: `share of products, ${problem}`,
            value,
            range: [value, value],
            verdict: judge(value),
          },
        ];
      });
    });
    const inside = findings.filter((f) => f.verdict === 'reached').length;
    const range = unionRange(findings);
    const percent = (v: number): string => `${(100 * v).toFixed(0)} %`;
    return {
      ...head,
      verdict:
        inside === findings.length
          ? 'reached'
          : inside > 0 || (range[0] < HIGH && range[1] > LOW)
            ? 'partly'
            : 'not reached',
      range,
      base: 'cycles of all arithmetic of lstm.fused, waits left out',
      reason: `products take ${percent(range[0])} to ${percent(range[1])} of the arithmetic cycles, within 85 to 95 % in ${inside} of ${findings.length} cases`,
      topFactors: [],
      findings,
    };
  },
};
