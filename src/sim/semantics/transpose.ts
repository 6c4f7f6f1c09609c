/** @file A tile transposed in the units' memory by the vector lanes: they read rows as they lie and write each element a row
 * of the result apart, so lanes may want one bank at once. */
import type { MemoryLevel } from '../chipSchema.js';
import { bankConflictDegree } from '../memory/banks.js';
import type { MatmulShape } from '../program.js';
import type { OpSemantics } from './context.js';
import { addTraffic } from './traffic.js';

const WORD_BYTES = 4;

interface Banks {
  readonly count: number;
  readonly bytes: number;
}

/** A level's banks. Where a chip states none: as many of four bytes as its write rate needs. */
export function banksOf(level: MemoryLevel): Banks {
  if (level.banks !== undefined && level.bankBytes !== undefined)
    return { count: level.banks.value, bytes: level.bankBytes.value };
  return { count: Math.max(1, Math.floor(level.writeBytesPerCycle.value / WORD_BYTES)), bytes: WORD_BYTES };
}

/**
 * Cycles of the strided writes: one lane a bank, elements in row order, so lane i of an access writes element
 * (i mod columns, i / columns) of the result. The first access stands for all of them.
 */
export function stridedWriteCycles(
  tile: Pick<MatmulShape, 'm' | 'n'>,
  slots: number,
  elementBytes: number,
  banks: Banks,
) {
  const { m: rows, n: columns } = tile;
  const lanes = Math.min(banks.count, rows * columns);
  const addresses = Array.from(
    { length: lanes },
    (_, i) => ((i % columns) * rows + Math.floor(i / columns)) * elementBytes,
  );
  // An element wider than a bank lies in several.
  const words = Math.max(1, Math.ceil(elementBytes / banks.bytes));
  const touched = addresses.flatMap((at) => Array.from({ length: words }, (_, w) => at + w * banks.bytes));
  return Math.ceil((slots * rows * columns) / lanes) * bankConflictDegree(touched, banks.count, banks.bytes);
}

export const transpose: OpSemantics<'transpose'> = {
  cost(op, cls, context, out) {
    const { machine } = context;
    const { chip } = machine.target;
    const { m, n } = op.shares[cls];
    out.compute(machine.vector(cls), (op.slots * m * n) / chip.vector.lanes.value);
    out.delay(chip.vector.latencyCycles.value);
    addTraffic(op.traffic, cls, context, out);
    const written = op.traffic.filter((t) => t.direction === 'write' && t.bytesPerClass[cls] > 0);
    const all = written.reduce((sum, t) => sum + t.bytesPerClass[cls], 0);
    for (const t of written) {
      const level = chip.levels.find((l) => l.name === t.level);
      if (level === undefined) continue;
      const share = t.bytesPerClass[cls] / all;
      const strided = share * stridedWriteCycles(op.shares[cls], op.slots, op.elementBytes, banksOf(level));
      const straight = t.bytesPerClass[cls] / level.writeBytesPerCycle.value;
      if (strided > straight) out.add(machine.port(t.level, cls, 'write'), strided - straight);
    }
  },
  effect(_op, tiles) {
    const [x, out] = [tiles.read(0), tiles.write(0)];
    const { slots, rows, columns } = x;
    for (let slot = 0; slot < slots; slot++) {
      const [from, to] = [x.offset + slot * rows * columns, out.offset + slot * rows * columns];
      for (let i = 0; i < rows; i++) {
        const row = from + i * columns;
        for (let j = 0; j < columns; j++) out.data[to + j * rows + i] = x.data[row + j];
      }
    }
    tiles.carry(0, 0);
  },
};
