/** @file Element-wise passes over tensors off chip, a launch each: what a library runs between its matrix products and
 * after the last one of a training step. They cost memory traffic, not arithmetic. */
import { scheduleRows } from '../../sim/semantics/functions/schedule.js';
import { defineKernel, type Kernel, size } from '../kernel.js';

const params = {
  rows: size(1024, 'rows of the tensor', 1_000_000),
  columns: size(1024, 'columns of the tensor', 100_000_000),
};
const owned = { shard: 'rows', residency: 'cached' } as const;

/** y = max(0, x + bias): bias or normalisation, and activation, of a whole layer. */
export const reluPass: Kernel = defineKernel({
  name: 'pass.bias-relu',
  title: 'bias and ReLU of a tensor off chip',
  params,
  build(k) {
    const shape = [k.params.rows, k.params.columns] as const;
    const x = k.input('x', shape, owned);
    const bias = k.input('bias', [k.params.rows, 1], owned);
    const y = k.output('y', shape, owned);
    k.launch('bias and ReLU', () => k.pointwise('biasRelu', [y], [x, bias]));
  },
});

/** Adam on weights and gradients in the format with fp32 moments: five tensors read, three written. */
export const adamPass: Kernel = defineKernel({
  name: 'pass.adam',
  title: 'Adam update of weights off chip',
  params,
  build(k) {
    const shape = [k.params.rows, k.params.columns] as const;
    const fp32 = { precision: 'fp32', residency: 'cached' } as const;
    const w = k.input('w', shape, owned);
    const g = k.input('g', shape, owned);
    const [m, v] = ['m', 'v'].map((name) => k.input(name, shape, { ...owned, precision: 'fp32' }));
    const factor = k.input('factor', [2, 1], fp32);
    const schedule = k.input('schedule', [scheduleRows, 1], fp32);
    k.launch('adam', () =>
      k.pointwise('adam', [w, m, v], [w, g, factor, schedule, m, v], {
        constants: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      }),
    );
  },
});
