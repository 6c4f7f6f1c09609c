/** @file Every kind of file that onchip writes and reads again: its schema and its number. A change that breaks a reader
 * raises the number; older numbers are read by migrate.ts or refused with the reason. The schemas are published with the
 * package (schema/*.schema.json). */
import { z } from 'zod';
import { REPORT_SCHEMA, reportSchema } from '../schema.js';
import { ACCURACY_SCHEMA, accuracySchema } from './accuracy.js';
import { CLAIMS_SCHEMA, claimsSchema } from './claims.js';
import { compareSchema } from './compare.js';
import { HOST_SCHEMA, hostSchema } from './host.js';
import { RUN_SCHEMA, runSchema } from './run.js';
import { sweepRow } from './sweepRow.js';
import { VALIDATE_SCHEMA, validateSchema } from './validate.js';

/** Kinds that `onchip show` and `onchip compare` open. */
export const fileKinds = {
  report: { id: REPORT_SCHEMA, schema: reportSchema, what: 'the main report' },
  run: { id: RUN_SCHEMA, schema: runSchema, what: 'a run' },
  claims: { id: CLAIMS_SCHEMA, schema: claimsSchema, what: 'answers to claims' },
  accuracy: { id: ACCURACY_SCHEMA, schema: accuracySchema, what: 'an accuracy study' },
  validate: { id: VALIDATE_SCHEMA, schema: validateSchema, what: 'a validation' },
  host: { id: HOST_SCHEMA, schema: hostSchema, what: 'a measured machine' },
} as const;

export type FileKind = keyof typeof fileKinds;

export const isFileKind = (name: string): name is FileKind => Object.hasOwn(fileKinds, name);

/** JSON schemas (draft 7) by the names of their files in schema/. */
export function publishedSchemas(): Readonly<Record<string, unknown>> {
  const all = {
    ...fileKinds,
    compare: { schema: compareSchema, what: 'a comparison' },
    'sweep-row': { schema: sweepRow, what: 'a line of a sweep’s rows.jsonl' },
  };
  const entries = Object.entries(all).map(([kind, { schema, what }]) => [
    kind,
    { ...z.toJSONSchema(schema, { target: 'draft-7', reused: 'ref' }), title: `onchip: ${what}` },
  ]);
  return Object.fromEntries(entries);
}
