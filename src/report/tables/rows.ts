/** @file The rows of a run or a main report as a table: one tidy line a row. */
import { timeReasons, type WaitReason } from '../../sim/waits.js';
import { isRejected } from '../../study/row.js';
import type { Known } from '../numbers.js';
import type { ReportRow } from '../schema.js';
import type { RunReportRow } from '../schemas/run.js';
import { type CellValue, type ColumnOf, type ColumnType, type Table, tableOf } from '../table.js';

/** A row of any report. */
export type TableRow = ReportRow | RunReportRow;
type Simulated = Exclude<TableRow, { readonly rejected: unknown }>;
type Rejected = Extract<TableRow, { readonly rejected: unknown }>;

type RowColumn = ColumnOf<TableRow>;

const waitReasons = timeReasons.filter((reason): reason is WaitReason => reason !== 'work');

const number = (value: Known | null | undefined): number | null => (typeof value === 'number' ? value : null);

type Make<R extends TableRow> = (
  name: string,
  type: ColumnType,
  metric: string,
  of: (row: R) => CellValue,
) => RowColumn;

const simulated: Make<Simulated> = (name, type, metric, of) => {
  return { name, type, metric, of: (row) => (isRejected(row) ? null : of(row)) };
};
const rejected: Make<Rejected> = (name, type, metric, of) => {
  return { name, type, metric, of: (row) => (isRejected(row) ? of(row) : null) };
};

const head: readonly RowColumn[] = (['chip', 'parallel', 'runtime', 'kernel', 'format'] as const).map((name) => ({
  name,
  type: 'text',
  metric: name,
  of: (row) => row[name] ?? null,
}));

const times: readonly RowColumn[] = [
  simulated('cycles', 'integer', 'cycles', (row) => row.cycles),
  simulated('seconds', 'number', 'seconds', (row) => row.seconds),
  simulated('work_cycles', 'integer', 'work', (row) => row.work),
  ...waitReasons.map((reason) =>
    simulated(`wait_${reason}_cycles`, 'integer', `waits.${reason}`, (row) => row.waits[reason]),
  ),
  simulated('bound_by', 'text', 'boundBy', (row) => row.boundBy),
];

const limits: readonly RowColumn[] = [
  simulated('macs', 'number', 'macs', (row) => row.macs),
  simulated('mac_utilisation', 'number', 'macUtilisation', (row) => row.macUtilisation),
  simulated('peak_macs_per_second', 'number', 'peaks', (row) => row.peaks?.macsPerSecond ?? null),
  simulated('dram_bytes', 'number', 'dramBytes', (row) => row.dramBytes),
  simulated('dram_utilisation', 'number', 'dramUtilisation', (row) => row.dramUtilisation),
];

const checks: readonly RowColumn[] = [
  simulated('units_used', 'integer', 'mapping', (row) => row.mapping.unitsUsed),
  simulated('rel_l2', 'number', 'values', (row) => number(row.values?.relL2)),
  simulated('values_ok', 'boolean', 'values', (row) => row.values?.ok ?? null),
  simulated('assumed_figures', 'integer', 'assumed', (row) => ('assumed' in row ? row.assumed.length : null)),
  rejected('rejected_level', 'text', 'rejected', (row) => row.rejected.level),
  rejected('need_bytes', 'integer', 'rejected', (row) => row.rejected.needBytes),
  rejected('have_bytes', 'integer', 'rejected', (row) => row.rejected.haveBytes),
  rejected('suggestion', 'text', 'rejected', (row) => row.rejected.suggestion),
];

/** Names in the order in which the rows first tell them. */
const namesIn = (rows: readonly TableRow[], of: (row: TableRow) => object | null): string[] => [
  ...new Set(rows.flatMap((row) => Object.keys(of(row) ?? {}))),
];

/** Columns of these rows: parameters, levels and resources are those that occur in them. */
function rowColumns(rows: readonly TableRow[]): readonly RowColumn[] {
  const own = (of: (row: Simulated) => Readonly<Record<string, number>> | null) => ({
    names: namesIn(rows, (row) => (isRejected(row) ? null : of(row))),
    value: (name: string) => (row: Simulated) => lookUp(of(row), name),
  });
  const [resident, bytes, busy] = [own((r) => r.resident), own((r) => r.bytes), own((r) => r.busy)];
  const parameters = namesIn(rows, (row) => row.params).map(
    (name): RowColumn => ({ name, type: 'number', metric: 'params', of: (row) => lookUp(row.params, name) }),
  );
  return [
    ...head,
    ...distinct(parameters),
    ...times,
    ...limits,
    ...resident.names.map((n) => simulated(`resident_${n}_bytes`, 'integer', 'resident', resident.value(n))),
    ...bytes.names.map((n) => simulated(`moved_${n}_bytes`, 'number', 'bytes', bytes.value(n))),
    ...busy.names.map((n) => simulated(`busy_${n}_share`, 'number', 'busy', busy.value(n))),
    ...checks,
  ];
}

/** A parameter may have the name of another column: an author chooses them. */
function distinct(parameters: readonly RowColumn[]): readonly RowColumn[] {
  const taken = new Set([...head, ...times, ...limits, ...checks].map(({ name }) => name));
  return parameters.map((column) => (taken.has(column.name) ? { ...column, name: `param_${column.name}` } : column));
}

const lookUp = (numbers: Readonly<Record<string, number>> | null, name: string): number | null =>
  numbers !== null && Object.hasOwn(numbers, name) ? numbers[name] : null;

export const rowsTable = (rows: readonly TableRow[]): Table => tableOf(rowColumns(rows), rows);
