/** @file The report of `onchip accuracy`: its JSON, and its runs as CSV. */
import { jsonLines } from './jsonLines.js';
import type { AccuracyFile, AccuracyReport } from './schemas/accuracy.js';
import { tableCsv } from './table.js';
import { accuracyTable } from './tables/accuracy.js';

export type { AccuracyReport } from './schemas/accuracy.js';

export const accuracyJson = (report: AccuracyReport): string => jsonLines(report);

/** One line a run. */
export const accuracyCsv = (report: AccuracyReport): string => tableCsv(accuracyTable(report as AccuracyFile));
