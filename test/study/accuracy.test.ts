/** @file The accuracy study at toy size: paired, deterministic, resumable, and its records say what formats do. */
import { describe, expect, it } from 'vitest';
import { type AccuracyOptions, accuracyJobs, assembleAccuracy, runAccuracy } from '../../src/study/accuracy.js';
import { runAccuracyJob } from '../../src/study/accuracyRun.js';
import { deviationOf } from '../../src/study/accuracySummary.js';

const settings = { hidden: 12, batch: 4, seqLength: 8, updates: 12, layers: 1, embedding: 6 };
const options: AccuracyOptions = {
  tasks: ['reber', 'mackey-glass'],
  formats: ['fp32', 'fp16', 'fp16-mixed', 'flex16+5', 'flex8+5'],
  seeds: [1, 2],
  samples: 3,
  settings,
};

describe('runAccuracy', () => {
  const result = runAccuracy(options);
  const runOf = (format: string) => result.runs.find((r) => r.task === 'reber' && r.seed === 1 && r.format === format)!;
  const tensorOf = (format: string, name: string) =>
    result.tensors.find((t) => t.task === 'reber' && t.seed === 1 && t.format === format && t.tensor === name)!;

  it('runs every task, seed and format', () => {
    expect(result.runs).toHaveLength(2 * 2 * 5);
    expect(result.summary).toHaveLength(2 * 5);
    for (const run of result.runs) expect(run.loss).toHaveLength(12);
  });

  it('starts all formats from the same weights and data', () => {
    // Before the first update only rounding differs; fp16's is at most 2^-11 of a value.
    for (const format of ['fp16', 'flex16+5']) expect(runOf(format).loss[0]).toBeCloseTo(runOf('fp32').loss[0]!, 2);
    const [first, second] = result.runs.filter((r) => r.task === 'reber' && r.format === 'fp32');
    expect(first.loss[0]).not.toBe(second.loss[0]);
  });

  it('pairs each run with fp32 of its own seed', () => {
    for (const { format, seed, task, final } of result.runs) {
      const fp32 = result.runs.find((r) => r.format === 'fp32' && r.seed === seed && r.task === task)!;
      expect(final.deltaToFp32, format).toBe(final.value! - fp32.final.value!);
    }
    const [summary] = result.summary.filter((s) => s.format === 'fp16' && s.task === 'reber');
    const deltas = result.runs
      .filter((r) => r.format === 'fp16' && r.task === 'reber')
      .map((r) => r.final.deltaToFp32!);
    expect(summary.meanDelta).toBeCloseTo((deltas[0] + deltas[1]) / 2, 12);
  });

  it('records noise by the width of the mantissa', () => {
    expect(tensorOf('fp32', 'own0').sqnrDb).toBeNull();
    const [wide, narrow] = [tensorOf('flex16+5', 'own0').sqnrDb!, tensorOf('flex8+5', 'own0').sqnrDb!];
    // Eight bits more: 48 dB, less or more by two bits of headroom.
    expect(wide - narrow).toBeGreaterThan(48 - 12);
    expect(wide - narrow).toBeLessThan(48 + 12);
    expect(tensorOf('fp16', 'own0').sqnrDb!).toBeGreaterThan(60);
  });

  it('records exponents and what they leave unused', () => {
    const { samples, mantissaBits } = tensorOf('flex16+5', 'W0');
    expect(samples).toHaveLength(3);
    for (const s of samples) {
      expect(s.predictedMax).toBeCloseTo(2 ** s.exponent! * 32767, 12);
      expect(s.actualMax).toBeLessThanOrEqual(s.predictedMax! * 1.0001);
      expect(s.headroomBits).toBeCloseTo(Math.log2(s.predictedMax! / s.actualMax), 12);
    }
    expect(mantissaBits.length).toBeLessThanOrEqual(17);
    expect(tensorOf('fp16', 'W0').samples[0].exponent).toBeNull();
  });

  it('records gradients beside fp32 and updates that change nothing', () => {
    for (const { cosine } of runOf('fp16').final.gradientCosine) expect(cosine).toBeGreaterThan(0.999);
    expect(runOf('fp32').final.gradientCosine).toEqual([]);
    const shares = (format: string) => tensorOf(format, 'U0').unchangedUpdates!;
    expect(shares('flex8+5')).toBeGreaterThan(shares('flex16+5'));
    expect(shares('fp32')).toBeLessThan(0.05);
  });

  it('gives the same bytes again', () => {
    expect(JSON.stringify(runAccuracy(options))).toBe(JSON.stringify(result));
  });
});

