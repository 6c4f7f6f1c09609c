/** @file Rows of two files side by side: which changed, by how much, where the cycles went, and why. */
import { figureChanges, mappingChanges, paramChanges, settingChanges } from './causes.js';
import type { ComparedFile, ComparedRow, ComparedSimulated } from './input.js';
import { type Pairs, pairsOf } from './pairs.js';

export const rowEffects = [
  'slower',
  'faster',
  'same time, other plan',
  'no longer fits',
  'fits now',
  'other shortage',
] as const;

/** A row that is in both files and not the same in them. */
export interface RowChange {
  readonly chip: string;
  readonly parallel: string | null;
  readonly runtime: string;
  readonly kernel: string;
  readonly format: string;
  /** Those after; where they are not those before, the causes say so. */
  readonly params: Readonly<Record<string, number>>;
  readonly what: (typeof rowEffects)[number];
  /** Null where it does not fit. */
  readonly secondsBefore: number | null;
  readonly secondsAfter: number | null;
  readonly cyclesBefore: number | null;
  readonly cyclesAfter: number | null;
  /** Time after / time before - 1; null where it does not fit in both. */
  readonly change: number | null;
  /** Where the cycles went: work and waits whose cycles changed, largest first. */
  readonly cycles: readonly { readonly reason: string; readonly by: number }[];
  readonly causes: readonly string[];
}

export interface RowComparison {
  readonly same: number;
  /** Largest effect first. */
  readonly changes: readonly RowChange[];
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
  /** Time after / time before of every row that is simulated in both. */
  readonly ratios: readonly number[];
}

const isSimulated = (row: ComparedRow): row is ComparedSimulated => 'cycles' in row;

type Named = Pick<ComparedRow, 'chip' | 'runtime' | 'kernel' | 'format' | 'params' | 'figures'> & {
  readonly parallel?: string | null | undefined;
};

/** `lstm.fused on v100 (cudnn-7.0, fp16) batch=1 hidden=200`. */
export function rowLabel(row: Named): string {
  const sizes = Object.entries({ ...row.params, ...row.figures }).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${groupLabel(row)} ${sizes.map(([name, value]) => `${name}=${value}`).join(' ')}`.trim();
}

/** The same without sizes. */
function groupLabel({ chip, parallel, runtime, kernel, format }: Named): string {
  return `${kernel} on ${chip}${parallel ? ` ${parallel}-parallel` : ''} (${runtime}, ${format})`;
}

/** Rows are matched by chip, runtime, kernel, format and sizes; where one row of each file is left over for the same of the
 * first four, the sizes are what changed. */
export function compareRows(before: ComparedFile, after: ComparedFile): RowComparison {
  const exact = pairsOf(before.rows, after.rows, rowLabel);
  const resized = leftOver(exact);
  const both = [...exact.both, ...resized];
  const paired = new Set(resized.flat());
  const changes = both.flatMap(([was, is]) => changeOf(was, is, before, after) ?? []);
  return {
    same: both.length - changes.length,
    changes: changes.sort((a, b) => effectOf(b) - effectOf(a)),
    onlyBefore: exact.onlyBefore.filter((row) => !paired.has(row)).map(rowLabel),
    onlyAfter: exact.onlyAfter.filter((row) => !paired.has(row)).map(rowLabel),
    ratios: both.flatMap(([was, is]) =>
      isSimulated(was) && isSimulated(is) && was.seconds > 0 && is.seconds > 0 ? [is.seconds / was.seconds] : [],
    ),
  };
}

function leftOver({ onlyBefore, onlyAfter }: Pairs<ComparedRow>): readonly (readonly [ComparedRow, ComparedRow])[] {
  const single = (rows: readonly ComparedRow[]): ReadonlyMap<string, ComparedRow> => {
    const groups = new Map<string, ComparedRow[]>();
    for (const row of rows) groups.set(groupLabel(row), [...(groups.get(groupLabel(row)) ?? []), row]);
    return new Map([...groups].flatMap(([label, own]) => (own.length === 1 ? [[label, own[0]] as const] : [])));
  };
  const now = single(onlyAfter);
  return [...single(onlyBefore)].flatMap(([label, was]) => {
    const is = now.get(label);
    return is === undefined ? [] : [[was, is] as const];
  });
}

function effectOf({ what, change }: RowChange): number {
  if (change !== null) return Math.abs(Math.log1p(change));
  return what === 'other shortage' ? 0 : Number.POSITIVE_INFINITY;
}

function changeOf(was: ComparedRow, is: ComparedRow, before: ComparedFile, after: ComparedFile): RowChange | null {
  const { chip, parallel = null, runtime, kernel, format, params } = is;
  const [a, b] = [isSimulated(was) ? was : null, isSimulated(is) ? is : null];
  const mapping = a !== null && b !== null ? mappingChanges(a, b) : [];
  const sizes = paramChanges({ ...was.params, ...was.figures }, { ...is.params, ...is.figures });
  const what = whatChanged(was, is, mapping.length > 0 || sizes.length > 0);
  if (what === null) return null;
  const known = [...sizes, ...figureChanges(chip, before, after), ...mapping, ...settingChanges(before, after)];
  return {
    ...{ chip, parallel, runtime, kernel, format, params, what },
    secondsBefore: a?.seconds ?? null,
    secondsAfter: b?.seconds ?? null,
    cyclesBefore: a?.cycles ?? null,
    cyclesAfter: b?.cycles ?? null,
    change: a === null || b === null || a.seconds === 0 ? null : b.seconds / a.seconds - 1,
    cycles: a === null || b === null ? [] : cycleChanges(a, b),
    causes: known.length > 0 ? known : ['the files do not tell'],
  };
}

function whatChanged(was: ComparedRow, is: ComparedRow, otherPlan: boolean): RowChange['what'] | null {
  if (isSimulated(was) && isSimulated(is)) {
    if (is.seconds === was.seconds) return otherPlan ? 'same time, other plan' : null;
    return is.seconds > was.seconds ? 'slower' : 'faster';
  }
  if (isSimulated(was)) return 'no longer fits';
  if (isSimulated(is)) return 'fits now';
  const [a, b] = [was.rejected, is.rejected];
  return a.needBytes === b.needBytes && a.haveBytes === b.haveBytes ? null : 'other shortage';
}

function cycleChanges(a: ComparedSimulated, b: ComparedSimulated): RowChange['cycles'] {
  const [from, to] = [a, b].map(({ work, waits }) => new Map([['work', work], ...Object.entries(waits)]));
  return [...new Set([...from.keys(), ...to.keys()])]
    .map((reason) => ({ reason, by: (to.get(reason) ?? 0) - (from.get(reason) ?? 0) }))
    .filter(({ by }) => by !== 0)
    .sort((x, y) => Math.abs(y.by) - Math.abs(x.by));
}
