/** @file Exchange 'shift': rows go round. Units stand in a ring in the order of their rows; on a mesh the ring runs to and
 * fro over its rows, so that neighbours in it are neighbours in the mesh, but for the last and the first. */
import type { ChipSpec } from '../chipSchema.js';
import type { ExchangeOp, ShiftCourse } from '../program.js';
import type { TileAccess } from '../tensors.js';
import type { Flow } from './exchangeFlow.js';

/** Rows of each group go `rows` on, in a ring of `extent` rows that are dealt to units; `own`: rows of the smallest share. */
export function shiftCourse(rows: number, extent: number, own: number, rowBytes: number): ShiftCourse {
  const way = Math.min(rows, extent - rows);
  // A row that goes over the middle, and one that goes over the end, for each row that the ring is turned by.
  return { rows, extent, places: Math.ceil(way / own), crossingBytes: 2 * way * rowBytes };
}

/** Rows that a unit with `own` of them gives away. */
export function rowsSent(rows: number, extent: number, own: number): number {
  return Math.min(own, rows, extent - rows);
}

/** The way of a shift: every operation of that pattern has one. */
export function courseOf({ label, shift }: ExchangeOp): ShiftCourse {
  if (shift === undefined) throw new Error(`shift '${label}' does not say how far`);
  return shift;
}

/** Through a shared cache all is written and read. */
export function shiftFlow(op: ExchangeOp, total: number, throughCache: boolean): Flow {
  const most = Math.max(...op.bytesPerClass);
  return { sent: most, received: most, crossing: throughCache ? 2 * total : courseOf(op).crossingBytes };
}

/** Hops of the data that goes farthest when everybody sends to the unit `places` further. */
export function shiftHops({ exchange }: ChipSpec, units: number, places: number): number {
  if (units <= 1) return 0;
  if (exchange.topology === 'crossbar') return 1;
  if (exchange.topology === 'through-l2') return 2;
  const on = places % units;
  if (exchange.topology === 'ring') return Math.min(on, units - on);
  const columns = Math.ceil(Math.sqrt(units));
  const row = (unit: number): number => Math.floor(unit / columns);
  const column = (unit: number): number => (row(unit) % 2 === 0 ? unit % columns : columns - 1 - (unit % columns));
  let most = 0;
  for (let unit = 0; unit < units; unit++) {
    const to = (unit + on) % units;
    most = Math.max(most, Math.abs(row(unit) - row(to)) + Math.abs(column(unit) - column(to)));
  }
  return most;
}

/** out[(i + rows) mod extent] = from[i] in each group of each slot. */
export function turnRows(op: ExchangeOp, tiles: TileAccess): void {
  const { rows, extent } = courseOf(op);
  const [from, to] = [tiles.read(0), tiles.write(0)];
  const { columns } = from;
  const kept = (extent - rows) * columns;
  const blocks = (from.slots * from.rows) / extent;
  for (let block = 0; block < blocks; block++) {
    const [source, target] = [from.offset + block * extent * columns, to.offset + block * extent * columns];
    to.data.set(from.data.subarray(source, source + kept), target + rows * columns);
    to.data.set(from.data.subarray(source + kept, source + extent * columns), target);
  }
  tiles.carry(0, 0);
}
