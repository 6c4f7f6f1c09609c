/** @file From the flags of `onchip sweep` to what a sweep file says; with a file, flags fill in and replace. */
import { InputError } from '../../numerics/errors.js';
import { csvFields } from '../../study/measuredCsv.js';
import { parseSweepFile, type SweepFile } from '../../study/sweep/sweepFile.js';
import { readTextFile } from '../files.js';
import { LARGEST_SEED, wholeNumberWithin } from '../params.js';

export interface SweepFlags {
  readonly chip?: readonly string[];
  readonly format?: readonly string[];
  readonly runtime?: readonly string[];
  readonly param?: readonly string[];
  readonly vary?: readonly string[];
  readonly list?: string;
  readonly sample?: string;
  readonly search?: 'pareto';
  readonly evaluations?: string;
  readonly population?: string;
  readonly objectives?: readonly string[];
  readonly values?: 'full' | 'none';
  readonly seed?: string;
  readonly workers?: string;
  readonly limit?: string;
  readonly memory?: string;
  readonly shard?: string;
  readonly queue?: string | true;
  readonly reconnect?: string;
  readonly resume?: true;
  readonly retryFailed?: true;
  readonly yes?: true;
  readonly json?: true;
  readonly out?: string;
  readonly quiet?: true;
}

export interface AskedSweep {
  readonly file: SweepFile;
  /** Name of the sweep file, for messages; null when all comes from flags. */
  readonly from: string | null;
}

const MOST_SAMPLES = 10_000_000;
const MOST_EVALUATIONS = 1_000_000;
const MOST_POPULATION = 10_000;

const isSweepFile = (argument: string): boolean => /\.(ya?ml|json)$/i.test(argument);

/** Throws InputError. */
export function askedSweep(argument: string, flags: SweepFlags): AskedSweep {
  const base = isSweepFile(argument)
    ? parseSweepFile(readTextFile(argument, { what: 'a sweep file' }), argument)
    : null;
  const chip = flags.chip === undefined ? base?.chip : commaList(flags.chip);
  if (chip === undefined) {
    throw new InputError({ where: '--chip', expected: 'chips with commas between', found: 'none' });
  }
  const search = searchOf(flags) ?? base?.search;
  const sample =
    flags.sample === undefined ? base?.sample : wholeNumberWithin('--sample', flags.sample, 1, MOST_SAMPLES);
  const file: SweepFile = {
    kernel: base?.kernel ?? commaList([argument]),
    chip,
    ...optional('runtime', flags.runtime === undefined ? base?.runtime : commaList(flags.runtime)),
    ...optional('format', flags.format === undefined ? base?.format : commaList(flags.format)),
    params: { ...base?.params, ...assignments('-p', flags.param ?? []) },
    vary: varied(base?.vary ?? {}, flags.vary ?? []),
    ...optional('points', flags.list === undefined ? base?.points : pointsOf(flags.list)),
    ...optional('values', flags.values ?? base?.values),
    ...optional(
      'seed',
      flags.seed === undefined ? base?.seed : wholeNumberWithin('--seed', flags.seed, 0, LARGEST_SEED),
    ),
    ...optional('sample', sample),
    ...optional('search', search),
    ...optional('objectives', flags.objectives === undefined ? base?.objectives : commaList(flags.objectives)),
  };
  return { file, from: base === null ? null : argument };
}

function optional<K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: T };
}

const commaList = (lists: readonly string[]): readonly string[] =>
  lists.flatMap((l) => l.split(',').map((n) => n.trim()));

function searchOf({ search, evaluations, population }: SweepFlags): SweepFile['search'] {
  if (search === undefined) {
    const flag = evaluations !== undefined ? '--evaluations' : population !== undefined ? '--population' : null;
    if (flag === null) return undefined;
    throw new InputError({ where: flag, expected: '--search pareto beside it', found: 'none' });
  }
  const whole = (flag: string, text: string | undefined, low: number, high: number) =>
    text === undefined ? undefined : wholeNumberWithin(flag, text, low, high);
  return {
    method: search,
    ...optional('evaluations', whole('--evaluations', evaluations, 1, MOST_EVALUATIONS)),
    ...optional('population', whole('--population', population, 4, MOST_POPULATION)),
  };
}

/** `name=values` items. Throws InputError for another form or a name twice. */
function assignments(flag: string, items: readonly string[]): Record<string, string> {
  const values = new Map<string, string>();
  for (const item of items) {
    const cut = item.indexOf('=');
    const name = item.slice(0, Math.max(0, cut)).trim();
    if (name === '' || name === '__proto__') {
      const expected = flag === '-p' ? 'name=values, e.g. -p hidden=128..4096:x2' : 'chip:figure=values';
      throw new InputError({ where: flag, expected, found: JSON.stringify(item) });
    }
    if (values.has(name))
      throw new InputError({ where: `${flag} ${name}`, expected: 'each name once', found: 'it twice' });
    values.set(name, item.slice(cut + 1));
  }
  return Object.fromEntries(values);
}

function varied(base: NonNullable<SweepFile['vary']>, items: readonly string[]): NonNullable<SweepFile['vary']> {
  const all: Record<string, Record<string, SweepValues>> = {};
  for (const [chip, figures] of Object.entries(base)) all[chip] = { ...figures };
  for (const [name, values] of Object.entries(assignments('--vary', items))) {
    const cut = name.indexOf(':');
    if (cut < 1 || cut === name.length - 1) {
      const expected = 'chip:figure=values, e.g. nnp-t1000:sram.capacityBytes=1Mi..8Mi:x2';
      throw new InputError({ where: '--vary', expected, found: JSON.stringify(`${name}=${values}`) });
    }
    const chip = name.slice(0, cut);
    all[chip] = { ...all[chip], [name.slice(cut + 1)]: values };
  }
  return all;
}

type SweepValues = NonNullable<SweepFile['vary']>[string][string];

/** Configurations of a CSV file: a head line of parameters, chip:figure, kernel, chip, runtime or format; empty cells are left
 * to the other flags. */
function pointsOf(path: string): NonNullable<SweepFile['points']> {
  const lines = readTextFile(path, { what: 'a CSV list of configurations' })
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/);
  const heads = csvFields(lines[0], `${path}:1`);
  const bad = heads.find((name, i) => name === '' || name === '__proto__' || heads.indexOf(name) !== i);
  if (bad !== undefined) {
    throw new InputError({ where: `${path}:1`, expected: 'each column once, with a name', found: JSON.stringify(bad) });
  }
  const points = lines.slice(1).flatMap((line, i) => {
    if (line.trim() === '') return [];
    const where = `${path}:${i + 2}`;
    const cells = csvFields(line, where);
    if (cells.length !== heads.length) {
      throw new InputError({ where, expected: `${heads.length} fields`, found: String(cells.length) });
    }
    return [Object.fromEntries(heads.flatMap((name, c) => (cells[c] === '' ? [] : [[name, cells[c]]])))];
  });
  if (points.length === 0) {
    throw new InputError({ where: `${path}:2`, expected: 'at least one configuration', found: 'the end of the file' });
  }
  return points;
}
