/** @file A chip with round numbers, so that cycle counts can be worked out on paper. Its clock is 1 Hz: a latency in
 * seconds is a latency in cycles, and bytes a second are bytes a cycle. */
import { parseFormat } from '../../src/numerics/format.js';
import { type ChipFile, type ChipSpec, chipSchema } from '../../src/sim/chipSchema.js';
import { runtimeFor } from '../../src/sim/runtimes.js';
import type { Target } from '../../src/sim/target.js';

type Engine = ChipFile['matrix'][number];

const FORMATS = ['fp32', 'fp16', 'bf16', 'flex16+5'];

/** 4x4 weight-stationary array, folds not overlapped: folds x (T + 2*4 + 4 - 2) - 1 cycles. */
export const weightStationary: Engine = {
  kind: 'systolic',
  name: 'array',
  formats: FORMATS,
  rows: 4,
  columns: 4,
  arrays: 1,
  dataflow: 'weight-stationary',
  overlapFolds: false,
};

export const outputStationary: Engine = { ...weightStationary, dataflow: 'output-stationary' };

/** 8 multiply-adds a cycle, 4 cycles each. */
export const lanes: Engine = { kind: 'simt', name: 'lanes', formats: FORMATS, macsPerCycle: 8, latencyCycles: 4 };

/** One 4x2x4 block every two cycles, 5 cycles of pipeline. */
export const blocks: Engine = {
  kind: 'matrix-blocks',
  name: 'blocks',
  formats: FORMATS,
  macsPerCycle: 16,
  block: { m: 4, n: 2, k: 4 },
  latencyCycles: 5,
};

/** Every figure that a test may want to change. Times in cycles, rates in bytes a cycle. */
export interface TinyFigures {
  readonly units: number;
  readonly family: ChipFile['family'];
  readonly matrix: readonly Engine[];
  readonly vectorLanes: number;
  readonly vectorSpecial: number;
  readonly vectorLatency: number;
  readonly sramBytes: number;
  readonly sramRate: number;
  readonly sramLatency: number;
  /** 0: no registers. */
  readonly registerBytes: number;
  /** 0: no shared cache. */
  readonly l2Bytes: number;
  readonly l2Rate: number;
  readonly l2Latency: number;
  readonly dramRate: number;
  readonly dramLatency: number;
  readonly topology: 'crossbar' | 'mesh' | 'ring' | 'through-l2';
  readonly injectRate: number;
  readonly ejectRate: number;
  readonly bisectionRate: number;
  readonly hopLatency: number;
  readonly multicast: boolean;
  readonly barrier: number;
  readonly launchGap: number;
  readonly launchLatency: number;
  readonly turnaround: number;
  readonly exponentUpdate: number;
  readonly initReruns: number;
  readonly canTrain: boolean;
}

export const tinyFigures: TinyFigures = {
  units: 2,
  family: 'custom',
  matrix: [weightStationary],
  vectorLanes: 4,
  vectorSpecial: 1,
  vectorLatency: 3,
  sramBytes: 4096,
  sramRate: 16,
  sramLatency: 2,
  registerBytes: 0,
  l2Bytes: 0,
  l2Rate: 32,
  l2Latency: 20,
  dramRate: 8,
  dramLatency: 100,
  topology: 'crossbar',
  injectRate: 4,
  ejectRate: 8,
  bisectionRate: 1024,
  hopLatency: 10,
  multicast: true,
  barrier: 20,
  launchGap: 50,
  launchLatency: 30,
  turnaround: 7,
  exponentUpdate: 6,
  initReruns: 2,
  canTrain: true,
};

function levelsOf(f: TinyFigures): ChipFile['levels'] {
  const level = (name: string, scope: 'unit' | 'chip', bytes: number, rate: number, latencyCycles: number) => ({
    name,
    scope,
    managed: scope === 'unit' ? ('software' as const) : ('hardware' as const),
    capacityBytes: bytes,
    pinnableFraction: scope === 'unit' ? 1 : 0,
    readBytesPerCycle: rate,
    writeBytesPerCycle: rate,
    latencyCycles,
  });
  return [
    ...(f.registerBytes > 0 ? [level('register', 'unit', f.registerBytes, 1024, 0)] : []),
    level('sram', 'unit', f.sramBytes, f.sramRate, f.sramLatency),
    ...(f.l2Bytes > 0 ? [level('l2', 'chip', f.l2Bytes, f.l2Rate, f.l2Latency)] : []),
  ];
}

/** The tiny chip with some figures changed, through the same schema as every chip file. */
export function tinyChip(changes: Partial<TinyFigures> = {}): ChipSpec {
  const f = { ...tinyFigures, ...changes };
  return chipSchema.parse({
    name: 'tiny',
    title: 'Tiny chip of the tests',
    family: f.family,
    architecture: 'tiny',
    year: 2017,
    clockHz: 1,
    units: { kind: 'unit', count: f.units },
    matrix: [...f.matrix],
    vector: { lanes: f.vectorLanes, specialPerCycle: f.vectorSpecial, latencyCycles: f.vectorLatency },
    levels: levelsOf(f),
    dram: {
      kind: 'paper',
      capacityBytes: 2 ** 30,
      bytesPerSecond: f.dramRate,
      sustainedFraction: 1,
      latencySeconds: f.dramLatency,
    },
    exchange: {
      topology: f.topology,
      injectBytesPerCycle: f.injectRate,
      ejectBytesPerCycle: f.ejectRate,
      bisectionBytesPerCycle: f.bisectionRate,
      hopLatencyCycles: f.hopLatency,
      multicast: f.multicast,
    },
    barrier: { kind: 'hardware', latencySeconds: f.barrier },
    launch: { gapSeconds: f.launchGap, latencySeconds: f.launchLatency, turnaroundSeconds: f.turnaround },
    flexpoint: { updateCycles: f.exponentUpdate, initReruns: f.initReruns },
    can: { train: f.canTrain },
    defaultFormat: 'fp32',
  } satisfies ChipFile);
}

export function tinyTarget(changes: Partial<TinyFigures> = {}, format = 'fp32'): Target {
  const chip = tinyChip(changes);
  return { chip, runtime: runtimeFor(chip), format: parseFormat(format) };
}
