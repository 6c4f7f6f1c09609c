/** @file DRAM timing sets per kind, as figures: one channel's bus, banks, rows and waits. Values are those that memory
 * simulators ship for the speed grades of 2015-18 chips (GPGPU-Sim SM6_TITANX and SM7_QV100, Ramulator), recalled. */
import { assumed } from '../chips/cite.js';
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
  readonly gigabytesPerSecond: number;
  readonly banks: number;
  readonly rowBytes: number;
  readonly accessBytes: number;
  /** tRCD, tRP, tCL, tRAS, tRRD, tFAW, tRFC, tREFI in nanoseconds. */
  readonly ns: readonly [number, number, number, number, number, number, number, number];
}

const SOURCE = 'recalled: JEDEC grade as memory simulators ship it';
const s = (ns: number): Figure => assumed(ns * 1e-9, 's', SOURCE);

function dramSet(kind: string, g: Grade): DramSet {
  const [rcd, rp, cl, ras, rrd, faw, rfc, refi] = g.ns;
  return {
    kind,
    channelBytesPerSecond: assumed(g.gigabytesPerSecond * 1e9, 'bytes/s', SOURCE),
    banksPerChannel: assumed(g.banks, 'banks', SOURCE),
    rowBytes: assumed(g.rowBytes, 'bytes', SOURCE),
    accessBytes: assumed(g.accessBytes, 'bytes', SOURCE),
    rowToColumnSeconds: s(rcd),
    prechargeSeconds: s(rp),
    columnToDataSeconds: s(cl),
    rowActiveSeconds: s(ras),
    activateGapSeconds: s(rrd),
    fourActivatesSeconds: s(faw),
    refreshSeconds: s(rfc),
    refreshIntervalSeconds: s(refi),
  };
}

/** By `dram.kind` of the chip files. */
export const dramSets: Readonly<Record<string, DramSet>> = Object.fromEntries(
  [
    // 32-bit channel at 7 Gb/s a pin; 8n prefetch.
    dramSet('GDDR5', {
      gigabytesPerSecond: 28,
      banks: 16,
      rowBytes: 2048,
      accessBytes: 32,
      ns: [12, 12, 12, 28, 5.5, 23, 65, 1900],
    }),
    // 32-bit channel at 11.4 Gb/s; 16n prefetch.
    dramSet('GDDR5X', {
      gigabytesPerSecond: 45.6,
      banks: 16,
      rowBytes: 2048,
      accessBytes: 64,
      ns: [12, 12, 12, 28, 5, 20, 65, 1900],
    }),
    // 128-bit channel at 1 Gb/s; burst of 2.
    dramSet('HBM', {
      gigabytesPerSecond: 16,
      banks: 16,
      rowBytes: 2048,
      accessBytes: 32,
      ns: [14, 14, 14, 34, 4, 16, 160, 3900],
    }),
    // 64-bit pseudo channel at 1.75 Gb/s; burst of 4.
    dramSet('HBM2', {
      gigabytesPerSecond: 14,
      banks: 16,
      rowBytes: 1024,
      accessBytes: 32,
      ns: [14, 14, 14, 33, 4, 16, 260, 3900],
    }),
    // 64-bit channel at 2.133 and 2.666 Gb/s; burst of 8.
    dramSet('DDR3', {
      gigabytesPerSecond: 17.1,
      banks: 8,
      rowBytes: 8192,
      accessBytes: 64,
      ns: [13, 13, 13, 33, 5, 25, 260, 7800],
    }),
    dramSet('DDR4', {
      gigabytesPerSecond: 21.3,
      banks: 16,
      rowBytes: 8192,
      accessBytes: 64,
      ns: [14, 14, 14, 32, 4.9, 21, 350, 7800],
    }),
  ].map((set) => [set.kind, set]),
);
