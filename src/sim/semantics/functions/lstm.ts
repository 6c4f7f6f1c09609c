/** @file The LSTM cell, fused: bias, three sigmoids, two tanh, and the state update in one pass over H x B elements.
 * Gate order i, f, g, o. */
import { sigmoidF32, tanhF32 } from '../../../numerics/float32Math.js';
import { lstmCellBackward, lstmCellForward } from '../../../numerics/lstmCell.js';
import { addToRows } from '../../../numerics/rowOperations.js';
import type { Tile, TileAccess } from '../../tensors.js';
import { type PointwiseFunction, scratchOf } from './function.js';

/** 4 biases, f·c + i·g (3), o·tanh (1). */
const FORWARD_SIMPLE = 8;
const FORWARD_SPECIAL = 5;

/** Pre-activations plus bias, in scratch. */
function withBias(gates: Tile, bias: Tile): Float32Array {
  const { rows, columns } = gates;
  const sums = scratchOf(rows * columns);
  addToRows({
    rows,
    columns,
    src: gates.data,
    srcOffset: gates.offset,
    vector: bias.data,
    vectorOffset: bias.offset,
    dst: sums,
    dstOffset: 0,
  });
  return sums;
}

function forward(tiles: TileAccess): Float32Array {
  const [gates, bias, cPrev] = [tiles.read(0), tiles.read(1), tiles.read(2)];
  const [c, h] = [tiles.write(0), tiles.write(1)];
  const sums = withBias(gates, bias);
  lstmCellForward({
    count: c.rows * c.columns,
    gates: sums,
    activations: sums,
    cPrev: cPrev.data,
    cPrevOffset: cPrev.offset,
    c: c.data,
    cOffset: c.offset,
    h: h.data,
    hOffset: h.offset,
  });
  tiles.commit(0);
  tiles.commit(1);
  return sums;
}

/** (gates [4H,B], bias [4H,1], c [H,B]) → (c [H,B], h [H,B]). */
export const lstmCell: PointwiseFunction = {
  name: 'lstmCell',
  inputs: ['gates', 'bias', 'cPrev'],
  outputs: ['c', 'h'],
  simple: FORWARD_SIMPLE,
  special: FORWARD_SPECIAL,
  apply: (tiles) => {
    forward(tiles);
  },
};

/** (gates [4H,B], bias [4H,1]) → sigma(i), sigma(f), tanh(g), sigma(o) [4H,B]: the first half of an unfused cell. */
export const lstmActivate: PointwiseFunction = {
  name: 'lstmActivate',
  inputs: ['gates', 'bias'],
  outputs: ['activations'],
  elements: 'group',
  simple: 4,
  special: 4,
  apply: (tiles) => {
    const [gates, out] = [tiles.read(0), tiles.write(0)];
    const sums = withBias(gates, tiles.read(1));
    const block = (gates.rows * gates.columns) / 4;
    for (let gate = 0; gate < 4; gate++) {
      const activation = gate === 2 ? tanhF32 : sigmoidF32;
      for (let e = gate * block; e < (gate + 1) * block; e++) out.data[out.offset + e] = activation(sums[e]);
    }
    tiles.commit(0);
  },
};

/** (activations [4H,B], c [H,B]) → (c = f·c + i·g, h = o·tanh c): the second half of an unfused cell. */
export const lstmState: PointwiseFunction = {
  name: 'lstmState',
  inputs: ['activations', 'cPrev'],
  outputs: ['c', 'h'],
  simple: 4,
  special: 1,
  apply: (tiles) => {
    const [a, cPrev] = [tiles.read(0), tiles.read(1)];
    const [c, h] = [tiles.write(0), tiles.write(1)];
    const count = c.rows * c.columns;
    const gate = (q: number, e: number): number => a.data[a.offset + q * count + e];
    for (let e = 0; e < count; e++) {
      const kept = Math.fround(gate(1, e) * cPrev.data[cPrev.offset + e]);
      const next = Math.fround(kept + Math.fround(gate(0, e) * gate(2, e)));
      c.data[c.offset + e] = next;
      h.data[h.offset + e] = gate(3, e) * tanhF32(next);
    }
    tiles.commit(0);
    tiles.commit(1);
  },
};

/** The fused cell, keeping sigma(i), sigma(f), tanh(g), sigma(o) [4H,B] for the backward pass. */
export const lstmCellTrain: PointwiseFunction = {
  name: 'lstmCellTrain',
  inputs: ['gates', 'bias', 'cPrev'],
  outputs: ['c', 'h', 'activations'],
  simple: FORWARD_SIMPLE,
  special: FORWARD_SPECIAL,
  apply: (tiles) => {
    const kept = forward(tiles);
    const activations = tiles.write(2);
    activations.data.set(kept.subarray(0, activations.rows * activations.columns), activations.offset);
    tiles.commit(2);
  },
};

/** (activations [4H,B], cPrev, c, dh, dc [H,B]) → (dc of the step before [H,B], dGates [4H,B]). */
export const lstmCellBackwardFunction: PointwiseFunction = {
  name: 'lstmCellBackward',
  inputs: ['activations', 'cPrev', 'c', 'dh', 'dc'],
  outputs: ['dcPrev', 'dGates'],
  simple: 24,
  special: 1,
  apply: (tiles) => {
    const [activations, cPrev, c, dh, dc] = [0, 1, 2, 3, 4].map((i) => tiles.read(i));
    const [dcPrev, dGates] = [tiles.write(0), tiles.write(1)];
    lstmCellBackward({
      count: c.rows * c.columns,
      activations: activations.data,
      activationsOffset: activations.offset,
      cPrev: cPrev.data,
      cPrevOffset: cPrev.offset,
      c: c.data,
      cOffset: c.offset,
      dh: dh.data,
      dhOffset: dh.offset,
      dc: dc.data,
      dcOffset: dc.offset,
      dGates: dGates.data,
      gatesOffset: dGates.offset,
      dcPrev: dcPrev.data,
      dcPrevOffset: dcPrev.offset,
    });
    tiles.commit(0);
    tiles.commit(1);
  },
};
