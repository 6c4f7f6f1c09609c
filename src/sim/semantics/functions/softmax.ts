/** @file Softmax along rows, a reduction over the columns that one unit has all of; and along columns of what every unit has
 * all of. */
import { expF32 } from '../../../numerics/float32Math.js';
import type { PointwiseFunction } from './function.js';

const f = Math.fround;

/** (x [rows,columns]) → softmax(scale · x) of each row, the row's maximum subtracted, sums in ascending order, fp32 inside.
 * Per element: scale, compare, subtract, add, multiply by 1 / sum; one exp. Constant: scale. */
export const softmaxRows: PointwiseFunction = {
  name: 'softmaxRows',
  inputs: ['x'],
  outputs: ['p'],
  allColumns: true,
  simple: 5,
  special: 1,
  apply: (tiles, { scale = 1 }) => {
    const [x, p] = [tiles.read(0), tiles.write(0)];
    const { columns } = x;
    for (let row = 0; row < x.slots * x.rows; row++) {
      const [from, to] = [x.offset + row * columns, p.offset + row * columns];
      let max = Number.NEGATIVE_INFINITY;
      for (let j = 0; j < columns; j++) max = Math.max(max, f(scale * x.data[from + j]));
      let sum = 0;
      for (let j = 0; j < columns; j++) {
        const e = expF32(f(f(scale * x.data[from + j]) - max));
        p.data[to + j] = e;
        sum = f(sum + e);
      }
      const inverse = f(1 / sum);
      for (let j = 0; j < columns; j++) p.data[to + j] *= inverse;
    }
    tiles.commit(0);
  },
};

/** (x [rows,columns], maybe slots of it) → softmax of each column, as along rows: every unit needs all rows. */
export const softmaxColumns: PointwiseFunction = {
  name: 'softmaxColumns',
  inputs: ['x'],
  outputs: ['p'],
  simple: 4,
  special: 1,
  apply: (tiles) => {
    const [x, p] = [tiles.read(0), tiles.write(0)];
    const { rows, columns } = x;
    for (let column = 0; column < x.slots * columns; column++) {
      const at = Math.floor(column / columns) * rows * columns + (column % columns);
      let max = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < rows; i++) max = Math.max(max, x.data[x.offset + at + i * columns]);
      let sum = 0;
      for (let i = 0; i < rows; i++) {
        const e = expF32(f(x.data[x.offset + at + i * columns] - max));
        p.data[p.offset + at + i * columns] = e;
        sum = f(sum + e);
      }
      const inverse = f(1 / sum);
      for (let i = 0; i < rows; i++) p.data[p.offset + at + i * columns] *= inverse;
    }
    tiles.commit(0);
  },
};
