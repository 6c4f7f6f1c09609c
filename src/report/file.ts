/** @file Reports as files: the same report gives the same bytes; an old file is migrated, a broken or foreign one says in
 * one line why it is not read. */
import type { z } from 'zod';
import { InputError } from '../numerics/errors.js';
import { jsonOfPage } from './html/embedded.js';
import { jsonLines } from './jsonLines.js';
import { migrate, versionOf } from './migrate.js';
import { type Report, reportSchema } from './schema.js';
import { type FileKind, fileKinds } from './schemas/index.js';
import type { RunReport } from './schemas/run.js';

/** Any file that onchip writes, by its kind. */
export type ReportFile = {
  [K in FileKind]: {
    readonly kind: K;
    /** The number that the file was written with; smaller than today's when it was migrated. */
    readonly version: number;
    readonly data: z.infer<(typeof fileKinds)[K]['schema']>;
  };
}[FileKind];

/** A run as a file of today. */
export const runFileOf = (data: RunReport): ReportFile => ({ kind: 'run', version: versionOf(data.schema), data });

/** The bytes of report.json: keys in the schema's order, one entry of a list a line, so that two reports can be compared
 * with line tools. */
export function reportText(report: Report): string {
  return jsonLines(reportSchema.parse(report));
}

/** Read any file of onchip. Throws InputError that names the file and the place in it. */
export function parseReportFile(text: string, fileName: string): ReportFile {
  const raw = dataOf(text, fileName);
  const { kind, version, data } = migrate(raw, fileName);
  const result = fileKinds[kind].schema.safeParse(data);
  if (result.success) return { kind, version, data: result.data } as ReportFile;
  const [issue] = result.error.issues;
  throw new InputError({
    where: `${fileName}: ${path(issue)}`,
    expected: `${fileKinds[kind].what} as schema/${kind}.schema.json describes it`,
    found: issue.message,
  });
}

/** The JSON of a file, or of a page that holds it. Throws InputError. */
export function dataOf(text: string, fileName: string): unknown {
  try {
    return JSON.parse(jsonOfPage(text) ?? text);
  } catch (error) {
    const found = (error as Error).message;
    const expected = text.trimStart().startsWith('<')
      ? 'a JSON file, or a page of onchip with its data'
      : 'a JSON file';
    throw new InputError({ where: fileName, expected, found });
  }
}

/** Read a main report. Throws InputError that names the file and the place in it. */
export function parseReport(text: string, fileName = 'report'): Report {
  const file = parseReportFile(text, fileName);
  if (file.kind === 'report') return file.data;
  const found = `${fileKinds[file.kind].what} (${fileKinds[file.kind].id})`;
  throw new InputError({ where: `${fileName}: schema`, expected: 'a main report (onchip report)', found });
}

/** Where the first thing is wrong; inside a row of several shapes, in the shape that it comes nearest to. */
function path(issue: z.core.$ZodIssue): string {
  return issue.path.map(String).join('.') || 'top';
}
