/** @file A plan file read strictly: whatever is not understood, or is a plan of something else, is refused with the file,
 * the path inside it, what was expected, what was found. The caller reads the file. */
import { InputError } from '../../../numerics/errors.js';
import { nearestHint } from '../../../numerics/nearestNames.js';
import { expectedText, firstIssue, type Issue, valueAt } from '../../../sim/chipIssue.js';
import { describeValue, type Path, readChipText, whereText } from '../../../sim/chipText.js';
import { type PlanFile, planJsonSchema, planSchema } from './schema.js';

/** Throws `InputError`, always one line. */
export function parsePlanFile(text: string, file: string): PlanFile {
  const data = readChipText(text, file, 'plan');
  const parsed = planSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw problemOf(firstIssue(parsed.error.issues), data, file);
}

function problemOf(issue: Issue | undefined, data: unknown, file: string): InputError {
  if (issue === undefined) throw new Error('a failed parse without an issue');
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys;
    const where = whereText(file, [...path, key]);
    return new InputError({ where, expected: 'a known key', found: `"${key}"`, hint: nearestHint(key, keysAt(path)) });
  }
  const expected = issue.code === 'invalid_union' ? 'fill or a whole number of at least 1' : expectedText(issue);
  return new InputError({ where: whereText(file, path), expected, found: describeValue(valueAt(data, path)) });
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode;
}

/** Keys that a mapping at `path` may have. */
function keysAt(path: Path): readonly string[] {
  let node: SchemaNode | undefined = planJsonSchema();
  for (const key of path) node = node?.properties?.[String(key)] ?? node?.additionalProperties;
  return Object.keys(node?.properties ?? {});
}
