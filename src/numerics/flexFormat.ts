/** @file flexN+M: N-bit two's-complement mantissas and one M-bit exponent per tensor, predicted by Autoflex. No infinity,
 * NaN, -0 or subnormals; overflow saturates (Koster et al. 2017, 3.1). */
import { AutoflexEntry, type AutoflexOptions, autoflexRule } from './autoflex.js';
import { currentCore } from './core.js';
import { InputError } from './errors.js';
import type { ElementCodec, FormatEntry, IntegerAccumulator, NumericFormat } from './formatTypes.js';
import { forEachRandom } from './random.js';
import { type RoundingMode, roundEven } from './rounding.js';
import { createRoundCounts, type RoundCounts } from './roundingReference.js';

/** Options of a flex format beyond Autoflex's own. */
export interface FlexOptions extends AutoflexOptions {
  readonly rounding?: RoundingMode;
  readonly integerAccumulator?: IntegerAccumulator;
  /** Name to report; the default is built from the bits. */
  readonly name?: string;
}

/** The format object with its rule, so that reports can print the parameters. */
export interface FlexFormat extends NumericFormat {
  readonly autoflex: ReturnType<typeof autoflexRule>;
}

const counts = createRoundCounts();
const extremes = new Float64Array(2);

/** A flex format. @throws InputError when N is outside 8..16 or M outside 3..8. */
export function createFlexFormat(options: FlexOptions): FlexFormat {
  checkBits('mantissaBits', options.mantissaBits, 8, 16);
  checkBits('exponentBits', options.exponentBits, 3, 8);
  const rule = autoflexRule(options);
  const rounding = options.rounding ?? 'nearest-even';
  const name = options.name ?? `flex${rule.mantissaBits}+${rule.exponentBits}`;
  const store = (hostWrite: boolean): NumericFormat['store'] => {
    const mode = hostWrite ? 'truncate' : rounding;
    return (wide, dst, entry, offset = 0, length = wide.length - offset) => {
      if (!(entry instanceof AutoflexEntry)) throw wrongEntry(name, entry);
      entry.beforeWrite(() => {
        currentCore().scanRange(wide, offset, length, extremes);
        return [extremes[0], extremes[1]];
      });
      if (mode === 'nearest-even') {
        currentCore().roundFlex(wide, dst, offset, length, entry.scale, rule.mantissaBits, counts);
      } else {
        roundFlexBy(mode, wide, dst, offset, length, entry, counts);
      }
      const overflow = entry.afterWrite(counts.maxAbs);
      entry.countStore(length, counts, counts.maxAbs * entry.scale, counts.maxAbs, overflow);
    };
  };
  return {
    name,
    bits: rule.mantissaBits,
    storageBytes: rule.mantissaBits / 8,
    accumulate: options.integerAccumulator ? 'int' : 'fp32',
    ...(options.integerAccumulator ? { integerAccumulator: options.integerAccumulator } : {}),
    usesSharedExponent: true,
    fidelity: flexFidelity(options.integerAccumulator, rule.mantissaBits),
    codec: mantissaCodec(rule.mantissaBits),
    autoflex: rule,
    createEntry: (entryOptions) => new AutoflexEntry(name, rule, entryOptions),
    store: store(false),
    storeFromHost: store(true),
  };
}

/** Codes are the mantissas, offset by nothing: code c stands for c * scale, c read as two's complement. */
export function mantissaCodec(bits: number): ElementCodec {
  const limit = 2 ** (bits - 1);
  return {
    bits,
    encode: (value, scale) => {
      const mantissa = Math.min(
        Math.max(roundEven(Math.min(Math.max(value / scale, -limit), limit)), -limit),
        limit - 1,
      );
      return mantissa < 0 ? mantissa + 2 * limit : mantissa + 0;
    },
    decode: (code, scale) => (code >= limit ? code - 2 * limit : code) * scale,
  };
}

function roundFlexBy(
  mode: RoundingMode,
  wide: Float32Array,
  dst: Float32Array,
  offset: number,
  length: number,
  entry: AutoflexEntry,
  out: RoundCounts,
): void {
  const { limit } = entry.rule;
  Object.assign(out, createRoundCounts());
  const scale = entry.scale;
  const roundOne = (index: number, random: number): void => {
    const x = wide[index];
    const scaled = x / scale;
    let mantissa = mode === 'truncate' ? Math.trunc(scaled) : Math.floor(scaled + random);
    if (Number.isNaN(x)) {
      mantissa = 0;
      out.nans++;
    } else if (mantissa > limit - 1 || mantissa < -limit) {
      mantissa = mantissa > 0 ? limit - 1 : -limit;
      out.saturated++;
    } else if (mantissa === 0 && x !== 0) out.flushedToZero++;
    dst[index] = mantissa * scale + 0;
    out.maxAbs = Math.max(out.maxAbs, Math.abs(mantissa));
  };
  if (mode === 'stochastic') {
    const key = { seed: entry.seed, stream: entry.stream, step: entry.stats.stores };
    forEachRandom(key, offset, length, (index, bits) => roundOne(index, bits / 4294967296));
  } else for (let index = offset; index < offset + length; index++) roundOne(index, 0);
}

function flexFidelity(accumulator: IntegerAccumulator | undefined, bits: number): NumericFormat['fidelity'] {
  const storage = `storage, rounding, saturation and Autoflex${bits === 16 ? ' (reproduces the public vectors)' : ''}`;
  if (accumulator === undefined) {
    return {
      bitTrue: `${storage}; fp32 accumulation as in the published simulator`,
      emulated: 'the accumulator of the real chip, whose width was never published',
    };
  }
  const kind = `${accumulator.bits}-bit ${accumulator.overflow === 'wrap' ? 'wrapping' : 'saturating'}`;
  return {
    bitTrue: `${storage}; ${kind} integer accumulation and its one rounding on store`,
    emulated: 'point-wise operations (fp32 inside); adding a GEMM onto an existing wide result (float64 add)',
  };
}

function checkBits(where: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new InputError({ where: `flex ${where}`, expected: `an integer from ${low} to ${high}`, found: String(value) });
}

function wrongEntry(name: string, entry: FormatEntry): Error {
  return new Error(`an entry of ${entry.format} was passed to ${name}.store`);
}
