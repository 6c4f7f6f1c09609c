/** @file Every rendering of a file but the terminal's: the text or the bytes, and the ending of a file that holds them. */
import { renderAccuracyHtml } from './accuracyHtml.js';
import { renderClaimsHtml } from './claimsHtml.js';
import type { ReportFile } from './file.js';
import { reportText } from './file.js';
import { renderHtml } from './html.js';
import { jsonLines } from './jsonLines.js';
import { sheetMarkdown } from './markdown.js';
import { tableParquet } from './parquet.js';
import { renderRunHtml } from './runHtml.js';
import type { AccuracyReport } from './schemas/accuracy.js';
import { sheetHtml } from './sheetHtml.js';
import { sheetOf } from './sheets/index.js';
import { tableCsv } from './table.js';
import { tableOfFile } from './tables/index.js';
import { renderValidateHtml } from './validateHtml.js';
import type { ValidateReport } from './validateReport.js';

export const renderings = { html: 'html', markdown: 'md', csv: 'csv', parquet: 'parquet', json: 'json' } as const;

export type Rendering = keyof typeof renderings;

/** The same file and rendering, the same bytes. */
export function render(file: ReportFile, as: Rendering): string | Uint8Array {
  switch (as) {
    case 'html':
      return page(file);
    case 'markdown':
      return sheetMarkdown(sheetOf(file));
    case 'csv':
      return tableCsv(tableOfFile(file));
    case 'parquet':
      return tableParquet(tableOfFile(file));
    case 'json':
      return jsonOf(file);
  }
}

/** JSON of today's schema, also of a file that was written by an earlier version. */
export function jsonOf(file: ReportFile): string {
  if (file.kind === 'report') return reportText(file.data);
  return file.kind === 'accuracy' ? jsonLines(file.data) : `${JSON.stringify(file.data, null, 2)}\n`;
}

function page(file: ReportFile): string {
  switch (file.kind) {
    case 'report':
      return renderHtml(file.data);
    case 'run':
      return renderRunHtml(file.data);
    case 'claims':
      return renderClaimsHtml(file.data);
    // The schemas of these two say `string` where the studies know the words.
    case 'accuracy':
      return renderAccuracyHtml(file.data as AccuracyReport);
    case 'validate':
      return renderValidateHtml(file.data as unknown as ValidateReport);
    default:
      return sheetHtml(sheetOf(file), jsonOf(file));
  }
}
