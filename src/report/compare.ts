/** @file Two reports side by side: which rows changed, by how much, and why as far as the files tell. */
import { InputError } from '../numerics/errors.js';
import type { ComparedFile, ComparedRow, ComparedSimulated } from './compareInput.js';
import { significant } from './numbers.js';

/** A row that is in both files and not the same in them. */
export interface RowChange {
  readonly chip: string;
  readonly runtime: string;
  readonly kernel: string;
  readonly format: string;
  readonly params: Readonly<Record<string, number>>;
  readonly what: 'slower' | 'faster' | 'same time, other plan' | 'no longer fits' | 'fits now' | 'other shortage';
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

export interface Comparison {
  readonly same: number;
  /** Largest effect first. */
  readonly changes: readonly RowChange[];
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
}

const isSimulated = (row: ComparedRow): row is ComparedSimulated => 'cycles' in row;

/** `lstm.fused on v100 (cudnn-7.0, fp16) hidden=200 batch=1`. */
export function rowLabel({
  chip,
  runtime,
  kernel,
  format,
  params,
}: Pick<RowChange, 'chip' | 'runtime' | 'kernel' | 'format' | 'params'>): string {
  const sizes = Object.keys(params)
    .sort()
    .map((name) => `${name}=${params[name]}`);
  return `${kernel} on ${chip} (${runtime}, ${format}) ${sizes.join(' ')}`.trim();
}

/** Rows are matched by chip, runtime, kernel, format and parameters. Throws InputError when no row is in both. */
export function compareReports(before: ComparedFile, after: ComparedFile): Comparison {
  const old = new Map(before.rows.map((row) => [rowLabel(row), row]));
  const labels = new Set(after.rows.map(rowLabel));
  const both = after.rows.flatMap((row) => {
    const was = old.get(rowLabel(row));
    return was === undefined ? [] : [[was, row] as const];
  });
  if (both.length === 0) {
    const expected = 'rows of the same chip, runtime, kernel, format and parameters';
    throw new InputError({ where: 'compare', expected, found: 'none in common' });
  }
  const changes = both.flatMap(([was, is]) => changeOf(was, is, before, after) ?? []);
  return {
    same: both.length - changes.length,
    changes: changes.sort((a, b) => effectOf(b) - effectOf(a)),
    onlyBefore: [...old.keys()].filter((label) => !labels.has(label)),
    onlyAfter: [...labels].filter((label) => !old.has(label)),
  };
}

/** Rows that fail a limit: slower by more than the share, or no longer fitting. */
export function rowsOver({ changes }: Comparison, limit: number): readonly RowChange[] {
  return changes.filter(({ what, change }) => what === 'no longer fits' || (change !== null && change > limit));
}

function effectOf({ what, change }: RowChange): number {
  if (change !== null) return Math.abs(Math.log1p(change));
  return what === 'other shortage' ? 0 : Number.POSITIVE_INFINITY;
}

function changeOf(was: ComparedRow, is: ComparedRow, before: ComparedFile, after: ComparedFile): RowChange | null {
  const { chip, runtime, kernel, format, params } = is;
  const [a, b] = [isSimulated(was) ? was : null, isSimulated(is) ? is : null];
  const mapping = a !== null && b !== null ? mappingChanges(a, b) : [];
  const what = whatChanged(was, is, mapping);
  if (what === null) return null;
  const known = [...figureChanges(chip, before, after), ...mapping];
  const other =
    before.version === after.version ? 'the files do not tell' : `onchip ${before.version} → ${after.version}`;
  return {
    ...{ chip, runtime, kernel, format, params, what },
    secondsBefore: a?.seconds ?? null,
    secondsAfter: b?.seconds ?? null,
    cyclesBefore: a?.cycles ?? null,
    cyclesAfter: b?.cycles ?? null,
    change: a === null || b === null ? null : b.seconds / a.seconds - 1,
    cycles: a === null || b === null ? [] : cycleChanges(a, b),
    causes: known.length > 0 ? known : [other],
  };
}

function whatChanged(was: ComparedRow, is: ComparedRow, mapping: readonly string[]): RowChange['what'] | null {
  if (isSimulated(was) && isSimulated(is)) {
    if (is.seconds === was.seconds) return mapping.length === 0 ? null : 'same time, other plan';
    return is.seconds > was.seconds ? 'slower' : 'faster';
  }
  if (isSimulated(was)) return 'no longer fits';
  if (isSimulated(is)) return 'fits now';
  const [a, b] = [was.rejected, is.rejected];
  return a.needBytes === b.needBytes && a.haveBytes === b.haveBytes ? null : 'other shortage';
}

function cycleChanges(a: ComparedSimulated, b: ComparedSimulated): RowChange['cycles'] {
  const [from, to] = [a, b].map(({ work, waits }): Readonly<Record<string, number>> => ({ work, ...waits }));
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .map((reason) => ({ reason, by: (to[reason] ?? 0) - (from[reason] ?? 0) }))
    .filter(({ by }) => by !== 0)
    .sort((x, y) => Math.abs(y.by) - Math.abs(x.by));
}

function figureChanges(chip: string, before: ComparedFile, after: ComparedFile): readonly string[] {
  // `2x titan-xp` is made of the figures of titan-xp; a report lists chips by their own names.
  const name = chip.replace(/^\d+x\s+/, '');
  const [a, b] = [before.figures[name] ?? {}, after.figures[name] ?? {}];
  const paths = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const none = Object.keys(a).length === 0 || Object.keys(b).length === 0;
  const changed = none ? [] : paths.filter((path) => a[path] !== b[path]);
  const text = (value: number | undefined): string => (value === undefined ? 'not listed' : significant(value));
  const listed = changed.map((path) => `${path} ${text(a[path])} → ${text(b[path])}`);
  const [was, is] = [before.hashes[name], after.hashes[name]];
  if (listed.length > 0 || was === undefined || is === undefined || was === is) return listed;
  return [`a figure’s source or status on ${name} (hash ${was} → ${is})`];
}

function mappingChanges({ mapping: a }: ComparedSimulated, { mapping: b }: ComparedSimulated): readonly string[] {
  const changes: string[] = [];
  if (a.unitsUsed !== b.unitsUsed) changes.push(`units used ${a.unitsUsed} → ${b.unitsUsed}`);
  const places = (m: typeof a): ReadonlyMap<string, string> => {
    const found = new Map<string, string>();
    for (const { tensor, level } of m.placement) found.set(tensor, [found.get(tensor) ?? [], level].flat().join(' + '));
    return found;
  };
  const moved = differing(places(a), places(b));
  if (moved.length > 0) changes.push(`placement of ${moved.join(', ')}`);
  const engines = differing(new Map(Object.entries(a.engines)), new Map(Object.entries(b.engines)));
  if (engines.length > 0) changes.push(`engine or share of ${engines.join(', ')}`);
  if (a.loopNest.join('\n') !== b.loopNest.join('\n')) changes.push('loop nest');
  return changes;
}

/** Names whose text is not the same, in words: `h0 (sram → l2)`. */
function differing(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((name) => a.get(name) !== b.get(name))
    .map((name) => `${name} (${a.get(name) ?? 'none'} → ${b.get(name) ?? 'none'})`);
}
