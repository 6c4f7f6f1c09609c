/** @file The columns of rows.csv and rows.parquet: one tidy line a row, the unit in the column's name. Known before the first
 * row is, so that shards and machines write the same ones. */
import { chipFigures } from '../../sim/chipFigures.js';
import { timeReasons, type WaitReason } from '../../sim/waits.js';
import { residentBytesOf } from '../../study/sweep/objectives.js';
import type { SweepRow, SweepSimulatedRow } from '../../study/sweep/row.js';
import type { Sweep } from '../../study/sweep/sweepTypes.js';

export interface SweepColumn {
  readonly name: string;
  readonly type: 'text' | 'whole' | 'real';
  /** null where the row has no such value. */
  readonly of: (row: SweepRow) => string | number | null;
}

const waitReasons = timeReasons.filter((reason): reason is WaitReason => reason !== 'work');

type Value = string | number | null;

const simulated =
  (of: (row: SweepSimulatedRow) => Value) =>
  (row: SweepRow): Value =>
    'rejected' in row ? null : of(row);

const whole = (name: string, of: (row: SweepSimulatedRow) => Value): SweepColumn => ({
  name,
  type: 'whole',
  of: simulated(of),
});
const real = (name: string, of: (row: SweepSimulatedRow) => Value): SweepColumn => ({
  name,
  type: 'real',
  of: simulated(of),
});
const text = (name: string, of: (row: SweepRow) => Value): SweepColumn => ({ name, type: 'text', of });

/** All columns of a sweep. */
export function sweepColumns(sweep: Sweep): readonly SweepColumn[] {
  const fixed = [...headColumns(), ...timeColumns(), ...memoryColumns(sweep), ...otherColumns()];
  const taken = new Set(fixed.map(({ name }) => name));
  const varied = [...paramColumns(sweep, taken), ...figureColumns(sweep, taken)];
  const head = headColumns().length;
  return [...fixed.slice(0, head), ...varied, ...fixed.slice(head)];
}

function headColumns(): readonly SweepColumn[] {
  return [
    { name: 'row', type: 'whole', of: (row) => row.index },
    text('key', (row) => row.key),
    text('kernel', (row) => row.kernel),
    text('chip', (row) => row.chip),
    text('runtime', (row) => row.runtime),
    text('format', (row) => row.format),
  ];
}

function timeColumns(): readonly SweepColumn[] {
  return [
    whole('cycles', (row) => row.cycles),
    real('seconds', (row) => row.seconds),
    whole('work_cycles', (row) => row.work),
    ...waitReasons.map((reason) => whole(`wait_${reason}_cycles`, (row) => row.waits[reason])),
    text(
      'bound_by',
      simulated((row) => row.boundBy),
    ),
  ];
}

/** Levels of all chips, so that every row has the same columns; NULL where a chip keeps nothing there. */
function memoryColumns({ machines }: Sweep): readonly SweepColumn[] {
  const levels = [...new Set(machines.flatMap(({ chip }) => chip.levels.map(({ name }) => name)))];
  return [
    whole('resident_bytes', residentBytesOf),
    ...levels.map((level) => whole(`resident_${snake(level)}_bytes`, (row) => row.resident[level] ?? null)),
    whole('dram_bytes', (row) => row.dramBytes),
    real('dram_utilisation', (row) => row.dramUtilisation),
  ];
}

function otherColumns(): readonly SweepColumn[] {
  const rejected =
    (of: (rejection: { level: string; needBytes: number; haveBytes: number; suggestion: string }) => Value) =>
    (row: SweepRow): Value =>
      'rejected' in row ? of(row.rejected) : null;
  return [
    whole('macs', (row) => row.macs),
    real('mac_utilisation', (row) => row.macUtilisation),
    whole('units_used', (row) => row.mapping.unitsUsed),
    text(
      'engine',
      simulated((row) => Object.values(row.mapping.engines)[0] ?? null),
    ),
    real('rel_l2', (row) => row.values?.relL2 ?? null),
    text(
      'rejected_level',
      rejected((r) => r.level),
    ),
    { name: 'need_bytes', type: 'real', of: rejected((r) => r.needBytes) },
    { name: 'have_bytes', type: 'real', of: rejected((r) => r.haveBytes) },
    text(
      'suggestion',
      rejected((r) => r.suggestion),
    ),
  ];
}

function paramColumns({ kernels }: Sweep, taken: Set<string>): readonly SweepColumn[] {
  const names = [...new Set(kernels.flatMap(({ params }) => Object.keys(params)))];
  return names.map((param) => {
    const name = unique(param, 'param_', taken);
    return { name, type: 'whole', of: (row) => row.params[param] ?? null };
  });
}

/** A figure that is varied on one chip is told of the others, too, where they have it. */
function figureColumns({ definition, machines }: Sweep, taken: Set<string>): readonly SweepColumn[] {
  const varied = [...definition.figures, ...(definition.points ?? []).flatMap((p) => p.figures)];
  const own = new Map(
    machines.map(({ name, chip }) => [name, new Map(chipFigures(chip).map((f) => [f.path, f.figure.value]))]),
  );
  return [...new Set(varied.map(({ path }) => path))].map((path) => {
    const name = unique(snake(path), 'figure_', taken);
    return { name, type: 'real', of: (row) => row.figures[path] ?? own.get(row.chip)?.get(path) ?? null };
  });
}

/** `levels.sram.capacityBytes` as `levels_sram_capacity_bytes`. */
function snake(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
}

function unique(name: string, prefix: string, taken: Set<string>): string {
  let free = taken.has(name) ? prefix + name : name;
  while (taken.has(free)) free = `${free}_`;
  taken.add(free);
  return free;
}
