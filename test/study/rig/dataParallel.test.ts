import { describe, expect, it } from 'vitest';
import { kernelNamed } from '../../../src/kernels/registry.js';
import { target } from '../../../src/sim/namedTarget.js';
import { rig } from '../../../src/sim/rigs.js';
import { ringAllReduceSeconds } from '../../../src/study/rig/dataParallel.js';
import { isRejected, type SimulatedRow } from '../../../src/study/row.js';
import { runExperiment } from '../../../src/study/run.js';

function rowOf(kernel: string, chip: string, params: Record<string, number>): SimulatedRow {
  const several = /^\d+x /.test(chip) ? rig(chip) : undefined;
  const one = target(several?.chip ?? chip, { format: 'fp16' });
  const [row] = runExperiment(kernelNamed(kernel), params, [several === undefined ? one : { ...one, rig: several }], {
    values: false,
  });
  if (isRejected(row)) throw new Error(`${kernel} does not fit on ${chip}`);
  return row;
}

describe('a data-parallel rig', () => {
  it('does an equal share of the batch on each chip, without links at inference', () => {
    const pair = rowOf('lstm.in-cache', '2x titan-xp', { batch: 16 });
    const single = rowOf('lstm.in-cache', 'titan-xp', { batch: 8 });
    expect(pair.cycles).toBe(single.cycles);
    expect(pair.macs).toBe(2 * single.macs);
    expect([pair.chip, pair.parallel, pair.params.batch]).toEqual(['2x titan-xp', 'data', 16]);
    expect(pair.mapping.rig).toMatchObject({ parallel: 'data', batchPerChip: 8, gradientBytes: 0, linkSeconds: 0 });
  });

  it('sums gradients over a ring after a training step', () => {
    const params = { hidden: 64, batch: 16, steps: 4 };
    const eight = rowOf('lstm.train', '8x nnp-t1000', params);
    const single = rowOf('lstm.train', 'nnp-t1000', { ...params, batch: 2 });
    const share = eight.mapping.rig!;
    if (share.parallel !== 'data') throw new Error('data parallelism is the default');
    const { gradientBytes, linkSeconds } = share;
    // Two layers of [256 x 64] W and U and 256 biases, an embedding [64 x 100], a projection [100 x 64] and its 100
    // biases, 2 bytes each. Adam's moments stay where they are.
    expect(gradientBytes).toBe(2 * (2 * (256 * 128 + 256) + 2 * 6400 + 100));
    expect(linkSeconds).toBeCloseTo(ringAllReduceSeconds(rig('8x nnp-t1000'), gradientBytes), 15);
    expect(eight.waits.exchange).toBeGreaterThan(single.waits.exchange);
    expect(eight.work + Object.values(eight.waits).reduce((a, b) => a + b, 0)).toBe(eight.cycles);
  });

  it('moves 2 (n - 1) / n of the bytes over the links, in 2 (n - 1) hops', () => {
    const r = rig('4x vega-fe');
    const { count, bytesPerSecond, latencySeconds } = r.links;
    const expected = (1.5 * 1e6) / (count.value * bytesPerSecond.value) + 6 * latencySeconds.value;
    expect(ringAllReduceSeconds(r, 1e6)).toBeCloseTo(expected, 15);
  });

  it('refuses a kernel without a batch and a batch smaller than the rig', () => {
    expect(() => rowOf('gemm', '2x titan-xp', {})).toThrow(
      /gemm data-parallel on 2x titan-xp: expected a batch of at least 2/,
    );
    expect(() => rowOf('lstm.fused', '4x vega-fe', { batch: 3 })).toThrow(/found batch=3/);
  });
});
