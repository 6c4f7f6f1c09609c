/** @file What a numeric format is: a rule that turns wide fp32 results into values that the format can hold, and the
 * state (exponent, history, counts) of one use of one tensor. Tensors stay Float32Arrays throughout; every value of
 * every format here is exact in fp32, so computing in fp32 and storing through the format equals the published
 * Flexpoint simulator (Koster et al. 2017, 3.7; numerics note 1.4). */

export type AccumulatorKind = 'fp32' | 'fp16' | 'int';

/** An integer accumulator of `bits` bits and what it does when a sum does not fit. */
export interface IntegerAccumulator {
  readonly bits: number;
  readonly overflow: 'wrap' | 'saturate';
}

/** Counts over all stores through one entry. */
export interface FormatStats {
  elements: number;
  /** Elements clipped to the largest code. */
  saturated: number;
  /** Elements that were not zero and became zero. */
  flushedToZero: number;
  /** Elements that are infinite after the store. */
  infinities: number;
  /** NaN inputs (a format without NaN stores 0 for them). */
  nans: number;
  stores: number;
  /** Stores that overflowed: the largest mantissa reached the limit (flex), something saturated (blocks) or became
   * infinite (floats). */
  overflows: number;
  /** Trial executions of the producing operation during Autoflex initialisation. */
  initReruns: number;
  /** Stores whose scale differs from that of the store before. */
  exponentChanges: number;
  /** Range of the shared exponent e (scale = 2^e); undefined without a shared exponent or before the first store. */
  minExponent: number | undefined;
  maxExponent: number | undefined;
  /** Largest magnitude held after the latest store. */
  maxAbs: number;
}

/** One line of an entry's record: `maxAbs` is the largest mantissa magnitude for shared exponents, else the value. */
export interface EntryRecord {
  readonly step: number;
  readonly maxAbs: number;
  readonly scale: number;
  readonly overflow: boolean;
}

/** JSON image of an entry for checkpoints: restoring it continues bit for bit. */
export interface EntryState {
  readonly format: string;
  readonly scale: number;
  readonly stats: FormatStats;
  readonly history: readonly number[];
  readonly flags: readonly number[];
}

/** A count of computations shared by the entries of one model (the "age" of Autoflex). */
export interface ComputationClock {
  computations: number;
}

export interface EntryOptions {
  /** Rows and columns of the tensor, for formats with blocks; blocks never straddle rows. Default: one row. */
  readonly shape?: readonly [rows: number, columns: number];
  readonly clock?: ComputationClock;
  /** Seed and tensor number for stochastic rounding (default 0). */
  readonly seed?: number;
  readonly stream?: number;
  /** Keep one EntryRecord per store in `entry.records`. */
  readonly record?: boolean;
}

/** State of one use of one tensor. */
export interface FormatEntry {
  readonly format: string;
  readonly stats: FormatStats;
  /** Value of one mantissa unit for tensor-wide shared exponents; 1 otherwise. */
  readonly scale: number;
  readonly records: readonly EntryRecord[] | undefined;
  snapshot(): EntryState;
  /** @throws InputError when the state belongs to another format. */
  restore(state: EntryState): void;
}

/** Encoder and decoder of one element: `scale` is 1 for formats without a shared exponent. */
export interface ElementCodec {
  readonly bits: number;
  encode(value: number, scale: number): number;
  decode(code: number, scale: number): number;
}

export interface NumericFormat {
  readonly name: string;
  /** Bits per element, without the shared exponent. */
  readonly bits: number;
  /** Bytes per element in memory, shared exponents of blocks included (fractional for MX). */
  readonly storageBytes: number;
  readonly accumulate: AccumulatorKind;
  readonly integerAccumulator?: IntegerAccumulator;
  /** Exponent bookkeeping operations exist (flex). */
  readonly usesSharedExponent: boolean;
  readonly fidelity: { readonly bitTrue: string; readonly emulated: string };
  readonly codec: ElementCodec;
  /** State of one use of one tensor. */
  createEntry(options?: EntryOptions): FormatEntry;
  /** Rounds wide[offset .. offset+length) into the same place of `dst` (may be the same array); counts go to the entry. */
  store(wide: Float32Array, dst: Float32Array, entry: FormatEntry, offset?: number, length?: number): void;
  /** The same for values written by the host (flex truncates towards zero there; others round as `store` does). */
  storeFromHost(values: Float32Array, dst: Float32Array, entry: FormatEntry, offset?: number, length?: number): void;
}
