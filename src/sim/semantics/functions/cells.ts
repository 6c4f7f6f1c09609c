/** @file The GRU and plain tanh cells, fused, and the small functions around them. */
import { gruCellForward, rnnCellForward } from '../../../numerics/recurrentCells.js';
import { addToRows } from '../../../numerics/rowOperations.js';
import type { Tile } from '../../tensors.js';
import { type PointwiseFunction, scratchOf } from './function.js';

const values = (tile: Tile): Float32Array =>
  tile.data.subarray(tile.offset, tile.offset + tile.slots * tile.rows * tile.columns);

function addBiasInto(dst: Float32Array, dstOffset: number, tile: Tile, bias: Tile): void {
  addToRows({
    rows: tile.rows,
    columns: tile.columns,
    src: tile.data,
    srcOffset: tile.offset,
    vector: bias.data,
    vectorOffset: bias.offset,
    dst,
    dstOffset,
  });
}

/** (xGates [3H,B], hGates [3H,B], bias [3H,1], h [H,B]) → h [H,B]; order r, z, n; the reset gate scales U·h. */
export const gruCell: PointwiseFunction = {
  name: 'gruCell',
  inputs: ['xGates', 'hGates', 'bias', 'hPrev'],
  outputs: ['h'],
  simple: 11,
  special: 3,
  apply: (tiles) => {
    const [xGates, hGates, bias, hPrev] = [0, 1, 2, 3].map((i) => tiles.read(i));
    const h = tiles.write(0);
    const count = h.rows * h.columns;
    const scratch = scratchOf(8 * count);
    const sums = scratch.subarray(0, 3 * count);
    addBiasInto(sums, 0, xGates, bias);
    gruCellForward({
      count,
      xGates: sums,
      hGates: values(hGates),
      hPrev: values(hPrev),
      activations: scratch.subarray(3 * count, 7 * count),
      h: scratch.subarray(7 * count, 8 * count),
    });
    h.data.set(scratch.subarray(7 * count, 8 * count), h.offset);
    tiles.commit(0);
  },
};

/** (gates [H,B], bias [H,1]) → h = tanh(gates + bias). */
export const rnnCell: PointwiseFunction = {
  name: 'rnnCell',
  inputs: ['gates', 'bias'],
  outputs: ['h'],
  simple: 1,
  special: 1,
  apply: (tiles) => {
    const [gates, bias] = [tiles.read(0), tiles.read(1)];
    const h = tiles.write(0);
    const sums = scratchOf(gates.rows * gates.columns).subarray(0, gates.rows * gates.columns);
    addBiasInto(sums, 0, gates, bias);
    rnnCellForward({ count: sums.length, gates: sums, h: values(h) });
    tiles.commit(0);
  },
};

/** (x, bias [rows,1]) → x + bias, row by row; x may have slots. */
export const addBias: PointwiseFunction = {
  name: 'addBias',
  inputs: ['x', 'bias'],
  outputs: ['y'],
  simple: 1,
  special: 0,
  apply: (tiles) => {
    const [x, bias] = [tiles.read(0), tiles.read(1)];
    const y = tiles.write(0);
    const size = x.rows * x.columns;
    for (let s = 0; s < x.slots; s++) {
      const slot: Tile = { ...x, offset: x.offset + s * size, slots: 1 };
      addBiasInto(y.data, y.offset + s * size, slot, bias);
    }
    tiles.commit(0);
  },
};

/** (a, b) → a + b. */
export const add: PointwiseFunction = {
  name: 'add',
  inputs: ['a', 'b'],
  outputs: ['sum'],
  simple: 1,
  special: 0,
  apply: (tiles) => {
    const [a, b] = [values(tiles.read(0)), values(tiles.read(1))];
    const sum = values(tiles.write(0));
    for (let i = 0; i < sum.length; i++) sum[i] = a[i] + b[i];
    tiles.commit(0);
  },
};

/** x → x. */
export const copy: PointwiseFunction = {
  name: 'copy',
  inputs: ['x'],
  outputs: ['y'],
  simple: 1,
  special: 0,
  apply: (tiles) => {
    values(tiles.write(0)).set(values(tiles.read(0)));
    tiles.commit(0);
  },
};
