/** @file DRAM timing sets per kind, as figures: one channel's bus, banks, rows and waits. Ticks and clocks are those of
 * DRAMsim3's configuration files (umd-memsys/DRAMsim3 @0eb6360 and @0cb7aee); the two GDDR files say themselves that they
 * follow no product. Page sizes and pin rates: the JEDEC standards, recalled. */

import type { ChipSpec } from '../chipSchema.js';
import { assumed, derived } from '../chips/cite.js';
import type { Figure } from '../figure.js';

export interface DramSet {
  readonly kind: string;
  /** Peak of one channel. */
  readonly channelBytesPerSecond: Figure;
  readonly banksPerChannel: Figure;
  readonly rowBytes: Figure;
  /** Bytes of one burst: the smallest access. */
  readonly accessBytes: Figure;
  /** Row to column, precharge, column to data, row active at least. */
  readonly rowToColumnSeconds: Figure;
  readonly prechargeSeconds: Figure;
  readonly columnToDataSeconds: Figure;
  readonly rowActiveSeconds: Figure;
  /** Between two activates of a channel; window of four activates. */
  readonly activateGapSeconds: Figure;
  readonly fourActivatesSeconds: Figure;
  readonly refreshSeconds: Figure;
  readonly refreshIntervalSeconds: Figure;
}

interface Grade {
  readonly kind: string;
  readonly file: string;
  readonly cite: typeof derived;
  readonly tickNs: number;
  readonly busBits: number;
  readonly gigabitsPerPin: number;
  readonly banks: number;
  readonly rowBytes: number;
  readonly accessBytes: number;
  /** tRCD, tRP, CL, tRAS, tRRD, tFAW, tRFC, tREFI in ticks. */
  readonly ticks: readonly [number, number, number, number, number, number, number, number];
}

function dramSet(g: Grade): DramSet {
  const names = ['tRCD', 'tRP', 'CL', 'tRAS', 'tRRD', 'tFAW', 'tRFC', 'tREFI'];
  const seconds = g.ticks.map((ticks, i) =>
    g.cite(ticks * g.tickNs * 1e-9, 's', `DRAMsim3 ${g.file}: ${names[i]} ${ticks} x ${g.tickNs} ns`),
  );
  const [rcd, rp, cl, ras, rrd, faw, rfc, refi] = seconds as unknown as readonly Figure[] & { length: 8 };
  const rate = (g.busBits / 8) * g.gigabitsPerPin * 1e9;
  return {
    kind: g.kind,
    channelBytesPerSecond: derived(rate, 'bytes/s', `${g.busBits} pins x ${g.gigabitsPerPin} Gb/s`),
    banksPerChannel: g.cite(g.banks, 'banks', `DRAMsim3 ${g.file}`),
    rowBytes: assumed(g.rowBytes, 'bytes', 'recalled: JEDEC page size of a channel', [g.rowBytes, g.rowBytes]),
    accessBytes: derived(g.accessBytes, 'bytes', `burst length of ${g.file} x ${g.busBits} pins`),
    rowToColumnSeconds: rcd,
    prechargeSeconds: rp,
    columnToDataSeconds: cl,
    rowActiveSeconds: ras,
    activateGapSeconds: rrd,
    fourActivatesSeconds: faw,
    refreshSeconds: rfc,
    refreshIntervalSeconds: refi,
  };
}

const noProduct: typeof derived = (value, unit, source) =>
  assumed(value, unit, `${source}; the file follows no product`, [value * 0.8, value * 1.25]);

const grades: readonly Grade[] = [
  {
    kind: 'GDDR5',
    file: 'GDDR5_8Gb_x32.ini',
    cite: noProduct,
    tickNs: 0.5,
    busBits: 32,
    gigabitsPerPin: 7,
    banks: 16,
    rowBytes: 2048,
    accessBytes: 32,
    ticks: [24, 24, 24, 56, 10, 40, 74, 3800],
  },
  {
    kind: 'GDDR5X',
    file: 'GDDR5X_8Gb_x32.ini',
    cite: noProduct,
    tickNs: 0.666,
    busBits: 32,
    gigabitsPerPin: 11,
    banks: 16,
    rowBytes: 2048,
    accessBytes: 64,
    ticks: [24, 24, 24, 56, 10, 40, 74, 3800],
  },
  {
    kind: 'HBM',
    file: 'HBM1_4Gb_x128.ini',
    cite: derived,
    tickNs: 2,
    busBits: 128,
    gigabitsPerPin: 1,
    banks: 16,
    rowBytes: 2048,
    accessBytes: 64,
    ticks: [7, 7, 7, 17, 2, 15, 130, 1950],
  },
  {
    kind: 'HBM2',
    file: 'HBM2_8Gb_x128.ini',
    cite: derived,
    tickNs: 1,
    busBits: 128,
    gigabitsPerPin: 1.75,
    banks: 16,
    rowBytes: 2048,
    accessBytes: 64,
    ticks: [14, 14, 14, 34, 4, 30, 260, 3900],
  },
  {
    kind: 'DDR3',
    file: 'DDR3_8Gb_x8_1600.ini',
    cite: derived,
    tickNs: 1.25,
    busBits: 64,
    gigabitsPerPin: 2.133,
    banks: 8,
    rowBytes: 8192,
    accessBytes: 64,
    ticks: [11, 11, 11, 28, 6, 32, 280, 6240],
  },
  {
    kind: 'DDR4',
    file: 'DDR4_8Gb_x8_2666.ini',
    cite: derived,
    tickNs: 0.75,
    busBits: 64,
    gigabitsPerPin: 2.666,
    banks: 16,
    rowBytes: 8192,
    accessBytes: 64,
    ticks: [19, 19, 19, 43, 4, 28, 467, 10398],
  },
];

/** By the first word of `dram.kind` of the chip files. */
export const dramSets: Readonly<Record<string, DramSet>> = Object.fromEntries(grades.map((g) => [g.kind, dramSet(g)]));

export interface ChipDram {
  readonly set: DramSet;
  readonly channels: number;
}

/** The timing set of a chip's own DRAM at its own data rate; null for memory that is none of these (a host over PCIe). */
export function dramOf(chip: ChipSpec): ChipDram | null {
  const { kind, bytesPerSecond } = chip.dram;
  const set = dramSets[kind.split('-')[0].split(' ')[0]];
  if (set === undefined) return null;
  const channels = Math.max(1, Math.round(bytesPerSecond.value / set.channelBytesPerSecond.value));
  const source = `${bytesPerSecond.value / 1e9} GB/s in ${channels} channels`;
  return {
    channels,
    set: { ...set, channelBytesPerSecond: derived(bytesPerSecond.value / channels, 'bytes/s', source) },
  };
}
