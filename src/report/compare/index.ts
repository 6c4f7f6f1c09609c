/** @file Two files side by side: rows and values that changed, largest effect first, with causes, and one line that says it
 * all. */
import { InputError } from '../../numerics/errors.js';
import { formatRatio, type Known } from '../numbers.js';
import { allFigureChanges, settingChanges } from './causes.js';
import type { ComparedFile } from './input.js';
import { pairsOf } from './pairs.js';
import { compareRows, type RowChange, type RowComparison } from './rows.js';
import type { ComparedValue } from './values.js';

export type { RowChange } from './rows.js';

/** A value of a study that is in both files and not the same in them. */
export interface ValueChange {
  readonly kind: ComparedValue['kind'];
  readonly label: string;
  readonly unit: string;
  /** changed: neither is better. */
  readonly what: 'better' | 'worse' | 'changed';
  readonly before: Known | string;
  readonly after: Known | string;
  /** After / before - 1; of an error (unit %) after - before; null without two numbers. */
  readonly change: number | null;
  readonly causes: readonly string[];
}

export interface Comparison extends Omit<RowComparison, 'ratios'> {
  /** Answers of studies; largest effect first. */
  readonly values: readonly ValueChange[];
  readonly verdict: string;
}

/** Throws InputError when nothing is in both. */
export function compareFiles(before: ComparedFile, after: ComparedFile): Comparison {
  const { ratios, ...rows } = compareRows(before, after);
  const values = pairsOf(before.values, after.values, ({ kind, label }) => `${kind} ${label}`);
  if (rows.same + rows.changes.length + values.both.length === 0) {
    const expected = 'rows of the same chip, runtime, kernel, format and parameters, or answers of the same study';
    const found = `none in common between ${before.what} and ${after.what}`;
    throw new InputError({ where: 'compare', expected, found });
  }
  const known = [...allFigureChanges(before, after), ...settingChanges(before, after)];
  const causes = known.length > 0 ? known : ['the files do not tell'];
  const changed = values.both.flatMap(([was, is]) => valueChange(was, is, causes) ?? []);
  const same = rows.same + values.both.length - changed.length;
  return {
    ...rows,
    same,
    onlyBefore: [...rows.onlyBefore, ...values.onlyBefore.map(({ label }) => label)],
    onlyAfter: [...rows.onlyAfter, ...values.onlyAfter.map(({ label }) => label)],
    values: changed.sort((a, b) => effectOf(b) - effectOf(a)),
    verdict: verdictOf(ratios, rows.changes.length + changed.length, same),
  };
}

/** Changes that fail a limit: slower or worse by more than the share, no longer fitting, a verdict that fell. Single
 * predictions are no check: their errors are. */
export function changesOver({ changes, values }: Comparison, limit: number): readonly (RowChange | ValueChange)[] {
  const rows = changes.filter(({ what, change }) => what === 'no longer fits' || (change !== null && change > limit));
  const others = values.filter(
    ({ kind, what, change }) =>
      kind !== 'prediction' && what === 'worse' && (change === null || Math.abs(change) > limit),
  );
  return [...rows, ...others];
}

const verdicts = ['reached', 'partly', 'not reached', 'cannot be tested'];

function valueChange(was: ComparedValue, is: ComparedValue, causes: readonly string[]): ValueChange | null {
  const { kind, label, unit } = is;
  const head = { kind, label, unit, causes };
  if (was.word !== null && is.word !== null) {
    if (was.word === is.word) return null;
    const what = verdicts.indexOf(is.word) > verdicts.indexOf(was.word) ? 'worse' : 'better';
    return { ...head, what, before: was.word, after: is.word, change: null };
  }
  const [a, b] = [was.value, is.value];
  if (typeof a !== 'number' || typeof b !== 'number') {
    if (JSON.stringify(a) === JSON.stringify(b)) return null;
    const what = typeof a === 'number' ? 'worse' : typeof b === 'number' ? 'better' : 'changed';
    return { ...head, what, before: a ?? { na: 'none' }, after: b ?? { na: 'none' }, change: null };
  }
  if (a === b) return null;
  const change = unit === '%' ? b - a : a === 0 ? null : b / a - 1;
  return { ...head, what: directionOf(is, a, b), before: a, after: b, change };
}

function directionOf({ better, measured }: ComparedValue, a: number, b: number): ValueChange['what'] {
  if (better === 'none') return 'changed';
  if (better === 'low') return b > a ? 'worse' : 'better';
  const off = (value: number): number => Math.abs(Math.log(value / measured!));
  return off(b) > off(a) ? 'worse' : 'better';
}

const effectOf = ({ change }: ValueChange): number =>
  change === null ? Number.POSITIVE_INFINITY : Math.abs(change > -1 ? Math.log1p(change) : change);

/** `after is 1.31x as fast as before: geometric mean of 12 rows, 0.900x … 2.00x`. */
function verdictOf(ratios: readonly number[], changed: number, same: number): string {
  if (changed === 0) return `${same} same`;
  if (ratios.every((ratio) => ratio === 1)) return `${changed} changed, ${same} same`;
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  const speeds = ratios.map((ratio) => 1 / ratio);
  const range = `${formatRatio(speeds.reduce((a, b) => Math.min(a, b)))} … ${formatRatio(speeds.reduce((a, b) => Math.max(a, b)))}`;
  const rows = ratios.length === 1 ? '1 row' : `${ratios.length} rows`;
  return `after is ${formatRatio(1 / mean)} as fast as before: geometric mean of ${rows}, ${range}`;
}
