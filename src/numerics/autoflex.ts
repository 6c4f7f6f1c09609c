/** @file Autoflex: predicts the shared exponent of a tensor before it is written (Koster et al. 2017, Alg. 1 and 2; the
 * constants and the order of steps are those of the public ngraph implementation, numerics note 1.3). Written for
 * mantissas of N bits; N = 16 gives the published numbers. Thresholds that the paper states for 16 bits scale with N. */
import { BasicEntry } from './formatEntry.js';
import type { ComputationClock, EntryOptions, EntryState } from './formatTypes.js';
import { floorLog2, roundEven } from './rounding.js';

/** Parameters of the predictor and of the exponent range. scale = 2^-e. */
export interface AutoflexOptions {
  readonly mantissaBits: number;
  readonly exponentBits: number;
  /** History length l. Default 16 (the only value that reproduces the public vectors). */
  readonly historyLength?: number;
  /** Multiple beta of the standard deviation. Default 3. */
  readonly deviationFactor?: number;
  /** Offset gamma in mantissa units. Default 100 * 2^(N-16): 100 at the published 16 bits. */
  readonly offsetUnits?: number;
  /** Range of e; default 0 .. 2^M - 1, at most 126 so that scale and 1/scale are normal fp32 numbers. */
  readonly minExponent?: number;
  readonly maxExponent?: number;
  /** e of a new tensor. Default 8. */
  readonly initialExponent?: number;
  /** Never adjust and never initialise: plain fixed point at `initialExponent`. */
  readonly fixedPoint?: boolean;
}

/** The options with all defaults filled in, plus derived limits. */
export interface AutoflexRule {
  readonly mantissaBits: number;
  readonly exponentBits: number;
  readonly historyLength: number;
  readonly deviationFactor: number;
  readonly offsetUnits: number;
  readonly minScale: number;
  readonly maxScale: number;
  readonly initialScale: number;
  readonly fixedPoint: boolean;
  /** 2^(N-1). */
  readonly limit: number;
}

export function autoflexRule(options: AutoflexOptions): AutoflexRule {
  const maxExponent = options.maxExponent ?? Math.min(2 ** options.exponentBits - 1, 126);
  const minExponent = options.minExponent ?? 0;
  const initial = Math.min(Math.max(options.initialExponent ?? 8, minExponent), maxExponent);
  return {
    mantissaBits: options.mantissaBits,
    exponentBits: options.exponentBits,
    historyLength: options.historyLength ?? 16,
    deviationFactor: options.deviationFactor ?? 3,
    offsetUnits: options.offsetUnits ?? 100 * 2 ** (options.mantissaBits - 16),
    minScale: 2 ** -maxExponent,
    maxScale: 2 ** -minExponent,
    initialScale: 2 ** -initial,
    fixedPoint: options.fixedPoint ?? false,
    limit: 2 ** (options.mantissaBits - 1),
  };
}

/** A clock for the entries of one model; add 1 to `computations` per executed computation (forward, backward). */
export function createClock(): ComputationClock {
  return { computations: 0 };
}

const INIT_ATTEMPTS = 10;

/** One use of one tensor: scale, history of maxima, counters. */
export class AutoflexEntry extends BasicEntry {
  history: number[] = [];
  initialised = false;
  dirty = false;
  adjustCount = 0;
  readonly clock: ComputationClock | undefined;

  constructor(
    name: string,
    readonly rule: AutoflexRule,
    options: EntryOptions = {},
  ) {
    super(name, options);
    this.scale = rule.initialScale;
    this.clock = options.clock;
  }

  /** Chooses the scale of the coming write; `low` and `high` bound the wide values (read while not initialised). */
  beforeWrite(range: () => readonly [low: number, high: number]): void {
    if (this.rule.fixedPoint) return;
    if (!this.initialised) this.initialise(...range());
    else if (this.dirty) this.adjust();
  }

