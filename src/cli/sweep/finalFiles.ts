/** @file The files of a finished sweep, all in the order of the rows: the same bytes whatever the order in which the rows came.
 * One pass over the rows; nothing that grows with them is kept but the summary's columns. */
import { csvText } from '../../report/csv.js';
import { sweepColumns } from '../../report/sweep/columns.js';
import { SummaryMaker, type SweepSummary } from '../../report/sweep/summary.js';
import type { FailedRow, SweepRow } from '../../study/sweep/row.js';
import type { Sweep } from '../../study/sweep/sweepTypes.js';
import { version } from '../version.js';
import { ParquetFile } from './parquetFile.js';
import { PartFile } from './partFile.js';
import { FAILED_FILE, ROWS_FILE } from './rowStore.js';

export const FINAL_FILES = ['rows.csv', 'rows.parquet', 'report.html', ROWS_FILE, FAILED_FILE] as const;

/** Lines by the index of their row; what is behind it may be one folder or many. */
export interface RowSource {
  readonly count: number;
  readonly has: (index: number) => boolean;
  readonly isFailed: (index: number) => boolean;
  readonly line: (index: number) => string;
  readonly counts: { readonly done: number };
  /** True when the folder's own file is in order and need not be written again. */
  readonly isOrdered: (failed: boolean) => boolean;
}

/** Rows between two turns of the event loop, so that progress and locks stay alive. */
const ROWS_A_TURN = 2000;

export interface FinishOptions {
  readonly folder: string;
  readonly hash: string;
  /** A shard keeps its lines alone; the merge makes the rest. */
  readonly linesOnly: boolean;
  readonly onProgress: (done: number, total: number) => void;
}

/** Writes all files; gives back what the report says. Throws InputError when one cannot be written. */
export async function writeFinalFiles(sweep: Sweep, source: RowSource, options: FinishOptions): Promise<SweepSummary> {
  const { folder, hash, linesOnly } = options;
  const summary = new SummaryMaker(sweep, source.counts.done);
  const columns = sweepColumns(sweep);
  const tables = linesOnly
    ? null
    : { csv: new PartFile(folder, 'rows.csv'), parquet: new ParquetFile(folder, 'rows.parquet', columns) };
  const lines = source.isOrdered(false) ? null : new PartFile(folder, ROWS_FILE);
  const failed = source.isOrdered(true) ? null : new PartFile(folder, FAILED_FILE);
  try {
    tables?.csv.write(
      csvText(
        columns.map((c) => c.name),
        [],
      ),
    );
    for (let index = 0; index < source.count; index++) {
      if (index % ROWS_A_TURN === 0) {
        options.onProgress(index, source.count);
        await new Promise(setImmediate);
      }
      if (!source.has(index)) continue;
      const line = source.line(index);
      if (source.isFailed(index)) {
        summary.addFailed(JSON.parse(line) as FailedRow);
        failed?.write(`${line}\n`);
        continue;
      }
      const row = JSON.parse(line) as SweepRow;
      summary.add(row);
      tables?.csv.write(csvLine(columns.map(({ of }) => of(row))));
      tables?.parquet.add(row);
      lines?.write(`${line}\n`);
    }
    const made = summary.summary();
    tables?.csv.finish();
    tables?.parquet.finish();
    if (!linesOnly) {
      // A drawing library and a document: only now.
      const { renderSweepHtml } = await import('../../report/sweep/html.js');
      writePage(folder, renderSweepHtml(sweep, made, version, hash));
    }
    // Last: until here the lines as they came are what a resume reads.
    failed?.finish();
    lines?.finish();
    return made;
  } catch (error) {
    for (const file of [tables?.csv, tables?.parquet, lines, failed]) quietly(() => file?.abandon());
    throw error;
  }
}

const csvLine = (cells: readonly (string | number | null)[]): string => csvText([], [cells]).slice(1);

function writePage(folder: string, page: string): void {
  const file = new PartFile(folder, 'report.html');
  file.write(page);
  file.finish();
}

/** Files that are finished already cannot be abandoned. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // The error that led here is the one to tell.
  }
}
