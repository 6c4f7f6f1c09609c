/** @file Choice rules as text, so that a library reads as a table: a question a line, its two answers one blank deeper,
 * first the answer for `<=`. A line without `<=` names a kernel. */
import { type Rule, type RuleFeature, ruleFeatures } from './rule.js';
import { parseVariant } from './variant.js';

const question = /^(\w+) <= (\S+)$/;

function isFeature(name: string): name is RuleFeature {
  return (ruleFeatures as readonly string[]).includes(name);
}

function parseAt(lines: readonly string[], at: number, depth: number): { readonly rule: Rule; readonly next: number } {
  const line = lines[at];
  if (line === undefined || line.length - line.trimStart().length !== depth) {
    throw new Error(`kernel rule: line ${at + 1} must be indented by ${depth}`);
  }
  const match = question.exec(line.trim());
  if (match === null) {
    parseVariant(line.trim());
    return { rule: line.trim(), next: at + 1 };
  }
  const feature = match[1]!;
  const limit = Number(match[2]);
  if (!isFeature(feature) || !Number.isFinite(limit)) throw new Error(`kernel rule: bad question '${line.trim()}'`);
  const below = parseAt(lines, at + 1, depth + 1);
  const above = parseAt(lines, below.next, depth + 1);
  return { rule: [feature, limit, below.rule, above.rule], next: above.next };
}

/** Reads a rule. A text that is not one is a bug of the library data: plain Error. */
export function parseRule(text: string): Rule {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const { rule, next } = parseAt(lines, 0, 0);
  if (next !== lines.length) throw new Error(`kernel rule: line ${next + 1} belongs to no question`);
  return rule;
}

/** Writes a rule; `parseRule` of it is the same rule. */
export function formatRule(rule: Rule, depth = 0): string {
  const indent = ' '.repeat(depth);
  if (typeof rule === 'string') return indent + rule;
  const [feature, limit, below, above] = rule;
  return [`${indent}${feature} <= ${limit}`, formatRule(below, depth + 1), formatRule(above, depth + 1)].join('\n');
}
