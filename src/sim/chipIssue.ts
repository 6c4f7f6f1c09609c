/** @file One line for a chip file that does not meet the schema: where, expected, found, and the nearest known key. */
import type { z } from 'zod';
import { InputError, type InputProblem } from '../numerics/errors.js';
import { nearestHint } from '../numerics/nearestNames.js';
import { knownKeys, unitAt } from './chipJsonSchema.js';
import { describeValue, type Path, whereText } from './chipText.js';

export type Issue = z.core.$ZodIssue;

const kinds: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  tuple: 'a list',
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  boolean: 'true or false',
};

const sizes: Readonly<Record<string, string>> = { string: 'characters', array: 'entries', tuple: 'entries' };

export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

const oneOf = (values: readonly unknown[]): string => values.map((value) => String(value)).join(', ');

function boundText(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const size = sizes[issue.origin];
  const what = size === undefined ? 'a number' : size;
  if (issue.code === 'too_big') return `${what} of at most ${issue.maximum}`;
  if (size !== undefined) return issue.minimum === 1 ? 'something' : `at least ${issue.minimum} ${size}`;
  return issue.inclusive === true ? `a number of at least ${issue.minimum}` : `a number above ${issue.minimum}`;
}

export function expectedText(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] ?? issue.expected;
    case 'too_small':
    case 'too_big':
      return boundText(issue);
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${oneOf(issue.values)}`;
    default:
      return issue.message;
  }
}

function choiceHint(issue: Issue, value: unknown): string | undefined {
  if (issue.code !== 'invalid_value' || typeof value !== 'string' || issue.values.length < 2) return undefined;
  return nearestHint(value, issue.values.map(String));
}

/** The branch of a figure that its author meant: a mapping is a full figure, a number a bare one. */
function figureIssue(issue: Extract<Issue, { code: 'invalid_union' }>, value: unknown): Issue | undefined {
  const branch =
    typeof value === 'number' ? issue.errors[1] : typeof value === 'object' && value ? issue.errors[0] : [];
  const inner = firstIssue(branch ?? []);
  return inner && { ...inner, path: [...issue.path, ...inner.path] };
}

function unionProblem(issue: Extract<Issue, { code: 'invalid_union' }>, data: unknown, file: string): InputProblem {
  const path = issue.path as Path;
  const value = valueAt(data, path);
  const where = whereText(file, path);
  if (issue.errors.length === 0) {
    const options = 'options' in issue ? (issue.options as unknown[]) : [];
    const hint = typeof value === 'string' ? { hint: nearestHint(value, options.map(String)) } : {};
    return { where, expected: `one of ${oneOf(options)}`, found: describeValue(value), ...hint };
  }
  const inner = figureIssue(issue, value);
  if (inner !== undefined) return problemOf(inner, data, file);
  const expected = `a number in ${unitAt(path)} or {value, unit, source, status}`;
  return { where, expected, found: describeValue(value) };
}

function problemOf(issue: Issue, data: unknown, file: string): InputProblem {
  const path = issue.path as Path;
  const value = valueAt(data, path);
  if (issue.code === 'invalid_union') return unionProblem(issue, data, file);
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0];
    const known = knownKeys(path, valueAt(data, [...path, 'kind']));
    return {
      where: whereText(file, [...path, key]),
      expected: 'a known key',
      found: `"${key}"`,
      hint: nearestHint(key, known),
    };
  }
  const unit = typeof value === 'number' ? unitAt(path) : undefined;
  const expected = `${expectedText(issue)}${unit === undefined || unit === 'fraction' ? '' : ` in ${unit}`}`;
  const hint = choiceHint(issue, value);
  return { where: whereText(file, path), expected, found: describeValue(value), ...(hint && { hint }) };
}

/** An unknown key explains the missing one beside it, so it is told first. */
export function firstIssue(issues: readonly Issue[]): Issue | undefined {
  return issues.find((issue) => issue.code === 'unrecognized_keys') ?? issues[0];
}

/** The first thing wrong with `data`, as the error to throw. */
export function chipIssueError(issues: readonly Issue[], data: unknown, file: string): InputError {
  const first = firstIssue(issues);
  if (first === undefined) throw new Error('a failed parse without an issue');
  return new InputError(problemOf(first, data, file));
}
