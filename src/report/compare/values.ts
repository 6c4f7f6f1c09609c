/** @file What studies answer, as values that two files can be compared by. */
import type { Known } from '../numbers.js';
import type { ReportClaim } from '../schema.js';
import type { AccuracyFile } from '../schemas/accuracy.js';
import type { HostReport } from '../schemas/host.js';
import type { ValidateFile } from '../schemas/validate.js';

export interface ComparedValue {
  readonly kind: 'claim' | 'finding' | 'accuracy' | 'fit' | 'prediction' | 'measured';
  /** Equal in both files for the same thing. */
  readonly label: string;
  /** x, s, %, or that of the task. */
  readonly unit: string;
  readonly value: Known | null;
  /** A claim's verdict; for others null. */
  readonly word: string | null;
  /** Which way is better; near: the nearer `value / measured` is to 1. none: neither is. */
  readonly better: 'low' | 'near' | 'none';
  /** For `near`: what the value should be. */
  readonly measured: number | null;
}

const plain = { word: null, measured: null } as const;

/** A claim is its verdict; each of its findings is a ratio of its own. */
export function valuesOfClaims(claims: readonly ReportClaim[]): ComparedValue[] {
  return claims.flatMap(({ id, verdict, findings }) => [
    { kind: 'claim', label: id, unit: 'verdict', value: null, word: verdict, better: 'none', measured: null } as const,
    ...findings.map(({ subject, base, what, value }) => {
      const label = `${id}: ${what}, ${subject} against ${base}`;
      return { ...plain, kind: 'finding', label, unit: 'x', value, better: 'none' } as const;
    }),
  ]);
}

export function valuesOfAccuracy(summary: AccuracyFile['summary']): ComparedValue[] {
  return summary.map(({ task, format, metric, mean }) => {
    const value = mean ?? { na: 'diverged' };
    return { ...plain, kind: 'accuracy', label: `${task} in ${format}`, unit: metric, value, better: 'low' };
  });
}

/** The language model of the main report, in each format. */
export function valuesOfText(
  formats: readonly { readonly format: string; readonly bitsPerChar: Known }[],
): ComparedValue[] {
  return formats.map(({ format, bitsPerChar }) => {
    const label = `text in ${format}`;
    return { ...plain, kind: 'accuracy', label, unit: 'bits per character', value: bitsPerChar, better: 'low' };
  });
}

/** The median error of each group of rows, and every prediction. */
export function valuesOfValidation({ tables, rows }: ValidateFile): ComparedValue[] {
  const fits = tables.flatMap(({ chip, runtime, groups }) =>
    Object.entries(groups).map(([group, { medianApe }]): ComparedValue => {
      const value = medianApe ?? { na: 'too few rows' };
      const label = `median error of ${chip} ${runtime} ${group}`;
      return { ...plain, kind: 'fit', label, unit: '%', value, better: 'low' };
    }),
  );
  const files = tables.flatMap(({ file, summary }) => Array.from({ length: summary.n }, () => file));
  const predictions = rows.map(({ line, predictedMs, measuredMs }, i): ComparedValue => {
    const label = `${files[i] ?? 'table'} line ${line}`;
    const [value, measured] = [predictedMs / 1e3, measuredMs / 1e3];
    return { kind: 'prediction', label, unit: 's', value, word: null, better: 'near', measured };
  });
  return [...fits, ...predictions];
}

export function valuesOfHost(rows: HostReport['rows']): ComparedValue[] {
  return rows.map(({ kernel, library, backend, format, params, seconds }) => {
    const sizes = Object.entries(params).map(([name, value]) => `${name}=${value}`);
    const label = `${kernel} by ${library} ${backend} in ${format} ${sizes.join(' ')}`;
    return { ...plain, kind: 'measured', label, unit: 's', value: seconds, better: 'low' };
  });
}
