/** @file Names of formats. `parseFormat('flex16+5')` gives the object that stores through it. Grammar: a base name, then
 * `-sr` (seeded stochastic rounding) or `-rz` (truncation); flex formats also take `-int32`, `-int48-sat` (integer
 * accumulator of that many bits, wrapping or saturating) and `-fixed8` (fixed point with 8 fraction bits). */
import { blockFormatNames, parseBlockFormat } from './blockNames.js';
import { InputError } from './errors.js';
import { createFlexFormat } from './flexFormat.js';
import { createFloatFormat, createFp32Format, fp8E4m3Grid, fp8E5m2Grid } from './floatFormat.js';
import type { NumericFormat } from './formatTypes.js';
import { nearestHint } from './nearestNames.js';
import { bf16Grid, fp16Grid, type RoundingMode } from './rounding.js';

export type * from './formatTypes.js';

const bf16Notes = {
  bitTrue: 'storage and rounding; fp32 accumulation in a fixed order',
  emulated: 'accumulator of real units',
};
const fp16Notes = {
  bitTrue: 'storage and rounding incl. subnormals; fp32 accumulation of exact products in a fixed order',
  emulated: 'the accumulator of tensor cores, whose alignment and truncation are not specified',
};
const fp16AllNotes = {
  bitTrue: 'storage, rounding, and every multiply-add as one fused fp16 operation in a fixed order',
  emulated: 'point-wise operations (fp32 inside, one rounding per stored result)',
};
const fp8Notes = { bitTrue: 'storage and rounding', emulated: 'products and sums (fp32)' };

type Builder = (rounding: RoundingMode, name: string) => NumericFormat;

const builders: Readonly<Record<string, Builder>> = {
  fp16: (rounding, name) =>
    createFloatFormat({
      name,
      bits: 16,
      grid: fp16Grid,
      fast: 'fp16',
      accumulate: 'fp32',
      rounding,
      fidelity: fp16Notes,
    }),
  'fp16-all': (rounding, name) =>
    createFloatFormat({
      name,
      bits: 16,
      grid: fp16Grid,
      fast: 'fp16',
      accumulate: 'fp16',
      rounding,
      fidelity: fp16AllNotes,
    }),
  'fp16-mixed': (rounding, name) =>
    createFloatFormat({
      name,
      bits: 16,
      grid: fp16Grid,
      fast: 'fp16',
      accumulate: 'fp32',
      rounding,
      fidelity: fp16Notes,
    }),
  bf16: (rounding, name) =>
    createFloatFormat({
      name,
      bits: 16,
      grid: bf16Grid,
      fast: 'bf16',
      accumulate: 'fp32',
      rounding,
      fidelity: bf16Notes,
    }),
  'fp8-e4m3': (rounding, name) =>
    createFloatFormat({
      name,
      bits: 8,
      grid: fp8E4m3Grid,
      fast: 'none',
      accumulate: 'fp32',
      rounding,
      fidelity: fp8Notes,
    }),
  'fp8-e5m2': (rounding, name) =>
    createFloatFormat({
      name,
      bits: 8,
      grid: fp8E5m2Grid,
      fast: 'none',
      accumulate: 'fp32',
      rounding,
      fidelity: fp8Notes,
    }),
};

/** The names to list; `flexN+M` (N 8..16, M 3..8) and `bfpN…` (N 2..16) accept other numbers than the ones listed. */
export const formatNames: readonly string[] = [
  'fp32',
  ...Object.keys(builders),
  'flex16+5',
  'flex12+5',
  'flex8+5',
  ...blockFormatNames,
];

const cache = new Map<string, NumericFormat>();

/** The format of that name. @throws InputError with the nearest names when there is none. */
export function parseFormat(name: string): NumericFormat {
  let format = cache.get(name);
  if (format === undefined) {
    format = build(name);
    cache.set(name, format);
  }
  return format;
}

function build(name: string): NumericFormat {
  if (name === 'fp32') return createFp32Format();
  const suffix = /-(sr|rz)$/.exec(name);
  const rounding: RoundingMode = suffix === null ? 'nearest-even' : suffix[1] === 'sr' ? 'stochastic' : 'truncate';
  const base = suffix === null ? name : name.slice(0, -3);
  const builder = Object.hasOwn(builders, base) ? builders[base] : undefined;
  return (
    builder?.(rounding, name) ??
    parseFlex(base, name, rounding) ??
    parseBlockFormat(base, name, rounding) ??
    refuse(name)
  );
}

function parseFlex(base: string, name: string, rounding: RoundingMode): NumericFormat | undefined {
  const match = /^flex(\d+)\+(\d+)(?:-int(\d+)(-sat)?)?(?:-fixed(\d+))?$/.exec(base);
  if (match === null) return undefined;
  const [, mantissa, exponent, accumulatorBits, saturating, fixed] = match;
  if (accumulatorBits !== undefined && !(Number(accumulatorBits) >= 16 && Number(accumulatorBits) <= 52)) {
    throw new InputError({
      where: `format ${name}`,
      expected: 'an accumulator of 16 to 52 bits',
      found: accumulatorBits,
    });
  }
  return createFlexFormat({
    name,
    rounding,
    mantissaBits: Number(mantissa),
    exponentBits: Number(exponent),
    ...(fixed === undefined ? {} : { fixedPoint: true, initialExponent: Number(fixed) }),
    ...(accumulatorBits === undefined
      ? {}
      : { integerAccumulator: { bits: Number(accumulatorBits), overflow: saturating ? 'saturate' : 'wrap' } }),
  });
}

function refuse(name: string): never {
  const hint = nearestHint(name, formatNames);
  throw new InputError({ where: 'format', expected: 'a known format', found: JSON.stringify(name), hint });
}
