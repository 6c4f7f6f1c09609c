/** @file What the three readings of Intel Nervana's NNP share. Published: clusters with their own software-managed
 * memory, no caches, HBM2, links. Never published: local latencies, network widths, vector rates, barrier and launch
 * costs, so all of these are assumed with wide ranges and every claim about an NNP is answered as a range. */
import type { ChipFile } from '../chipSchema.js';
import type { Figure } from '../figure.js';
import { assumed, published } from './cite.js';

type Engine = ChipFile['matrix'][number];

type Cite = typeof published;

/** Arrays of 32 x 32 multiply-accumulators, as published for Spring Crest; weight-stationary is an assumption. */
export function arrays32(name: string, formats: readonly string[], arrays: Figure, note: string): Engine {
  return arrayEngine(name, formats, arrays, note, published, 'WikiChip Spring Crest: 32x32 MAC arrays');
}

/** The same arrays in a reading of the chip for which nobody has published them. */
export function arrays32Assumed(name: string, formats: readonly string[], arrays: Figure, note: string): Engine {
  return arrayEngine(name, formats, arrays, note, assumed, 'the layout of Spring Crest');
}

function arrayEngine(
  name: string,
  formats: readonly string[],
  arrays: Figure,
  note: string,
  cite: Cite,
  source: string,
): Engine {
  return {
    kind: 'systolic',
    name,
    formats,
    rows: cite(32, 'rows', source, [32, 32]),
    columns: cite(32, 'columns', source, [32, 32]),
    arrays,
    dataflow: 'weight-stationary',
    note: `weight-stationary assumed; ${note}`,
  };
}

/** No fp32 array exists in any reading; fp32 runs at the rate of the vector engine. */
export const vectorFloat: Engine = {
  kind: 'simt',
  name: 'vector-fp32',
  formats: ['fp32'],
  macsPerCycle: assumed(
    32,
    'MAC/cycle/unit',
    'no fp32 matrix path is published: the vector engine multiplies',
    [16, 128],
  ),
  latencyCycles: assumed(6, 'cycles', 'as a GPU lane', [4, 12]),
  note: 'fp32 at the assumed vector rate; no native fp32 matrix path is published',
};

export const nervanaVector: ChipFile['vector'] = {
  lanes: assumed(64, 'elements/cycle/unit', 'one result a cycle for each array column, two arrays', [16, 256]),
  specialPerCycle: assumed(16, 'elements/cycle/unit', 'a quarter of the simple rate', [4, 64]),
  latencyCycles: assumed(20, 'cycles', 'look-up and interpolate', [8, 60]),
};

/** The scratchpad of one cluster. It reads and writes at the same time (WikiChip Spring Crest). */
export function scratchpad(capacityBytes: Figure, bytesPerCycle: Figure): ChipFile['levels'][number] {
  return {
    name: 'sram',
    // WikiChip Spring Crest: highly banked and multi-ported, reads and writes at the same time.
    separateWritePort: true,
    scope: 'unit',
    managed: 'software',
    capacityBytes,
    pinnableFraction: assumed(0.9, 'fraction', 'stream buffers and instructions need the rest', [0.75, 0.98]),
    readBytesPerCycle: bytesPerCycle,
    writeBytesPerCycle: bytesPerCycle,
    latencyCycles: assumed(6, 'cycles', 'unpublished; Graphcore GC2 measures 6 for 256 KiB', [3, 30]),
  };
}

export function nervanaDram(bytesPerSecond: Figure): ChipFile['dram'] {
  return {
    kind: 'HBM2',
    capacityBytes: published(32 * 1024 ** 3, 'bytes', 'WikiChip: 32 GB in 4 stacks'),
    bytesPerSecond,
    sustainedFraction: assumed(0.85, 'fraction', 'software-scheduled streams; V100 reaches 0.83', [0.7, 0.95]),
    latencySeconds: assumed(2e-7, 's', 'below a GPU: no cache hierarchy on the way', [1e-7, 5e-7]),
  };
}

/** A 2D mesh (published for Spring Crest) of unknown width. */
export function mesh(rowsAcross: number): ChipFile['exchange'] {
  const port = assumed(64, 'bytes/cycle/unit', 'unpublished; one 32-column row of 16-bit values a cycle', [16, 256]);
  return {
    topology: 'mesh',
    injectBytesPerCycle: port,
    ejectBytesPerCycle: port,
    bisectionBytesPerCycle: assumed(
      rowsAcross * 2 * 64,
      'bytes/cycle',
      `${rowsAcross} mesh rows x 2 directions x 64 B, link width unpublished`,
      [rowsAcross * 2 * 16, rowsAcross * 2 * 256],
    ),
    hopLatencyCycles: assumed(4, 'cycles', 'unpublished', [2, 12]),
    multicast: true,
  };
}

export const nervanaBarrier: ChipFile['barrier'] = {
  kind: 'hardware',
  latencySeconds: assumed(1e-7, 's', 'unpublished; tens to hundreds of nanoseconds', [3e-8, 5e-7]),
};

export const nervanaLaunch: ChipFile['launch'] = {
  gapSeconds: assumed(2e-7, 's', 'own sequencer: the host queues a graph, not each operation', [5e-8, 2e-6]),
  latencySeconds: assumed(3e-6, 's', 'host to accelerator over PCIe', [1e-6, 1e-5]),
  turnaroundSeconds: assumed(2e-7, 's', 'next operation of the own sequencer', [5e-8, 1e-6]),
};

export const linkLatency = assumed(7.9e-7, 's', 'recalled: AI DevCon 2018, chip to chip below 790 ns', [4e-7, 7.9e-7]);

export const linkCount = (count: number, source: string): Figure => published(count, 'links', source);

/** Clock at which `arrays` arrays in each of `clusters` clusters make 39.4 TOP/s. */
export function lakeCrestClock(clusters: number, arrays: number): Figure {
  const value = Math.round(39.4e12 / (clusters * arrays * 1024 * 2) / 1e6) * 1e6;
  const arithmetic = `39.4 TOP/s (recalled: 38 at 96.4 %) / (${clusters} clusters x ${arrays} arrays x 1024 MAC x 2)`;
  return assumed(value, 'Hz', arithmetic, [value * 0.75, value * 1.5]);
}
