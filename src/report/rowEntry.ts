/** @file A row of the study as a row of a report. */
import { isRejected, type RunRow } from '../study/row.js';
import type { Known } from './numbers.js';
import type { ReportRow } from './schema.js';

/** JSON has no infinities: they become the reason why there is no number. */
export function known(value: number): Known {
  if (Number.isFinite(value)) return value;
  return { na: Number.isNaN(value) ? 'not a number' : 'infinite' };
}

/** The paths of assumed figures are left out: a report lists them once a chip. */
export function rowEntry(row: RunRow): ReportRow {
  if (isRejected(row)) return row;
  const { assumed: _inChips, values, ...rest } = row;
  if (values === null) return { ...rest, values };
  const { relL2, maxAbs, coldRelL2, ...counts } = values;
  const cold = coldRelL2 === undefined ? {} : { coldRelL2: known(coldRelL2) };
  return { ...rest, values: { relL2: known(relL2), maxAbs: known(maxAbs), ...cold, ...counts } };
}
