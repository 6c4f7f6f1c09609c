/** @file Losses and their gradients in one pass, fp32 inside. A column is one prediction; its weight holds everything that
 * scales its gradient: 1 / number of predictions, the loss scale (Micikevicius et al. 2018), 0 for one that does not
 * count. The loss that comes out is not weighted. */
import { expF32, lnF64 } from '../../../numerics/float32Math.js';
import type { Tile } from '../../tensors.js';
import { type PointwiseFunction, scratchOf } from './function.js';

const f = Math.fround;

/** -ln softmax(logits)[target] per column; softmax goes to `probabilities`. A negative target gives 0. Maximum subtracted,
 * sums over classes in ascending order. */
function crossEntropyColumns(logits: Tile, targets: Tile, probabilities: Float32Array, nll: Tile): void {
  const { rows, columns, data, offset } = logits;
  for (let j = 0; j < columns; j++) {
    let max = Number.NEGATIVE_INFINITY;
    for (let r = 0; r < rows; r++) {
      const x = data[offset + r * columns + j];
      if (x > max || Number.isNaN(x)) max = x;
    }
    let sum = 0;
    for (let r = 0; r < rows; r++) {
      const e = expF32(f(data[offset + r * columns + j] - max));
      probabilities[r * columns + j] = e;
      sum = f(sum + e);
    }
    for (let r = 0; r < rows; r++) probabilities[r * columns + j] = probabilities[r * columns + j] / sum;
    const target = targets.data[targets.offset + j];
    nll.data[nll.offset + j] = target < 0 ? 0 : lnF64(sum) - f(data[offset + target * columns + j] - max);
  }
}

/** (logits [C,B], targets [1,B], weights [1,B]) → nats per column [1,B], dLogits = (softmax - one-hot) · weight [C,B]. */
export const softmaxCrossEntropyFunction: PointwiseFunction = {
  name: 'softmaxCrossEntropy',
  inputs: ['logits', 'targets', 'weights'],
  outputs: ['nll', 'dLogits'],
  elements: 'input',
  simple: 6,
  special: 2,
  apply: (tiles) => {
    const [logits, targets, weights] = [tiles.read(0), tiles.read(1), tiles.read(2)];
    const [nll, dLogits] = [tiles.write(0), tiles.write(1)];
    const { rows, columns } = logits;
    const probabilities = scratchOf(rows * columns);
    crossEntropyColumns(logits, targets, probabilities, nll);
    for (let r = 0; r < rows; r++) {
      for (let j = 0; j < columns; j++) {
        const target = targets.data[targets.offset + j];
        const p = probabilities[r * columns + j];
        const d = f(f(r === target ? p - 1 : p) * weights.data[weights.offset + j]);
        dLogits.data[dLogits.offset + r * columns + j] = target < 0 ? 0 : d;
      }
    }
    tiles.commit(0);
    tiles.commit(1);
  },
};

/** (logits [C,B], targets [1,B]) → nats per column [1,B]: evaluation. */
export const crossEntropy: PointwiseFunction = {
  name: 'crossEntropy',
  inputs: ['logits', 'targets'],
  outputs: ['nll'],
  elements: 'input',
  simple: 4,
  special: 2,
  apply: (tiles) => {
    const [logits, nll] = [tiles.read(0), tiles.write(0)];
    crossEntropyColumns(logits, tiles.read(1), scratchOf(logits.rows * logits.columns), nll);
    tiles.commit(0);
  },
};

function squaredErrors(y: Tile, targets: Tile, loss: Tile): void {
  const { rows, columns } = y;
  for (let j = 0; j < columns; j++) {
    let sum = 0;
    for (let r = 0; r < rows; r++) {
      const at = r * columns + j;
      const d = f(y.data[y.offset + at] - targets.data[targets.offset + at]);
      sum = f(sum + f(d * d));
    }
    loss.data[loss.offset + j] = sum;
  }
}

/** (y [C,B], targets [C,B], weights [1,B]) → squared error per column [1,B], dy = 2 (y - target) · weight [C,B]. */
export const squaredErrorGradient: PointwiseFunction = {
  name: 'squaredErrorGradient',
  inputs: ['y', 'targets', 'weights'],
  outputs: ['loss', 'dy'],
  elements: 'input',
  simple: 6,
  special: 0,
  apply: (tiles) => {
    const [y, targets, weights] = [tiles.read(0), tiles.read(1), tiles.read(2)];
    const dy = tiles.write(1);
    squaredErrors(y, targets, tiles.write(0));
    for (let at = 0; at < y.rows * y.columns; at++) {
      const d = f(y.data[y.offset + at] - targets.data[targets.offset + at]);
      dy.data[dy.offset + at] = f(f(2 * d) * weights.data[weights.offset + (at % y.columns)]);
    }
    tiles.commit(0);
    tiles.commit(1);
  },
};

/** (y [C,B], targets [C,B]) → squared error per column [1,B]: evaluation. */
export const squaredError: PointwiseFunction = {
  name: 'squaredError',
  inputs: ['y', 'targets'],
  outputs: ['loss'],
  elements: 'input',
  simple: 3,
  special: 0,
  apply: (tiles) => {
    squaredErrors(tiles.read(0), tiles.read(1), tiles.write(0));
    tiles.commit(0);
  },
};
