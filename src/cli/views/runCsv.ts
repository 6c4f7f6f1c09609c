/** @file The rows of a run as CSV: one tidy line a row, the unit in the column's name. */
import { csvText } from '../../report/csv.js';
import { timeReasons, type WaitReason } from '../../sim/waits.js';
import { isRejected, type RunRow } from '../../study/row.js';

const waitReasons = timeReasons.filter((reason): reason is WaitReason => reason !== 'work');

const head = ['chip', 'parallel', 'runtime', 'kernel', 'format'];
const tail = [
  'cycles',
  'seconds',
  'work_cycles',
  ...waitReasons.map((reason) => `wait_${reason}_cycles`),
  'bound_by',
  'macs',
  'mac_utilisation',
  'dram_bytes',
  'dram_utilisation',
  'rel_l2',
  'assumed_figures',
  'rejected_level',
  'need_bytes',
  'have_bytes',
  'suggestion',
];

/** CSV with a head line; empty cells where a row has no such value. */
export function runCsv(rows: readonly RunRow[]): string {
  const params = [...new Set(rows.flatMap((row) => Object.keys(row.params)))];
  const lines = rows.map((row) => [
    row.chip,
    row.parallel ?? '',
    row.runtime,
    row.kernel,
    row.format,
    ...params.map((name) => row.params[name] ?? ''),
    ...cells(row),
  ]);
  return csvText([...head, ...params, ...tail], lines);
}

function cells(row: RunRow): readonly (string | number)[] {
  if (isRejected(row)) {
    const { level, needBytes, haveBytes, suggestion } = row.rejected;
    return [...Array<string>(tail.length - 4).fill(''), level, needBytes, haveBytes, suggestion];
  }
  return [
    row.cycles,
    row.seconds,
    row.work,
    ...waitReasons.map((reason) => row.waits[reason]),
    row.boundBy,
    row.macs,
    row.macUtilisation,
    row.dramBytes,
    row.dramUtilisation,
    row.values?.relL2 ?? '',
    row.assumed.length,
    ...Array<string>(4).fill(''),
  ];
}