  /** Learns from the write: `maxMantissa` is the largest saturated mantissa magnitude. Returns true on overflow. */
  afterWrite(maxMantissa: number): boolean {
    const overflow = maxMantissa >= this.rule.limit - 1;
    this.noteScale();
    if (this.rule.fixedPoint) return overflow;
    if (overflow) this.history.length = 0;
    this.history.push((overflow ? 2 * maxMantissa : maxMantissa) * this.scale);
    if (this.history.length > this.rule.historyLength) this.history.shift();
    this.dirty = true;
    return overflow;
  }

  /** Trial and error. The wide values do not depend on the scale, so each trial needs only their extremes. */
  private initialise(low: number, high: number): void {
    const { limit, mantissaBits } = this.rule;
    const enough = 2 ** (((mantissaBits - 1) >> 1) - 2);
    for (let trial = 1; !this.initialised; trial++) {
      this.stats.initReruns += 1;
      const held = trialMaximum(low, high, this.scale, limit);
      const maximum = held + 1;
      if (maximum >= limit - 1) {
        this.scale *= 2 ** ((mantissaBits - 1) >> 1);
      } else if (maximum < limit / 2) {
        this.scale *= 2 ** (floorLog2(maximum) + 1 - (mantissaBits - 1));
        this.initialised = maximum >= enough;
      } else {
        this.initialised = true;
      }
      this.clampScale();
      if (held > 0 && this.scale === this.rule.minScale && maximum < limit - 1) this.initialised = true;
      if (trial > INIT_ATTEMPTS && !this.initialised) {
        // still saturated: as coarse as possible; all zero: scale 1, as the public code leaves it
        this.scale = maximum >= limit - 1 ? this.rule.maxScale : Math.min(1, this.rule.maxScale);
        this.initialised = true;
      }
    }
  }

  private adjust(): void {
    const { deviationFactor, offsetUnits, limit } = this.rule;
    this.adjustCount += 1;
    const history = this.history;
    let maximum: number;
    if (this.adjustCount > (this.clock?.computations ?? 0) >> 4) {
      maximum = Math.max(...history) + deviationFactor * populationDeviation(history) + offsetUnits * this.scale;
    } else {
      maximum = Math.max(...history.slice(-2)) + (limit / 8) * this.scale;
    }
    const asFloat = Math.fround(maximum);
    this.scale = asFloat > 0 ? 2 ** (floorLog2(asFloat) - (this.rule.mantissaBits - 2)) : 1;
    this.clampScale();
    this.dirty = false;
  }

  private clampScale(): void {
    this.scale = Math.min(Math.max(this.scale, this.rule.minScale), this.rule.maxScale);
  }

  private noteScale(): void {
    const exponent = floorLog2(this.scale);
    const stats = this.stats;
    if (stats.minExponent === undefined || exponent < stats.minExponent) stats.minExponent = exponent;
    if (stats.maxExponent === undefined || exponent > stats.maxExponent) stats.maxExponent = exponent;
    if (stats.stores > 0 && this.lastExponent !== exponent) stats.exponentChanges += 1;
    this.lastExponent = exponent;
  }
  private lastExponent = 0;

  override snapshot(): EntryState {
    const flags = [this.initialised ? 1 : 0, this.dirty ? 1 : 0, this.adjustCount, this.lastExponent];
    return { ...super.snapshot(), history: [...this.history], flags };
  }

  override restore(state: EntryState): void {
    super.restore(state);
    this.history = [...state.history];
    this.initialised = state.flags[0] === 1;
    this.dirty = state.flags[1] === 1;
    this.adjustCount = state.flags[2];
    this.lastExponent = state.flags[3];
  }
}

/** Largest mantissa magnitude that a write at `scale` would hold; what rounds to the limit saturates, whatever its sign. */
function trialMaximum(low: number, high: number, scale: number, limit: number): number {
  const mantissa = Math.max(high, -low) / scale;
  return mantissa >= limit ? limit : roundEven(mantissa);
}

function populationDeviation(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return Math.sqrt(squares / values.length);
}
