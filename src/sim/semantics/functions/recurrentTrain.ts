/** @file The GRU and tanh cells as training needs them: forward with what the backward step reads, and backward. */
import { gruCellBackward, gruCellForward, rnnCellBackward } from '../../../numerics/recurrentCells.js';
import type { Tile } from '../../tensors.js';
import { type PointwiseFunction, scratchOf } from './function.js';

const values = (tile: Tile): Float32Array =>
  tile.data.subarray(tile.offset, tile.offset + tile.slots * tile.rows * tile.columns);

/** (xGates, hGates [3H,B], bias [3H,1], hPrev [H,B]) → h [H,B], activations r, z, n, U·h of n [4H,B]. */
export const gruCellTrain: PointwiseFunction = {
  name: 'gruCellTrain',
  inputs: ['xGates', 'hGates', 'bias', 'hPrev'],
  outputs: ['h', 'activations'],
  simple: 11,
  special: 3,
  apply: (tiles) => {
    const [xGates, hGates, bias, hPrev] = [0, 1, 2, 3].map((i) => tiles.read(i));
    const [h, activations] = [tiles.write(0), tiles.write(1)];
    const { rows, columns } = xGates;
    const sums = scratchOf(rows * columns);
    for (let r = 0; r < rows; r++) {
      const b = bias.data[bias.offset + r];
      for (let j = 0; j < columns; j++) {
        sums[r * columns + j] = xGates.data[xGates.offset + r * columns + j] + b;
      }
    }
    gruCellForward({
      count: h.rows * columns,
      xGates: sums,
      hGates: values(hGates),
      hPrev: values(hPrev),
      activations: values(activations),
      h: values(h),
    });
    tiles.commit(0);
    tiles.commit(1);
  },
};

/** (activations [4H,B], hPrev, dh [H,B]) → direct part of dhPrev [H,B], dxGates, dhGates [3H,B]. */
export const gruCellBackwardFunction: PointwiseFunction = {
  name: 'gruCellBackward',
  inputs: ['activations', 'hPrev', 'dh'],
  outputs: ['dhPrev', 'dxGates', 'dhGates'],
  simple: 17,
  special: 0,
  apply: (tiles) => {
    gruCellBackward({
      count: values(tiles.read(2)).length,
      activations: values(tiles.read(0)),
      hPrev: values(tiles.read(1)),
      dh: values(tiles.read(2)),
      dhPrev: values(tiles.write(0)),
      dxGates: values(tiles.write(1)),
      dhGates: values(tiles.write(2)),
    });
    for (let i = 0; i < 3; i++) tiles.commit(i);
  },
};

/** (h, dh [H,B]) → dGates = dh (1 - h²) [H,B]. */
export const rnnCellBackwardFunction: PointwiseFunction = {
  name: 'rnnCellBackward',
  inputs: ['h', 'dh'],
  outputs: ['dGates'],
  simple: 3,
  special: 0,
  apply: (tiles) => {
    const h = values(tiles.read(0));
    rnnCellBackward({ count: h.length, h, dh: values(tiles.read(1)), dGates: values(tiles.write(0)) });
    tiles.commit(0);
  },
};
