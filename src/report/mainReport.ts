/** @file The main job as a report: `npm start` and `onchip report` print and write what this returns. */
import type { CharStudyResult } from '../study/accuracyChar.js';
import {
  type MainOptions,
  type MainProgress,
  type MainStudy,
  runMainStudy,
  type SpeedupBase,
} from '../study/mainJob.js';
import { isRejected, type RunRow } from '../study/row.js';
import { chipEntry } from './chipEntry.js';
import { claimEntry } from './claimEntry.js';
import { buildManifest } from './manifest.js';
import type { Known } from './numbers.js';
import { known, rowEntry } from './rowEntry.js';
import { REPORT_SCHEMA, type Report, type ReportAccuracy, type ReportSpeedup, reportSchema } from './schema.js';

/** Run the main job. Same options, same report. Throws InputError for a text that cannot be used. */
export function runMainJob(options: MainOptions, onProgress?: MainProgress): Report {
  return buildReport(runMainStudy(options, onProgress));
}

/** The report of a finished study. */
export function buildReport(study: MainStudy): Report {
  const { hidden, layers, steps } = study.params;
  const report: Report = {
    schema: REPORT_SCHEMA,
    title: `In-cache LSTM of ${hidden} units, ${layers} layers, ${steps} steps, on ${study.chips.length} chips`,
    manifest: buildManifest(study),
    claims: study.claims.map(claimEntry),
    bases: study.bases.map((base) => ({ ...base })),
    speedups: study.rows.map((row) => speedups(row, study.rows, study.bases)),
    accuracy: accuracyEntry(study.accuracy),
    rows: study.rows.map(rowEntry),
    notRun: [...study.notRun],
    chips: study.chips.map(chipEntry),
  };
  return reportSchema.parse(report);
}

function accuracyEntry({ model, training, formats, heldOutCharacters, protocol }: CharStudyResult): ReportAccuracy {
  const { policy: _ofTraining, ...sizes } = model;
  const { losses, finalLoss, bitsPerChar, unigramBits } = training;
  const numbers = { finalLoss: known(finalLoss), bitsPerChar: known(bitsPerChar), unigramBits: known(unigramBits) };
  return {
    model: sizes,
    training: { ...training, ...numbers, losses: losses.map(known) },
    formats: formats.map(({ tensors: _records, loss: _nats, ...f }) => ({
      ...f,
      bitsPerChar: known(f.bitsPerChar),
      deltaToFp32: f.deltaToFp32 === null ? null : known(f.deltaToFp32),
      relativeError: known(f.relativeError),
    })),
    heldOutCharacters,
    protocol,
  };
}

function speedups(row: RunRow, rows: readonly RunRow[], bases: readonly SpeedupBase[]): ReportSpeedup {
  const { chip, runtime, kernel, format, params } = row;
  const versus = Object.fromEntries(bases.map((base) => [base.id, ratio(baseRow(rows, base, params.batch), row)]));
  return { chip, runtime, kernel, format, batch: params.batch, versus };
}

function baseRow(rows: readonly RunRow[], base: SpeedupBase, batch: number): RunRow | undefined {
  return rows.find(
    (r) =>
      r.chip === base.chip &&
      r.runtime === base.runtime &&
      r.kernel === base.kernel &&
      r.format === base.format &&
      r.params.batch === batch,
  );
}

function ratio(base: RunRow | undefined, row: RunRow): Known {
  if (isRejected(row)) return { na: `does not fit in ${row.rejected.level}` };
  if (base === undefined) return { na: 'the base was not run' };
  if (isRejected(base)) return { na: `the base does not fit in ${base.rejected.level}` };
  return base.seconds / row.seconds;
}
