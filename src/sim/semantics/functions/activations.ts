/** @file Activations by themselves, and the two halves of an unfused GRU cell. */
import { sigmoidF32, tanhF32 } from '../../../numerics/float32Math.js';
import type { Tile } from '../../tensors.js';
import type { PointwiseFunction } from './function.js';

const f = Math.fround;

const values = (tile: Tile): Float32Array =>
  tile.data.subarray(tile.offset, tile.offset + tile.slots * tile.rows * tile.columns);

/** (x) → tanh(x). */
export const tanh: PointwiseFunction = {
  name: 'tanh',
  inputs: ['x'],
  outputs: ['y'],
  simple: 0,
  special: 1,
  apply: (tiles) => {
    const [x, y] = [values(tiles.read(0)), values(tiles.write(0))];
    for (let e = 0; e < y.length; e++) y[e] = tanhF32(x[e]);
    tiles.commit(0);
  },
};

/** (x, bias [rows,1]) → max(0, x + bias), row by row. */
export const biasRelu: PointwiseFunction = {
  name: 'biasRelu',
  inputs: ['x', 'bias'],
  outputs: ['y'],
  simple: 2,
  special: 0,
  apply: (tiles) => {
    const [x, bias, y] = [tiles.read(0), tiles.read(1), tiles.write(0)];
    for (let row = 0; row < x.slots * x.rows; row++) {
      const b = bias.data[bias.offset + (row % x.rows)];
      for (let j = 0; j < x.columns; j++) {
        const at = row * x.columns + j;
        y.data[y.offset + at] = Math.max(0, f(x.data[x.offset + at] + b));
      }
    }
    tiles.commit(0);
  },
};

/** (xGates [3H,B], hGates [3H,B], bias [3H,1]) → sigma(r), sigma(z), tanh(n) [3H,B]: the first half of a GRU cell. Each
 * row of the three groups: 3 biases, 3 sums, r times the recurrent part of n. */
export const gruActivate: PointwiseFunction = {
  name: 'gruActivate',
  inputs: ['xGates', 'hGates', 'bias'],
  outputs: ['activations'],
  elements: 'group',
  simple: 7,
  special: 3,
  apply: (tiles) => {
    const [x, h, bias, out] = [tiles.read(0), tiles.read(1), tiles.read(2), tiles.write(0)];
    const { columns } = x;
    const count = (x.rows / 3) * columns;
    const input = (e: number): number => f(x.data[x.offset + e] + bias.data[bias.offset + Math.floor(e / columns)]);
    const state = (e: number): number => h.data[h.offset + e];
    for (let e = 0; e < count; e++) {
      const [z, n] = [count + e, 2 * count + e];
      const r = sigmoidF32(f(input(e) + state(e)));
      out.data[out.offset + e] = r;
      out.data[out.offset + z] = sigmoidF32(f(input(z) + state(z)));
      out.data[out.offset + n] = tanhF32(f(input(n) + f(r * state(n))));
    }
    tiles.commit(0);
  },
};

/** (activations r, z, n [3H,B], hPrev [H,B]) → h = (1 - z)·n + z·hPrev: the second half of a GRU cell. */
export const gruState: PointwiseFunction = {
  name: 'gruState',
  inputs: ['activations', 'hPrev'],
  outputs: ['h'],
  simple: 4,
  special: 0,
  apply: (tiles) => {
    const [a, before, h] = [values(tiles.read(0)), values(tiles.read(1)), values(tiles.write(0))];
    const count = h.length;
    for (let e = 0; e < count; e++) {
      const z = a[count + e];
      h[e] = f(f(f(1 - z) * a[2 * count + e]) + f(z * before[e]));
    }
    tiles.commit(0);
  },
};
