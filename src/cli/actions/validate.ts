/** @file What `onchip validate` does. */
import { InputError } from '../../numerics/errors.js';
import { runtimeFor } from '../../sim/runtimes.js';
import { type FitSummary, fitSummary } from '../../study/fitSummary.js';
import { runValidate, type ValidatedRow, type ValidationResult } from '../../study/validate.js';
import { readTextFile, withOutput } from '../files.js';
import { readMeasuredTable } from '../measuredTables.js';
import { jsonText, print } from '../output.js';
import { findChip } from '../targets.js';
import { version } from '../version.js';
import { validateView } from '../views/validateView.js';

export interface ValidateFlags {
  readonly data?: string;
  readonly chip?: string;
  readonly runtime?: string;
  readonly skipBad?: true;
  readonly json?: true;
  readonly out?: string;
}

/** What `onchip validate --json` prints. */
export interface ValidateReport {
  readonly schema: 'onchip.validate/1';
  readonly version: string;
  /** Rows of all tables, in order. */
  readonly rows: readonly ValidatedRow[];
  /** Over all rows. */
  readonly summary: FitSummary;
  readonly tables: readonly Omit<ValidationResult, 'rows'>[];
}

/** Throws InputError. */
export async function validateAction(flags: ValidateFlags): Promise<void> {
  const results = runValidate({
    chip: findChip,
    readTable: readMeasuredTable,
    ...(flags.skipBad ? { skipBad: true } : {}),
    ...userTable(flags),
  });
  const rows = results.flatMap((result) => result.rows);
  const report: ValidateReport = {
    schema: 'onchip.validate/1',
    version,
    rows,
    summary: fitSummary(rows.map((row) => ({ predicted: row.predictedMs, measured: row.measuredMs }))),
    tables: results.map(({ rows: _, ...table }) => table),
  };
  await withOutput(flags.out, (folder) => folder?.write({ 'validate.json': jsonText(report) }));
  print(flags.json ? jsonText(report) : validateView(report));
}

/** The table of `--data` with the target that it was measured on. */
function userTable({ data, chip, runtime }: ValidateFlags) {
  if (data === undefined) {
    const flag = chip !== undefined ? '--chip' : runtime !== undefined ? '--runtime' : null;
    if (flag === null) return {};
    throw new InputError({ where: flag, expected: 'a table to go with it', found: 'none', hint: 'give --data FILE' });
  }
  if (chip === undefined) {
    throw new InputError({
      where: '--data',
      expected: 'the chip of the table',
      found: 'none',
      hint: 'give --chip NAME',
    });
  }
  const spec = findChip(chip);
  const text = readTextFile(data, { what: 'a measured table' });
  return { data: { text, file: data, chip, runtime: runtimeFor(spec, runtime).name } };
}
