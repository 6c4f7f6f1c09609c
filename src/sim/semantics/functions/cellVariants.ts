/** @file Recurrent cells with other activations than their usual ones (Keras's hard sigmoid, ReLU states), and the GRU of
 * the paper's first version, whose reset gate scales h before the product with U (Cho et al. 2014, arXiv 1406.1078). */
import type { Tile } from '../../tensors.js';
import type { PointwiseFunction } from './function.js';
import { type ScalarName, scalarActivations } from './scalar.js';

const f = Math.fround;

export type GateName = 'sigmoid' | 'hardSigmoid';
export type StateName = 'tanh' | 'relu';
const gateNames: readonly GateName[] = ['sigmoid', 'hardSigmoid'];
const stateNames: readonly StateName[] = ['tanh', 'relu'];

const costOf = (name: ScalarName) => scalarActivations[name];

/** Sum of group `group` of a cell's rows plus its bias, element e of H x B. */
function sums(gates: Tile, bias: Tile, groups: number): (group: number, e: number) => number {
  const count = (gates.rows / groups) * gates.columns;
  return (group, e) => {
    const at = group * count + e;
    return f(gates.data[gates.offset + at] + bias.data[bias.offset + Math.floor(at / gates.columns)]);
  };
}

/** (gates [4H,B], bias [4H,1], c [H,B]) → (c, h); order i, f, g, o. */
function lstmVariant(gate: GateName, state: StateName): PointwiseFunction {
  const [g, s] = [costOf(gate), costOf(state)];
  return {
    name: `lstmCell.${gate}.${state}`,
    inputs: ['gates', 'bias', 'cPrev'],
    outputs: ['c', 'h'],
    simple: 8 + 3 * g.simple + 2 * s.simple,
    special: 3 * g.special + 2 * s.special,
    apply: (tiles) => {
      const [gates, bias, cPrev] = [tiles.read(0), tiles.read(1), tiles.read(2)];
      const [c, h] = [tiles.write(0), tiles.write(1)];
      const sum = sums(gates, bias, 4);
      for (let e = 0; e < c.rows * c.columns; e++) {
        const kept = f(g.apply(sum(1, e)) * cPrev.data[cPrev.offset + e]);
        const next = f(kept + f(g.apply(sum(0, e)) * s.apply(sum(2, e))));
        c.data[c.offset + e] = next;
        h.data[h.offset + e] = g.apply(sum(3, e)) * s.apply(next);
      }
      tiles.commit(0);
      tiles.commit(1);
    },
  };
}

/** (xGates, hGates [3H,B], bias [3H,1], h) → h; order r, z, n; the reset gate scales U·h. */
function gruVariant(gate: GateName, state: StateName): PointwiseFunction {
  const [g, s] = [costOf(gate), costOf(state)];
  return {
    name: `gruCell.${gate}.${state}`,
    inputs: ['xGates', 'hGates', 'bias', 'hPrev'],
    outputs: ['h'],
    simple: 11 + 2 * g.simple + s.simple,
    special: 2 * g.special + s.special,
    apply: (tiles) => {
      const [x, hGates, bias, before] = [0, 1, 2, 3].map((i) => tiles.read(i));
      const h = tiles.write(0);
      const sum = sums(x, bias, 3);
      const count = h.rows * h.columns;
      const state3 = (group: number, e: number): number => hGates.data[hGates.offset + group * count + e];
      for (let e = 0; e < count; e++) {
        const r = g.apply(f(sum(0, e) + state3(0, e)));
        const z = g.apply(f(sum(1, e) + state3(1, e)));
        const n = s.apply(f(sum(2, e) + f(r * state3(2, e))));
        h.data[h.offset + e] = f(f(1 - z) * n) + f(z * before.data[before.offset + e]);
      }
      tiles.commit(0);
    },
  };
}

/** (sums [2H,B], bias [2H,1], h [H,B]) → (z, r·h): the gates of a GRU that resets h before its product; order r, z. */
function gruGates(gate: GateName): PointwiseFunction {
  const g = costOf(gate);
  return {
    name: `gruGates.${gate}`,
    inputs: ['gates', 'bias', 'hPrev'],
    outputs: ['z', 'resetH'],
    simple: 3 + 2 * g.simple,
    special: 2 * g.special,
    apply: (tiles) => {
      const [gates, bias, before] = [tiles.read(0), tiles.read(1), tiles.read(2)];
      const [z, reset] = [tiles.write(0), tiles.write(1)];
      const sum = sums(gates, bias, 2);
      for (let e = 0; e < z.rows * z.columns; e++) {
        z.data[z.offset + e] = g.apply(sum(1, e));
        reset.data[reset.offset + e] = f(g.apply(sum(0, e)) * before.data[before.offset + e]);
      }
      tiles.commit(0);
      tiles.commit(1);
    },
  };
}

/** (sums [H,B], bias [H,1], z, h) → h = (1 - z)·n + z·h: the second half of such a GRU. */
function gruCandidate(state: StateName): PointwiseFunction {
  const s = costOf(state);
  return {
    name: `gruCandidate.${state}`,
    inputs: ['sums', 'bias', 'z', 'hPrev'],
    outputs: ['h'],
    simple: 5 + s.simple,
    special: s.special,
    apply: (tiles) => {
      const [gates, bias, zs, before] = [0, 1, 2, 3].map((i) => tiles.read(i));
      const h = tiles.write(0);
      const sum = sums(gates, bias, 1);
      for (let e = 0; e < h.rows * h.columns; e++) {
        const z = zs.data[zs.offset + e];
        h.data[h.offset + e] = f(f(1 - z) * s.apply(sum(0, e))) + f(z * before.data[before.offset + e]);
      }
      tiles.commit(0);
    },
  };
}

/** All that are not the usual cells (sigmoid gates, tanh states), which have functions of their own. */
export const cellVariants: readonly PointwiseFunction[] = [
  ...gateNames.flatMap((gate) =>
    stateNames
      .filter((state) => gate !== 'sigmoid' || state !== 'tanh')
      .flatMap((state) => [lstmVariant(gate, state), gruVariant(gate, state)]),
  ),
  ...gateNames.map(gruGates),
  ...stateNames.map(gruCandidate),
];
