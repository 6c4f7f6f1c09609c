/** @file Sums, means and largest values along rows or columns, on the vector engine. */
import type { ReduceOp } from '../program.js';
import type { Tile } from '../tensors.js';
import type { OpSemantics } from './context.js';
import { addTraffic } from './traffic.js';

/**
 * Lanes are dealt to results: each adds up its share, one element a cycle, then the lanes of one result meet in a tree, each
 * level of it waiting for the one before. Reading costs what the bytes cost, along rows and along columns alike.
 */
export const reduce: OpSemantics<'reduce'> = {
  cost(op, cls, context, out) {
    const { machine } = context;
    const { lanes, latencyCycles } = machine.target.chip.vector;
    const [elements, results] = [op.elementsPerClass[cls], op.resultsPerClass[cls]];
    const together = Math.min(Math.floor(lanes.value / results), elements / results);
    const levels = Math.ceil(Math.log2(Math.max(1, together)));
    const scaled = op.how === 'mean' ? results / lanes.value : 0;
    out.compute(machine.vector(cls), elements / lanes.value + levels + scaled);
    out.delay(latencyCycles.value * (1 + levels));
    addTraffic(op.traffic, cls, context, out);
  },
  effect(op, tiles) {
    const [x, out] = [tiles.read(0), tiles.write(0)];
    for (let slot = 0; slot < x.slots; slot++) {
      if (op.over === 'rows') alongRows(op.how, x, out, slot);
      else alongColumns(op.how, x, out, slot);
    }
    tiles.commit(0);
  },
};

type How = ReduceOp['how'];

/** out[0, j] of x[·, j]: rows in ascending order, each sum rounded to fp32. */
function alongRows(how: How, x: Tile, out: Tile, slot: number): void {
  const { rows, columns } = x;
  const to = out.offset + slot * columns;
  const from = x.offset + slot * rows * columns;
  for (let j = 0; j < columns; j++) out.data[to + j] = x.data[from + j];
  for (let i = 1; i < rows; i++) {
    const row = from + i * columns;
    for (let j = 0; j < columns; j++) {
      const known = out.data[to + j];
      const value = x.data[row + j];
      out.data[to + j] = how === 'max' ? Math.max(known, value) : known + value;
    }
  }
  if (how === 'mean') scale(out.data, to, columns, rows);
}

/** out[i, 0] of x[i, ·]: columns in ascending order. */
function alongColumns(how: How, x: Tile, out: Tile, slot: number): void {
  const { rows, columns } = x;
  const to = out.offset + slot * rows;
  for (let i = 0; i < rows; i++) {
    const row = x.offset + (slot * rows + i) * columns;
    let known = x.data[row];
    for (let j = 1; j < columns; j++) {
      const value = x.data[row + j];
      known = how === 'max' ? Math.max(known, value) : Math.fround(known + value);
    }
    out.data[to + i] = known;
  }
  if (how === 'mean') scale(out.data, to, rows, columns);
}

/** Times 1 / count, rounded as one multiplication by that number. */
function scale(data: Float32Array, from: number, length: number, count: number): void {
  const factor = Math.fround(1 / count);
  for (let i = from; i < from + length; i++) data[i] *= factor;
}
