/** @file `k.exchange('shift', …)`: rows go round over the units. How far is said in rows, which is the same on every chip, or
 * in places of units, which asks the chip. */
import { extentOf, tileText } from '../cuts.js';
import type { ExchangeStatement } from '../graph.js';
import type { Tile } from '../handles.js';
import { type Refuse, sameShape } from './refuse.js';

export interface ShiftOptions {
  /** Rows (of each group) that everything moves on by; the last ones become the first. Below 0: backwards. */
  readonly rows?: number;
  /** So many units further, with k.units units in the ring. Default 1: each unit's rows go to the next. */
  readonly places?: number;
}

/** `units`: asks the chip. */
export function shiftStatement(
  refuse: Refuse,
  from: Tile,
  to: Tile,
  options: ShiftOptions,
  units: () => number,
): ExchangeStatement {
  const label = `shift ${from.tensor.name} → ${to.tensor.name}`;
  sameShape(refuse, label, from, to);
  const cut = [from, to].every(({ tensor }) => tensor.shard === 'rows' && tensor.residency === 'pinned');
  if (!cut || from.tensor.groups !== to.tensor.groups) {
    const text = (tile: Tile): string => {
      const { groups, shard, residency } = tile.tensor;
      return `${tileText(tile)} '${shard}', ${residency}${groups > 1 ? ` in ${groups} groups` : ''}`;
    };
    refuse(label, `shard 'rows' → 'rows', pinned, cut alike`, `${text(from)} → ${text(to)}`);
  }
  const [a, b] = [from.tensor.stage, to.tensor.stage];
  if (a?.id !== b?.id) refuse(label, 'tensors of one stage', [a, b].map((s) => s?.name ?? 'none').join(' → '));
  if (a !== undefined && options.rows === undefined) refuse(label, '{ rows: n } inside a stage', 'places of units');
  if (mayBeOne(from, to)) {
    refuse(label, 'another buffer than the one that is sent (k.ring)', `${from.tensor.name} read and written`);
  }
  const extent = extentOf(from);
  const rows = rowsOf(refuse, label, from, options, units);
  const on = ((rows % extent) + extent) % extent;
  if (on === 0) refuse(label, `a way that is not 0 rows of ${extent}`, `${rows} rows`);
  return { kind: 'exchange', label, pattern: 'shift', from, to, rows: on };
}

function rowsOf(refuse: Refuse, label: string, from: Tile, options: ShiftOptions, units: () => number): number {
  const { rows, places } = options;
  if (rows !== undefined && places !== undefined) refuse(label, '{ rows } or { places }', 'both');
  const given = rows ?? places ?? 1;
  if (!Number.isInteger(given)) refuse(label, `whole ${rows === undefined ? 'places' : 'rows'}`, String(given));
  if (rows !== undefined) return rows;
  const extent = extentOf(from);
  const share = extent / units();
  if (!Number.isInteger(share)) {
    refuse(label, `rows that k.units = ${units()} divides, or { rows: n }`, `${extent} rows of ${tileText(from)}`);
  }
  return given * share;
}

/** True unless the two are tiles of two tensors, or slots of one that never meet. */
function mayBeOne({ tensor, slot: a }: Tile, { tensor: other, slot: b }: Tile): boolean {
  if (tensor !== other) return false;
  if (a === null || b === null || a.modulo !== b.modulo) return true;
  const between = a.modulo === 0 ? a.offset - b.offset : (a.offset - b.offset) % a.modulo;
  return JSON.stringify(a.terms) !== JSON.stringify(b.terms) || between === 0;
}
