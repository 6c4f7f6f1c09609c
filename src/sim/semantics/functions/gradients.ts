/** @file What a backward pass needs between its matrix products: zeros, row sums, scattered sums, norms, the clip factor. */
import { addRowSums as addRowSumsInto } from '../../../numerics/rowOperations.js';
import type { Tile } from '../../tensors.js';
import type { PointwiseFunction } from './function.js';
import { scheduleRow } from './schedule.js';

const f = Math.fround;

const values = (tile: Tile): Float32Array =>
  tile.data.subarray(tile.offset, tile.offset + tile.slots * tile.rows * tile.columns);

/** → 0. Not rounded: a shared exponent must not learn from it. */
export const zero: PointwiseFunction = {
  name: 'zero',
  inputs: [],
  outputs: ['y'],
  simple: 1,
  special: 0,
  apply: (tiles) => {
    values(tiles.write(0)).fill(0);
  },
};

/** x → x from one slot of a tensor to another: what is held moves as it is. Not rounded, like `zero`: a state of zeros
 * must not set an exponent. */
export const carry: PointwiseFunction = {
  name: 'carry',
  inputs: ['x'],
  outputs: ['y'],
  simple: 1,
  special: 0,
  apply: (tiles) => {
    tiles.move(0);
  },
};

/** (sums [rows,1], x [rows,B]) → sums + x[:,0] + x[:,1] + …: the gradient of a bias. */
export const addRowSums: PointwiseFunction = {
  name: 'addRowSums',
  inputs: ['sums', 'x'],
  outputs: ['sums'],
  allColumns: true,
  elements: 'last-input',
  simple: 1,
  special: 0,
  apply: (tiles) => {
    const [before, x, out] = [tiles.read(0), tiles.read(1), tiles.write(0)];
    if (out.data !== before.data || out.offset !== before.offset) values(out).set(values(before));
    addRowSumsInto({
      rows: x.rows,
      columns: x.columns,
      src: x.data,
      srcOffset: x.offset,
      vector: out.data,
      vectorOffset: out.offset,
    });
    tiles.commit(0);
  },
};

/** (table [D,V], ids [1,B]) → out[:,j] = table[:, ids[j]]: an embedding whose rows are cut over the units. */
export const lookUp: PointwiseFunction = {
  name: 'lookUp',
  inputs: ['table', 'ids'],
  outputs: ['out'],
  simple: 1,
  special: 0,
  apply: (tiles) => {
    const [table, ids, out] = [tiles.read(0), tiles.read(1), tiles.write(0)];
    for (let i = 0; i < out.rows; i++) {
      const row = table.offset + i * table.columns;
      for (let j = 0; j < out.columns; j++) {
        out.data[out.offset + i * out.columns + j] = table.data[row + ids.data[ids.offset + j]];
      }
    }
    tiles.commit(0);
  },
};

/** (table [D,V], ids [1,B], dx [D,B]) → table with dx[:,j] added to column ids[j], j ascending: the gradient of lookUp. */
export const scatterAdd: PointwiseFunction = {
  name: 'scatterAdd',
  inputs: ['table', 'ids', 'dx'],
  outputs: ['table'],
  elements: 'last-input',
  simple: 1,
  special: 0,
  apply: (tiles) => {
    const [before, ids, dx, out] = [tiles.read(0), tiles.read(1), tiles.read(2), tiles.write(0)];
    if (out.data !== before.data) values(out).set(values(before));
    for (let i = 0; i < dx.rows; i++) {
      const row = out.offset + i * out.columns;
      for (let j = 0; j < dx.columns; j++) {
        out.data[row + ids.data[ids.offset + j]] += dx.data[dx.offset + i * dx.columns + j];
      }
    }
    tiles.commit(0);
  },
};

/** (a, b) → a · b, element by element. */
export const multiply: PointwiseFunction = {
  name: 'multiply',
  inputs: ['a', 'b'],
  outputs: ['product'],
  simple: 1,
  special: 0,
  apply: (tiles) => {
    const [a, b, out] = [values(tiles.read(0)), values(tiles.read(1)), values(tiles.write(0))];
    for (let e = 0; e < out.length; e++) out[e] = a[e] * b[e];
    tiles.commit(0);
  },
};

/** (x) → sum of x² [1,1] in fp32, elements in order. */
export const squaredNorm: PointwiseFunction = {
  name: 'squaredNorm',
  inputs: ['x'],
  outputs: ['norm'],
  elements: 'input',
  simple: 2,
  special: 0,
  apply: (tiles) => {
    const [x, out] = [values(tiles.read(0)), tiles.write(0)];
    let sum = 0;
    for (let e = 0; e < x.length; e++) sum = f(sum + f(x[e] * x[e]));
    out.data[out.offset] = sum;
    tiles.commit(0);
  },
};

/** Factor that says: skip this update. */
export const SKIP = -1;

/**
 * (squared norms [P,1,1], schedule) → [2,1]: the factor that optimisers put on
 * gradients, and the norm without the loss scale. factor = min(1, clipNorm / norm) / lossScale; SKIP when the norm is not
 * finite and the schedule says so (Micikevicius et al. 2018: an overflowed step is skipped).
 */
export const clipFactor: PointwiseFunction = {
  name: 'clipFactor',
  inputs: ['norms', 'schedule'],
  outputs: ['factor'],
  elements: 'input',
  simple: 2,
  special: 2,
  apply: (tiles) => {
    const [norms, schedule] = [values(tiles.read(0)), values(tiles.read(1))];
    let sum = 0;
    for (const norm of norms) sum = f(sum + norm);
    const unscale = schedule[scheduleRow.inverseLossScale];
    const norm = f(f(Math.sqrt(sum)) * unscale);
    const out = values(tiles.write(0));
    const skip = !Number.isFinite(norm) && schedule[scheduleRow.skipNonFinite] === 1;
    const clipNorm = schedule[scheduleRow.clipNorm];
    out[0] = skip ? SKIP : norm > clipNorm ? f(f(clipNorm / norm) * unscale) : unscale;
    out[1] = norm;
    tiles.commit(0);
  },
};
