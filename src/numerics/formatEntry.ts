/** @file The state that every format keeps per use of a tensor: counts, optional records, snapshot and restore. */
import { InputError } from './errors.js';
import type { EntryOptions, EntryRecord, EntryState, FormatEntry, FormatStats } from './formatTypes.js';
import type { RoundCounts } from './roundingReference.js';

export function createStats(): FormatStats {
  return {
    elements: 0,
    saturated: 0,
    flushedToZero: 0,
    infinities: 0,
    nans: 0,
    stores: 0,
    overflows: 0,
    initReruns: 0,
    exponentChanges: 0,
    minExponent: undefined,
    maxExponent: undefined,
    maxAbs: 0,
  };
}

/** Entry of a format without history; Autoflex extends it. */
export class BasicEntry implements FormatEntry {
  stats: FormatStats = createStats();
  scale = 1;
  readonly records: EntryRecord[] | undefined;
  readonly seed: number;
  readonly stream: number;
  readonly rows: number;
  readonly columns: number | undefined;

  constructor(
    readonly format: string,
    options: EntryOptions = {},
  ) {
    this.records = options.record ? [] : undefined;
    this.seed = options.seed ?? 0;
    this.stream = options.stream ?? 0;
    this.rows = options.shape?.[0] ?? 1;
    this.columns = options.shape?.[1];
  }

  /** Adds the counts of one store. `value` is the largest magnitude held, `recorded` the maximum to write down. */
  countStore(length: number, counts: RoundCounts, value: number, recorded: number, overflow: boolean): void {
    const stats = this.stats;
    this.records?.push({ step: stats.stores, maxAbs: recorded, scale: this.scale, overflow });
    stats.elements += length;
    stats.saturated += counts.saturated;
    stats.flushedToZero += counts.flushedToZero;
    stats.infinities += counts.infinities;
    stats.nans += counts.nans;
    stats.stores += 1;
    stats.maxAbs = value;
    if (overflow) stats.overflows += 1;
  }

  snapshot(): EntryState {
    return { format: this.format, scale: this.scale, stats: { ...this.stats }, history: [], flags: [] };
  }

  restore(state: EntryState): void {
    if (state.format !== this.format) {
      throw new InputError({ where: 'entry state', expected: `format ${this.format}`, found: state.format });
    }
    this.scale = state.scale;
    // JSON drops undefined members: start from a complete set
    this.stats = { ...createStats(), ...state.stats };
  }
}
