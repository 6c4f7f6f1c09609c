/** @file What `onchip validate` does. */
import { InputError } from '../../numerics/errors.js';
import { VALIDATE_SCHEMA } from '../../report/schemas/validate.js';
import { renderValidateHtml } from '../../report/validateHtml.js';
import type { ValidateReport } from '../../report/validateReport.js';
import { runtimeFor } from '../../sim/runtimes.js';
import { fitSummary } from '../../study/fitSummary.js';
import { runValidate } from '../../study/validate.js';
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
  readonly html?: true;
  readonly out?: string;
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
    schema: VALIDATE_SCHEMA,
    version,
    rows,
    summary: fitSummary(rows.map((row) => ({ predicted: row.predictedMs, measured: row.measuredMs }))),
    tables: results.map(({ rows: _, ...table }) => table),
  };
  const page = flags.html || flags.out !== undefined ? renderValidateHtml(report) : '';
  await withOutput(flags.out, (folder) => folder?.write({ 'validate.json': jsonText(report), 'validate.html': page }));
  print(flags.json ? jsonText(report) : flags.html ? page : validateView(report));
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
