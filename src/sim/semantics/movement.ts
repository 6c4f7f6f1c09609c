/** @file Operations that move data and compute nothing: copies by the move engine, rows picked from a table. */
import type { OpSemantics } from './context.js';
import { addTraffic } from './traffic.js';

export const move: OpSemantics<'move'> = {
  cost(op, cls, context, out) {
    out.add(context.machine.move(cls), 0);
    addTraffic(op.traffic, cls, context, out);
  },
  effect(_op, tiles) {
    tiles.move(0);
  },
};

/** out[:, j] = table[ids[j], :] for each column j: an embedding. Reads: table [rows, width] (transposed: [width, rows]), ids
 * [1, columns]. */
export const gather: OpSemantics<'gather'> = {
  cost(op, cls, context, out) {
    const { machine } = context;
    out.compute(machine.vector(cls), op.elementsPerClass[cls] / machine.target.chip.vector.lanes.value);
    out.delay(machine.target.chip.vector.latencyCycles.value);
    addTraffic(op.traffic, cls, context, out);
  },
  effect({ transposed }, tiles) {
    const table = tiles.read(0);
    const ids = tiles.read(1);
    const out = tiles.write(0);
    const [width, rowStep, step] = transposed ? [table.rows, 1, table.columns] : [table.columns, table.columns, 1];
    for (let s = 0; s < out.slots; s++) {
      for (let j = 0; j < out.columns; j++) {
        const row = table.offset + ids.data[ids.offset + s * out.columns + j] * rowStep;
        const column = out.offset + s * out.rows * out.columns + j;
        for (let i = 0; i < width; i++) out.data[column + i * out.columns] = table.data[row + i * step];
      }
    }
    tiles.carry(0, 0);
  },
};