describe('exponents of the time steps', () => {
  const copy = (exponents: 'shared' | 'per-step') =>
    runAccuracy({
      ...options,
      tasks: ['copy'],
      formats: ['fp32', 'flex16+5'],
      seeds: 1,
      samples: 20,
      exponents,
      settings: { hidden: 16, batch: 8, seqLength: 20, updates: 60, layers: 1, embedding: 8 },
    });

  it('copy: no gradient in masked steps spoils a shared exponent, and no other', () => {
    const [shared, own] = [copy('shared'), copy('per-step')];
    const cosine = (r: typeof own) => r.summary.find((s) => s.format === 'flex16+5')!.gradientCosine!;
    expect(cosine(own)).toBeGreaterThan(0.98);
    expect(cosine(shared)).toBeLessThan(0.8);
    const final = (r: typeof own, format: string) => r.runs.find((run) => run.format === format)!.final.value;
    expect(final(own, 'fp32')).toBe(final(shared, 'fp32'));
    const exponentsOf = (r: typeof own) =>
      r.tensors.find((t) => t.format === 'flex16+5' && t.tensor === 'dLogits')!.samples.at(-1)!.stepExponents;
    expect(exponentsOf(shared)).toBeNull();
    expect(exponentsOf(own)).toHaveLength(20);
    expect(own.exponents).toBe('per-step');
    expect(own.tasks[0].policy.find((p) => p.precision === 'format')!.exponents).toMatch(/each time step/);
  });
});

describe('runAccuracyJob', () => {
  it.each(['fp16-mixed', 'flex16+5'])('%s: a resumed run equals one without a stop', (format) => {
    const [job] = accuracyJobs({ ...options, tasks: ['reber'], formats: [format], seeds: [3] });
    const whole = runAccuracyJob(job);
    const saved: Uint8Array[] = [];
    runAccuracyJob(job, { checkpointEvery: 5, onCheckpoint: (bytes) => saved.push(bytes) });
    expect(saved).toHaveLength(2);
    for (const bytes of saved) {
      const resumed = runAccuracyJob(job, { resume: { bytes, name: 'a.ckpt' } });
      expect(JSON.stringify(resumed)).toBe(JSON.stringify(whole));
    }
  });

  it('stops a diverged run, names the first bad store, and gives null instead of numbers', () => {
    const wild = { ...settings, learningRate: 1e6, optimiser: 'sgd' as const, clipNorm: Number.POSITIVE_INFINITY };
    const jobs = accuracyJobs({ ...options, tasks: ['mackey-glass'], formats: ['fp16-all'], seeds: 1, settings: wild });
    const { run } = runAccuracyJob(jobs[0]);
    expect(run.final.divergedAt).toBeGreaterThan(0);
    expect(run.final.value).toBeNull();
    expect(run.final.firstNonFinite?.op).not.toBe('');
    expect(run.final.firstNonFinite?.step).toBeLessThanOrEqual(run.final.divergedAt!);
    const { summary } = assembleAccuracy({}, jobs, [{ run, tensors: [] }]);
    expect(summary[0]).toMatchObject({ diverged: 1, mean: null, meanDelta: null });
  });
});

describe('accuracyJobs', () => {
  it('orders jobs by task, seed, format and gives the settings of a preset', () => {
    const jobs = accuracyJobs({ preset: 'neon-char-lstm', seeds: 2, formats: ['fp32', 'fp16'] });
    expect(jobs.map((j) => `${j.seed} ${j.format}`)).toEqual(['1 fp32', '1 fp16', '2 fp32', '2 fp16']);
    expect(jobs[0].settings).toMatchObject({ hidden: 128, layers: 2, batch: 64, seqLength: 50, clipValue: 5 });
  });

  it.each([
    [{ preset: 'quik' }, 'did you mean quick?'],
    [{ tasks: ['chars'] }, 'did you mean char?'],
    [{ formats: ['flex99+5'] }, 'flex mantissaBits: expected an integer from 8 to 16'],
    [{ exponents: 'none' as 'shared' }, 'exponents: expected shared or per-step, found none'],
    [{ seeds: 0 }, 'seeds: expected a whole number from 1 to 1000, found 0'],
    [{ settings: { updates: 0 } }, 'updates: expected a whole number from 1, found 0'],
    [{ settings: { learningRate: -1 } }, 'learning rate: expected a positive number, found -1'],
  ])('refuses %j', (bad, message) => {
    expect(() => accuracyJobs(bad)).toThrow(message);
  });
});

describe('deviationOf', () => {
  it('is the sample standard deviation of what there is', () => {
    expect(deviationOf([1, 3, null])).toBeCloseTo(Math.SQRT2, 12);
    expect(deviationOf([1])).toBeNull();
  });
});
