/** @file Floating-point formats without shared exponents: fp32, fp16, bfloat16, fp8. fp16 and bfloat16 round in the core
 * (WASM or TypeScript); the others, and stochastic or truncating modes, go element by element. */
import { currentCore } from './core.js';
import { BasicEntry } from './formatEntry.js';
import type { AccumulatorKind, ElementCodec, NumericFormat } from './formatTypes.js';
import { forEachRandom } from './random.js';
import { type FloatGrid, floorLog2, type RoundingMode, roundToGrid } from './rounding.js';
import { countFloat, createRoundCounts, type RoundCounts } from './roundingReference.js';

/** fp8 of the OCP 8-bit specification: E4M3 has no infinity (it saturates here), E5M2 is IEEE-like. */
export const fp8E4m3Grid: FloatGrid = { significandBits: 4, minExponent: -6, maxFinite: 448, overflow: 'saturate' };
export const fp8E5m2Grid: FloatGrid = { significandBits: 3, minExponent: -14, maxFinite: 57344, overflow: 'infinity' };

export interface FloatFormatOptions {
  readonly name: string;
  readonly bits: number;
  readonly grid: FloatGrid;
  readonly fast: 'fp16' | 'bf16' | 'none';
  readonly accumulate: AccumulatorKind;
  readonly rounding: RoundingMode;
  readonly fidelity: NumericFormat['fidelity'];
}

type Pass = (wide: Float32Array, dst: Float32Array, offset: number, length: number, counts: RoundCounts) => void;
const counts = createRoundCounts();

/** A floating-point format that rounds every element on its own. */
export function createFloatFormat(options: FloatFormatOptions): NumericFormat {
  const { name, grid, rounding } = options;
  const store: NumericFormat['store'] = (wide, dst, entry, offset = 0, length = wide.length - offset) => {
    if (!(entry instanceof BasicEntry)) throw new Error(`an entry of ${entry.format} was passed to ${name}.store`);
    passOf(options, entry)(wide, dst, offset, length, counts);
    entry.countStore(length, counts, counts.maxAbs, counts.maxAbs, counts.infinities > 0);
  };
  return {
    name,
    bits: options.bits,
    storageBytes: options.bits / 8,
    accumulate: options.accumulate,
    usesSharedExponent: false,
    fidelity: rounding === 'stochastic' ? withSeededRounding(options.fidelity) : options.fidelity,
    codec: floatCodec(options.bits, grid),
    createEntry: (entryOptions) => new BasicEntry(name, entryOptions),
    store,
    storeFromHost: store,
  };
}

function withSeededRounding(fidelity: NumericFormat['fidelity']): NumericFormat['fidelity'] {
  return { ...fidelity, emulated: `${fidelity.emulated}; the source of random bits (Philox with 32 bits an element)` };
}

function passOf(options: FloatFormatOptions, entry: BasicEntry): Pass {
  if (options.rounding === 'nearest-even') {
    if (options.fast === 'fp16') return currentCore().roundFp16;
    if (options.fast === 'bf16') return currentCore().roundBf16;
  }
  return (wide, dst, offset, length, out) => {
    Object.assign(out, createRoundCounts());
    const one = (index: number, bits: number): void => {
      const x = wide[index];
      const rounded = roundToGrid(x, options.grid, options.rounding, bits / 4294967296);
      dst[index] = rounded;
      if (options.grid.overflow === 'saturate' && Math.abs(x) > options.grid.maxFinite) out.saturated++;
      countFloat(x, rounded, out);
    };
    if (options.rounding === 'stochastic') {
      forEachRandom({ seed: entry.seed, stream: entry.stream, step: entry.stats.stores }, offset, length, one);
    } else for (let index = offset; index < offset + length; index++) one(index, 0);
  };
}

/** Sign, exponent and fraction fields as IEEE 754 lays them out. For a saturating grid (E4M3) the all-ones code is NaN
 * and there is no infinity; otherwise the top exponent holds infinity and NaN. */
export function floatCodec(bits: number, grid: FloatGrid): ElementCodec {
  const fractionBits = grid.significandBits - 1;
  const fractions = 2 ** fractionBits;
  const signBit = 2 ** (bits - 1);
  const topField = signBit / fractions - 1;
  const hasInfinity = grid.overflow === 'infinity';
  const nanCode = hasInfinity ? topField * fractions + fractions / 2 : signBit - 1;
  const hasNan = hasInfinity || grid.maxFinite < 2 ** (topField - 1 + grid.minExponent) * (2 - 1 / fractions);
  return {
    bits,
    encode: (value) => {
      if (Number.isNaN(value)) return nanCode;
      const rounded = roundToGrid(value, grid);
      const sign = value < 0 || Object.is(value, -0) ? signBit : 0;
      const magnitude = Math.abs(rounded);
      if (magnitude === Infinity) return sign + topField * fractions;
      if (magnitude === 0) return sign;
      const exponent = Math.max(floorLog2(magnitude), grid.minExponent);
      const significand = magnitude * 2 ** (fractionBits - exponent);
      const field = exponent - grid.minExponent + (significand >= fractions ? 1 : 0);
      return sign + field * fractions + (significand % fractions);
    },
    decode: (code) => {
      const sign = code >= signBit ? -1 : 1;
      const magnitude = code % signBit;
      const field = Math.floor(magnitude / fractions);
      const fraction = magnitude % fractions;
      if (hasInfinity && field === topField) return fraction === 0 ? sign * Infinity : Number.NaN;
      if (hasNan && !hasInfinity && magnitude === signBit - 1) return Number.NaN;
      const significand = field === 0 ? fraction : fractions + fraction;
      return sign * significand * 2 ** (Math.max(field, 1) - 1 + grid.minExponent - fractionBits);
    },
  };
}

/** fp32: stores copy. Its codec is the IEEE bit pattern. */
export function createFp32Format(): NumericFormat {
  const grid: FloatGrid = {
    significandBits: 24,
    minExponent: -126,
    maxFinite: 3.4028234663852886e38,
    overflow: 'infinity',
  };
  const store: NumericFormat['store'] = (wide, dst, entry, offset = 0, length = wide.length - offset) => {
    if (!(entry instanceof BasicEntry)) throw new Error(`an entry of ${entry.format} was passed to fp32.store`);
    currentCore().copyFp32(wide, dst, offset, length, counts);
    entry.countStore(length, counts, counts.maxAbs, counts.maxAbs, counts.infinities > 0);
  };
  return {
    name: 'fp32',
    bits: 32,
    storageBytes: 4,
    accumulate: 'fp32',
    usesSharedExponent: false,
    fidelity: { bitTrue: 'storage and every addition and multiplication (IEEE 754, fixed order)', emulated: 'nothing' },
    codec: floatCodec(32, grid),
    createEntry: (entryOptions) => new BasicEntry('fp32', entryOptions),
    store,
    storeFromHost: store,
  };
}
