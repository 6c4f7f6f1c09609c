/** @file `k.units` and `k.fits`: a kernel that asks gets its chip's numbers, and only with a target. */
import { describe, expect, it } from 'vitest';
import { defineKernel, size } from '../../src/kernels/kernel.js';
import { plan } from '../../src/kernels/planner/plan.js';
import { parseFormat } from '../../src/numerics/format.js';
import { chip } from '../../src/sim/chips/index.js';
import { runtimeFor } from '../../src/sim/runtimes.js';

/** Rows for every unit; the weights are pinned where they fit, else read where they lie. */
const asking = defineKernel({
  name: 'asking',
  title: 'asks what it runs on',
  params: { k: size(64, 'columns', 1_000_000) },
  build(b) {
    const rows = 2 * b.units;
    const pinned = b.fits(2 * b.params.k * 4);
    const W = b.input('W', [rows, b.params.k], { shard: 'rows', residency: pinned ? 'pinned' : 'cached' });
    const x = b.input('x', [b.params.k, 1], { residency: 'cached' });
    const y = b.output('y', [rows, 1], { shard: 'rows', residency: 'cached' });
    b.matmul(y, W, x);
  },
});

function planned(name: string, k: number) {
  const target = { chip: chip(name), runtime: runtimeFor(chip(name)), format: parseFormat('fp32') };
  const result = plan(asking, { k }, target);
  if (result.rejected !== null) throw new Error('it asks before it pins');
  return result;
}

describe('a kernel that asks', () => {
  it('gets the number of units', () => {
    expect(planned('v100', 64).program.tensors[0].rows).toBe(160);
    expect(planned('nnp-t1000', 64).program.tensors[0].rows).toBe(48);
  });

  it('pins where it fits and nowhere else', () => {
    // V100: 0.75 of 256 KiB registers and of 96 KiB shared memory are 270,336 bytes a unit; two rows of k fp32 are 8k bytes.
    expect(planned('v100', 33_792).resident.register).toBeGreaterThan(0);
    expect(planned('v100', 33_793).resident).toEqual({});
  });

  it('is refused without a target', () => {
    expect(() => asking.graph({})).toThrow(/k\.units: expected a target/);
  });
});
