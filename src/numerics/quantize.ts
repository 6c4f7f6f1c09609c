/** @file Short forms for users of the library: formats by constant, and one-shot quantisation. */
import { createFlexFormat, type FlexFormat, type FlexOptions } from './flexFormat.js';
import { parseFormat } from './format.js';
import type { EntryOptions, FormatStats, NumericFormat } from './formatTypes.js';

export const fp32: NumericFormat = parseFormat('fp32');
export const fp16: NumericFormat = parseFormat('fp16');
export const bf16: NumericFormat = parseFormat('bf16');

/** flexN+M with default Autoflex parameters, or with the given ones. @throws InputError outside N 8..16, M 3..8. */
export function flex(
  mantissaBits = 16,
  exponentBits = 5,
  options: Omit<FlexOptions, 'mantissaBits' | 'exponentBits'> = {},
): FlexFormat {
  return createFlexFormat({ ...options, mantissaBits, exponentBits });
}

/** The result of one store: values on the format's grid, the value of one mantissa unit, the counts. */
export interface Quantized {
  readonly values: Float32Array;
  readonly scale: number;
  readonly stats: FormatStats;
}

/** `values` rounded to the format on a fresh entry; the input is left alone. */
export function quantize(values: ArrayLike<number>, format: NumericFormat | string, options?: EntryOptions): Quantized {
  const parsed = typeof format === 'string' ? parseFormat(format) : format;
  const result = Float32Array.from(values);
  const entry = parsed.createEntry(options);
  parsed.store(result, result, entry);
  return { values: result, scale: entry.scale, stats: entry.stats };
}
