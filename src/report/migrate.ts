/** @file Files of earlier versions: brought to today's shape, or refused with the reason. What an old file does not hold
 * becomes null (unknown), never a number.
 *
 * Version 1 of every kind but the main report was named with a point: `onchip.run/1`. */
import { InputError } from '../numerics/errors.js';
import { type FileKind, fileKinds, isFileKind } from './schemas/index.js';

type Data = Readonly<Record<string, unknown>>;

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Rows of version 1 have no traffic, no limits and no lifetimes of buffers; their rigs were data parallel. */
function rowFrom1(row: unknown): unknown {
  if (!isData(row) || 'rejected' in row) return row;
  const { mapping } = row;
  if (isData(mapping) && isData(mapping.rig) && !('parallel' in mapping.rig)) {
    const rig = { parallel: 'data', links: 'n/a (not recorded)', ...mapping.rig };
    return rowFrom1({ ...row, parallel: 'data', mapping: { ...mapping, rig } });
  }
  return { ...row, bytes: null, busy: null, peaks: null, liveness: null };
}

const each = (list: unknown, change: (entry: unknown) => unknown): unknown =>
  Array.isArray(list) ? list.map(change) : list;

const chipFrom1 = (chip: unknown): unknown => (isData(chip) ? { ...chip, values: null } : chip);

const numberFrom1 = (value: unknown): unknown => (value === null ? { na: 'no finite number' } : value);

/** Claims of version 1 have null for what is no finite number. */
function claimFrom1(claim: unknown): unknown {
  if (!isData(claim)) return claim;
  const finding = (f: unknown): unknown =>
    isData(f) ? { ...f, value: numberFrom1(f.value), range: each(f.range, numberFrom1) } : f;
  const factor = (f: unknown): unknown =>
    isData(f) ? { ...f, atLow: numberFrom1(f.atLow), atHigh: numberFrom1(f.atHigh) } : f;
  const { range, findings, topFactors } = claim;
  return {
    ...claim,
    range: each(range, numberFrom1),
    findings: each(findings, finding),
    topFactors: each(topFactors, factor),
  };
}

/** Kind → version → the step to the next version. */
const steps: Readonly<Partial<Record<FileKind, Readonly<Record<number, (data: Data) => Data>>>>> = {
  report: { 1: (data) => ({ ...data, rows: each(data.rows, rowFrom1), chips: each(data.chips, chipFrom1) }) },
  claims: { 1: (data) => ({ ...data, claims: each(data.claims, claimFrom1) }) },
  run: { 1: (data) => ({ ...data, source: null, chips: null, rows: each(data.rows, rowFrom1) }) },
};

/** `onchip-run/2` is version 2. */
export const versionOf = (id: string): number => Number(id.slice(id.indexOf('/') + 1));

interface Named {
  readonly kind: FileKind;
  readonly version: number;
}

/** `onchip-run/2`; version 1 of some kinds has a point after the name of the program. */
function named(id: unknown): Named | null {
  const [, kind = '', digits = ''] = (typeof id === 'string' && /^onchip[-.]([a-z]+)\/(\d{1,6})$/.exec(id)) || [];
  return isFileKind(kind) ? { kind, version: Number(digits) } : null;
}

export interface Migrated extends Named {
  /** In the shape of today's schema, not yet checked. */
  readonly data: unknown;
}

/** What kind of file it is, in today's shape. Throws InputError that names the version and says why. */
export function migrate(data: unknown, fileName: string): Migrated {
  const where = `${fileName}: schema`;
  const id = isData(data) ? data.schema : undefined;
  const found = named(id);
  if (!isData(data) || found === null) {
    const known = Object.values(fileKinds).map((kind) => kind.id);
    const what = typeof id === 'string' ? JSON.stringify(id.slice(0, 80)) : 'no file of onchip';
    throw new InputError({ where, expected: known.join(', '), found: what });
  }
  const { kind, version } = found;
  const current = versionOf(fileKinds[kind].id);
  if (version > current) {
    throw new InputError({
      where,
      expected: `${kind} files up to version ${current}`,
      found: `version ${version}, of a newer onchip`,
      hint: 'open it with that onchip, or a newer one',
    });
  }
  let migrated: Data = data;
  for (let v = version; v < current; v++) {
    const step = steps[kind]?.[v];
    if (step === undefined) {
      throw new InputError({
        where,
        expected: `${kind} files of version ${current}`,
        found: `version ${version}, which holds too little to be read as version ${current}`,
        hint: 'make it again with this onchip',
      });
    }
    migrated = step(migrated);
  }
  return { kind, version, data: { ...migrated, schema: fileKinds[kind].id } };
}
