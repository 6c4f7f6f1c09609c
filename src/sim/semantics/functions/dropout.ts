/** @file Dropout masks from counter-based random numbers: an element's fate depends on seed, mask, step and position only,
 * so it is equal on any number of workers and after a restart. */
import { forEachRandom } from '../../../numerics/random.js';
import type { PointwiseFunction } from './function.js';
import { scheduleRow } from './schedule.js';

/** (schedule) → 0 with probability `percent` / 100, else 1 / (1 - that). Constants: percent, stream (one per mask). */
export const dropoutMask: PointwiseFunction = {
  name: 'dropoutMask',
  inputs: ['schedule'],
  outputs: ['mask'],
  simple: 20,
  special: 0,
  apply: (tiles, { percent, stream }) => {
    const [schedule, mask] = [tiles.read(0), tiles.write(0)];
    const at = (row: number): number => schedule.data[schedule.offset + row];
    const rate = percent / 100;
    const kept = 1 / (1 - rate);
    const key = { seed: at(scheduleRow.seed), stream, step: at(scheduleRow.step) };
    forEachRandom(key, mask.offset, mask.slots * mask.rows * mask.columns, (index, bits) => {
      mask.data[index] = bits < rate * 4294967296 ? 0 : kept;
    });
    tiles.commit(0);
  },
};
