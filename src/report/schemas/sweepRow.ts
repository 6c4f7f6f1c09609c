/** @file A line of a sweep's rows.jsonl: a row as `onchip run` writes it, with its place in the sweep and the figures that were
 * varied. The assumed figures of a chip stand once, in sweep.json. */
import { z } from 'zod';
import { rejectedRow, simulatedRow } from './row.js';
import { count, numbers } from './shared.js';

const place = {
  index: count.meta({ description: 'Place of the row in the sweep, from 0' }),
  key: z.string().meta({ description: 'Hash of everything that the row follows from' }),
  figures: numbers.meta({ description: 'Figures of the chip that were varied, by path' }),
};

export const sweepRow = z.union([simulatedRow.extend(place), rejectedRow.extend(place)]);
