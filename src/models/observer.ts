/** @file Watches a format at work: what each store loses (signal to noise, mantissa use) while sampling, and always where
 * the first infinity or NaN came from. It changes no bit: it wraps the format and looks. */
import type { FormatEntry, NumericFormat } from '../numerics/formatTypes.js';
import { floorLog2 } from '../numerics/rounding.js';
import type { Op } from '../sim/program.js';
import type { TensorStore } from '../sim/tensors.js';

/** The first store that held something that is not a finite number. */
export interface FirstNonFinite {
  readonly step: number;
  readonly op: string;
  readonly tensor: string;
  readonly kind: 'infinity' | 'NaN';
}

/** Sums over the stores of one tensor while sampling. */
export interface StoreSample {
  readonly signal: number;
  readonly noise: number;
  /** Non-zero elements by significant mantissa bits, 0 to N - 1; empty without a shared exponent. */
  readonly mantissaBits: readonly number[];
  /** Non-zero elements by floor(log2 |x|), as [exponent, count], ascending. */
  readonly magnitudes: readonly (readonly [number, number])[];
}

interface Sums {
  signal: number;
  noise: number;
  readonly mantissaBits: number[];
  readonly magnitudes: Map<number, number>;
}

const empty = (): Sums => ({ signal: 0, noise: 0, mantissaBits: [], magnitudes: new Map() });

export class FormatObserver {
  /** Use this format where the watched one would be used. */
  readonly format: NumericFormat;
  sampling = false;
  step = 0;
  first: FirstNonFinite | null = null;
  /** By tensor name. */
  #sums = new Map<string, Sums>();
  readonly #names = new Map<FormatEntry, string>();
  #op: Op | null = null;
  #wide = new Float32Array(0);

  constructor(watched: NumericFormat) {
    this.format = {
      ...watched,
      store: (wide, dst, entry, offset = 0, length = wide.length - offset) => {
        if (this.sampling) this.#keep(wide, offset, length);
        const before = entry.stats.infinities + entry.stats.nans;
        const { nans } = entry.stats;
        watched.store(wide, dst, entry, offset, length);
        if (this.first === null && entry.stats.infinities + entry.stats.nans > before) {
          this.#note(entry, entry.stats.nans > nans ? 'NaN' : 'infinity');
        }
        if (this.sampling) this.#compare(dst, entry, offset, length);
      },
    };
  }

  /** Give to Trainer as `onOp`. */
  readonly onOp = (op: Op): void => {
    this.#op = op;
  };

  /** Learn the names of a store's entries. */
  watch(tensors: TensorStore): void {
    for (const { id, name } of tensors.program.tensors) {
      for (const entry of tensors.entries(id)) this.#names.set(entry, name);
    }
  }

  /** What was sampled, by tensor name. */
  samples(): Readonly<Record<string, StoreSample>> {
    return Object.fromEntries(
      [...this.#sums].map(([name, { signal, noise, mantissaBits, magnitudes }]) => {
        const bits = Array.from(mantissaBits, (n) => n ?? 0);
        return [name, { signal, noise, mantissaBits: bits, magnitudes: [...magnitudes].sort(([a], [b]) => a - b) }];
      }),
    );
  }

  /** Go on from earlier samples (a checkpoint's). */
  restore(samples: Readonly<Record<string, StoreSample>>): void {
    this.#sums = new Map(
      Object.entries(samples).map(([name, { signal, noise, mantissaBits, magnitudes }]) => [
        name,
        { signal, noise, mantissaBits: [...mantissaBits], magnitudes: new Map(magnitudes) },
      ]),
    );
  }

  #keep(wide: Float32Array, offset: number, length: number): void {
    if (this.#wide.length < length) this.#wide = new Float32Array(length);
    for (let i = 0; i < length; i++) this.#wide[i] = wide[offset + i];
  }

  #note(entry: FormatEntry, kind: FirstNonFinite['kind']): void {
    this.first = { step: this.step, op: this.#op?.label ?? '', tensor: this.#names.get(entry) ?? '', kind };
  }

  #compare(dst: Float32Array, entry: FormatEntry, offset: number, length: number): void {
    const name = this.#names.get(entry) ?? '';
    let sums = this.#sums.get(name);
    if (sums === undefined) {
      sums = empty();
      this.#sums.set(name, sums);
    }
    const shared = this.format.usesSharedExponent;
    for (let i = 0; i < length; i++) {
      const [x, held] = [this.#wide[i], dst[offset + i]];
      if (!Number.isFinite(x) || !Number.isFinite(held)) continue;
      sums.signal += x * x;
      sums.noise += (x - held) * (x - held);
      if (x === 0) continue;
      const exponent = floorLog2(Math.abs(x));
      sums.magnitudes.set(exponent, (sums.magnitudes.get(exponent) ?? 0) + 1);
      if (!shared) continue;
      const mantissa = Math.abs(held) / entry.scale;
      const bits = mantissa < 1 ? 0 : floorLog2(mantissa) + 1;
      sums.mantissaBits[bits] = (sums.mantissaBits[bits] ?? 0) + 1;
    }
  }
}
