/** @file A report as a file: the same report gives the same bytes; an old or broken file says in one line why it is not
 * read. */
import type { z } from 'zod';
import { InputError } from '../numerics/errors.js';
import { jsonLines } from './jsonLines.js';
import { REPORT_SCHEMA, type Report, reportSchema } from './schema.js';

/** The bytes of report.json: keys in the schema's order, one entry of a list a line, so that two reports can be compared
 * with line tools. */
export function reportText(report: Report): string {
  return jsonLines(reportSchema.parse(report));
}

/** Read a report file. Throws InputError that names the file and the place in it. */
export function parseReport(text: string, fileName = 'report'): Report {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new InputError({ where: fileName, expected: 'a JSON file', found: (error as Error).message });
  }
  const version = typeof data === 'object' && data !== null && 'schema' in data ? data.schema : undefined;
  if (version !== REPORT_SCHEMA) {
    throw new InputError({
      where: `${fileName}: schema`,
      expected: `"${REPORT_SCHEMA}"`,
      found: version === undefined ? 'no report' : JSON.stringify(version),
      hint: 'write it again with this version: onchip report',
    });
  }
  const result = reportSchema.safeParse(data);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InputError({
    where: `${fileName}: ${path(issue)}`,
    expected: 'a report as schema/report.schema.json describes it',
    found: issue.message,
  });
}

const path = (issue: z.core.$ZodIssue): string => issue.path.map(String).join('.') || 'top';
