/** @file The values that one axis of a sweep takes, from the words of a user: `128..4096:x2`, `1..9:+2`, `1,16,64`, `1Mi..8Mi`.
 * Steps are counted, never accumulated, so that the last value does not depend on rounding. */
import { InputError } from '../../numerics/errors.js';

/** Listed values, in the order given. */
export interface ListAxis {
  readonly kind: 'list';
  readonly values: readonly number[];
}

/** Any value between two ends: for samples and searches. */
export interface RangeAxis {
  readonly kind: 'range';
  readonly low: number;
  readonly high: number;
}

export type Axis = ListAxis | RangeAxis;

export interface AxisRules {
  /** Flag or place in a file, for messages. */
  readonly where: string;
  readonly whole: boolean;
}

const MOST_VALUES = 1_000_000;
const NUMBER = /^(-?\d{1,18}(?:\.\d{1,18})?(?:[eE][+-]?\d{1,3})?)(Ki|Mi|Gi|Ti|k|M|G|T)?$/;
const SUFFIXES: Readonly<Record<string, number>> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
};
/** Decimal fractions in binary: 0.1 + 2 x 0.1 still reaches 0.3. */
const ROUNDING = 1e-12;

/** A number with a suffix: `1Mi` is 1,048,576, `1.5G` is 1,500,000,000. Throws InputError. */
export function parseAmount(text: string, { where, whole }: AxisRules): number {
  const [, digits, suffix] = NUMBER.exec(text.trim()) ?? [];
  const value = digits === undefined ? Number.NaN : Number(digits) * (suffix === undefined ? 1 : SUFFIXES[suffix]);
  const expected = whole ? 'a whole number, e.g. 4096 or 4Ki' : 'a number, e.g. 0.5 or 4Ki';
  if (!Number.isFinite(value) || (whole && !Number.isSafeInteger(value))) {
    throw new InputError({ where, expected, found: JSON.stringify(text) });
  }
  return value;
}

/** An axis of the words of a user, or of a number or list in a file. Throws InputError. */
export function parseAxis(given: string | number | readonly (string | number)[], rules: AxisRules): Axis {
  const parts = (typeof given === 'object' ? given : [given]).flatMap((part) => String(part).split(','));
  if (parts.length === 1 && /\.\./.test(parts[0]) && !parts[0].includes(':')) return openRange(parts[0], rules);
  const values = parts.flatMap((part) => valuesOf(part.trim(), rules));
  const seen = new Set<number>();
  for (const value of values) {
    if (seen.has(value)) throw problem(rules, 'each value once', `${value} twice`);
    seen.add(value);
  }
  if (values.length > MOST_VALUES) throw tooMany(rules, values.length);
  return { kind: 'list', values };
}

function problem({ where }: AxisRules, expected: string, found: string, hint?: string): InputError {
  return new InputError({ where, expected, found, ...(hint === undefined ? {} : { hint }) });
}

const tooMany = (rules: AxisRules, count: number): InputError =>
  problem(rules, `at most ${MOST_VALUES} values`, String(count));

function ends(text: string, rules: AxisRules): readonly [low: number, high: number] {
  const [low, high, ...more] = text.split('..');
  if (high === undefined || more.length > 0) throw problem(rules, 'a range, e.g. 128..4096:x2', JSON.stringify(text));
  const [a, b] = [parseAmount(low, rules), parseAmount(high, rules)];
  if (b < a) throw problem(rules, 'a range that goes up', `${text}, which is empty`);
  return [a, b];
}

function openRange(text: string, rules: AxisRules): Axis {
  const [low, high] = ends(text, rules);
  return low === high ? { kind: 'list', values: [low] } : { kind: 'range', low, high };
}

function valuesOf(part: string, rules: AxisRules): readonly number[] {
  if (part === '') throw problem(rules, 'values with commas between', 'an empty one');
  if (!part.includes('..')) return [parseAmount(part, rules)];
  const [range, step, ...more] = part.split(':');
  if (step === undefined || more.length > 0 || !/^[x+]/.test(step)) {
    throw problem(rules, 'a range with one step, e.g. 128..4096:x2 or 1..9:+2', JSON.stringify(part));
  }
  const [low, high] = ends(range, rules);
  const times = step.startsWith('x');
  // A factor need not be whole as long as the values are.
  const by = parseAmount(step.slice(1), { ...rules, whole: rules.whole && !times });
  return times ? powers(low, high, by, part, rules) : sums(low, high, by, part, rules);
}

function powers(low: number, high: number, factor: number, part: string, rules: AxisRules): readonly number[] {
  if (low === high) return [low];
  if (!(factor > 1)) throw problem(rules, 'a factor above 1', `${part}, which never ends`);
  if (low <= 0) throw problem(rules, 'a first value above 0 for steps of xN', `${part}, which never ends`);
  const count = Math.floor(Math.log(high / low) / Math.log(factor) + 1e-9) + 1;
  if (count > MOST_VALUES) throw tooMany(rules, count);
  return Array.from({ length: count }, (_, i) => checked(low * factor ** i, part, rules));
}

function sums(low: number, high: number, step: number, part: string, rules: AxisRules): readonly number[] {
  if (low === high) return [low];
  if (!(step > 0)) throw problem(rules, 'a step above 0', `${part}, which never ends`);
  const count = Math.floor(((high - low) / step) * (1 + ROUNDING)) + 1;
  if (count > MOST_VALUES) throw tooMany(rules, count);
  return Array.from({ length: count }, (_, i) => checked(low + i * step, part, rules));
}

function checked(value: number, part: string, rules: AxisRules): number {
  const near = Math.round(value);
  const whole = Math.abs(value - near) <= ROUNDING * Math.abs(near);
  if (rules.whole && !whole) {
    throw problem(rules, 'whole numbers', `${part}, which meets ${value}`, 'give the values with commas between');
  }
  return whole ? near : Number(value.toPrecision(15));
}

/** Value of an axis at a position in [0, 1): equal shares of a list; a range is geometric when its low end is above 0, so
 * that half and double are equally far away. */
export function axisValue(axis: Axis, position: number, whole: boolean): number {
  if (axis.kind === 'list')
    return axis.values[Math.min(axis.values.length - 1, Math.floor(position * axis.values.length))];
  const { low, high } = axis;
  if (whole) {
    // One more than the range, so that both ends are as likely as what lies between.
    const at = low > 0 ? low * ((high + 1) / low) ** position : low + (high + 1 - low) * position;
    return Math.min(high, Math.floor(at));
  }
  return low > 0 ? low * (high / low) ** position : low + (high - low) * position;
}
