/** @file An activation by itself, and one fused with the bias before it. */
import type { PointwiseFunction } from './function.js';
import { type ScalarName, scalarActivations } from './scalar.js';

const f = Math.fround;

/** (x) → activation of x. */
function plain(name: ScalarName): PointwiseFunction {
  const { simple, special, apply } = scalarActivations[name];
  return {
    name,
    inputs: ['x'],
    outputs: ['y'],
    simple,
    special,
    apply: (tiles) => {
      const [x, y] = [tiles.read(0), tiles.write(0)];
      const count = y.slots * y.rows * y.columns;
      for (let e = 0; e < count; e++) y.data[y.offset + e] = apply(x.data[x.offset + e]);
      tiles.commit(0);
    },
  };
}

/** (x, bias [rows,1]) → activation of x + bias, row by row; x may have slots. */
function withBias(name: string, activation: ScalarName): PointwiseFunction {
  const { simple, special, apply } = scalarActivations[activation];
  return {
    name,
    inputs: ['x', 'bias'],
    outputs: ['y'],
    simple: simple + 1,
    special,
    apply: (tiles) => {
      const [x, bias, y] = [tiles.read(0), tiles.read(1), tiles.write(0)];
      for (let row = 0; row < x.slots * x.rows; row++) {
        const b = bias.data[bias.offset + (row % x.rows)];
        const at = row * x.columns;
        for (let j = 0; j < x.columns; j++) {
          y.data[y.offset + at + j] = apply(f(x.data[x.offset + at + j] + b));
        }
      }
      tiles.commit(0);
    },
  };
}

export const relu = plain('relu');
export const sigmoid = plain('sigmoid');
export const hardSigmoid = plain('hardSigmoid');
export const biasTanh = withBias('biasTanh', 'tanh');
export const biasSigmoid = withBias('biasSigmoid', 'sigmoid');
export const biasHardSigmoid = withBias('biasHardSigmoid', 'hardSigmoid');
