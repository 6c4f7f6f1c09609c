/** @file Data that is sent to other units keeps its exponent: an integer accumulator sees the mantissas that were stored. */
import { describe, expect, it } from 'vitest';
import { defineKernel } from '../../src/kernels/kernel.js';
import { valueProgram } from '../../src/models/valueProgram.js';
import { parseFormat } from '../../src/numerics/index.js';
import { execute } from '../../src/sim/execute.js';
import { TensorStore } from '../../src/sim/tensors.js';

const kernel = defineKernel({
  name: 'test.moved',
  title: 'a product with a vector that was exchanged first',
  params: {},
  build(k) {
    const W = k.input('W', [1, 4], { shard: 'rows', residency: 'pinned' });
    const x = k.input('x', [4, 1], { residency: 'pinned' });
    const own = k.buffer('own', [4, 1], { shard: 'rows' });
    const h = k.buffer('h', [4, 1]);
    k.pointwise('copy', [own], [x]);
    k.exchange('all-gather', own, h);
    k.barrier();
    k.matmul(k.output('y', [1, 1], { shard: 'rows', precision: 'fp32', residency: 'pinned' }), W, h);
  },
});

function product(format: string): number {
  const program = valueProgram(kernel, {});
  const tensors = new TensorStore(program, parseFormat(format));
  tensors.set('W', [1, 1, 1, 1]);
  tensors.set('x', [1, 1, 1, 1]);
  execute(program, tensors);
  return tensors.get('y')[0];
}

describe('exchange', () => {
  it('hands the exponent on with the mantissas', () => {
    expect(product('flex16+5')).toBe(4);
    // A first write of 1 gets scale 2^-14, so mantissas are 2^14 and the sum of four products is 2^30. 32 bits hold it;
    // 28 bits wrap it to 0. With the exponent that a new tensor starts from (2^-8) the sum would be 2^24 and would fit.
    expect(product('flex16+5-int32')).toBe(4);
    expect(product('flex16+5-int28')).toBe(0);
  });
});
