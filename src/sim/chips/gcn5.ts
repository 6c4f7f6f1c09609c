/** @file AMD's Vega 10 (GCN 5): 64 compute units of 64 lanes, packed fp16 at twice the fp32 rate. Vega Frontier
 * Edition and Instinct MI25 share it. Almost nothing of its memory system was found in a readable source. */
import type { ChipFile } from '../chipSchema.js';
import type { Figure } from '../figure.js';
import { assumed, derived, GIB, KIB, MIB, published, recalled } from './cite.js';

const PREVIEW = 'AnandTech 11403';
const maddLatency = recalled(4, 'cycles', 'GCN ISA: a wave of 64 issues over 4 cycles and can issue again', [4, 8]);
const l2Rate = recalled(1024, 'bytes/cycle', 'Vega whitepaper: 16 channels x 64 B', [512, 1024]);
const l2Latency = recalled(250, 'cycles', 'GCN: 200-300 cycles', [200, 300]);
const ldsRate = recalled(128, 'bytes/cycle', '32 banks x 4 B', [64, 128]);

const matrix: ChipFile['matrix'] = [
  {
    kind: 'simt',
    name: 'fp32-lanes',
    formats: ['fp32', 'fp16', 'fp16-mixed', 'bf16'],
    macsPerCycle: published(64, 'MAC/cycle/unit', `${PREVIEW}: 4096 lanes in 64 CU`),
    latencyCycles: maddLatency,
    note: 'with fp32 accumulate 16-bit products run at the fp32 rate (mixed-precision multiply-add)',
  },
  {
    kind: 'simt',
    name: 'packed-fp16',
    formats: ['fp16-all'],
    macsPerCycle: published(128, 'MAC/cycle/unit', `${PREVIEW}: ~26 against ~13 TFLOPS, packed`),
    latencyCycles: maddLatency,
    note: 'fp16 accumulate',
  },
];

const vector: ChipFile['vector'] = {
  lanes: derived(64, 'elements/cycle/unit', '4 SIMDs x 16 lanes'),
  specialPerCycle: assumed(8, 'elements/cycle/unit', 'quarter rate = 16 instructions, two a sigmoid or tanh', [4, 16]),
  latencyCycles: assumed(60, 'cycles', 'a chain of two special functions and some multiply-adds', [20, 200]),
};

const levels: ChipFile['levels'] = [
  {
    name: 'register',
    scope: 'unit',
    managed: 'software',
    capacityBytes: recalled(256 * KIB, 'bytes', 'GCN: 64 KiB of vector registers in each of 4 SIMDs'),
    pinnableFraction: assumed(0.75, 'fraction', 'as on NVIDIA: accumulators and addresses need the rest', [0.6, 0.9]),
    readBytesPerCycle: derived(768, 'bytes/cycle', '64 lanes x 3 operands x 4 B'),
    writeBytesPerCycle: derived(256, 'bytes/cycle', '64 lanes x 1 result x 4 B'),
    latencyCycles: derived(0, 'cycles', "register reads are part of the multiply-add's own latency"),
  },
  {
    name: 'shared',
    scope: 'unit',
    managed: 'software',
    capacityBytes: recalled(64 * KIB, 'bytes', 'GCN local data share'),
    pinnableFraction: assumed(0.75, 'fraction', 'staging of the exchanged state needs the rest', [0.5, 0.95]),
    readBytesPerCycle: ldsRate,
    writeBytesPerCycle: ldsRate,
    latencyCycles: recalled(100, 'cycles', 'GCN: 64 at least, 90-130 measured', [64, 130]),
    banks: recalled(32, 'banks', 'GCN local data share'),
    bankBytes: recalled(4, 'bytes', 'GCN local data share'),
    maxBlockBytes: recalled(64 * KIB, 'bytes', 'a work group may own all of it'),
  },
  {
    name: 'l2',
    scope: 'chip',
    managed: 'hardware',
    capacityBytes: recalled(4 * MIB, 'bytes', 'Vega whitepaper'),
    pinnableFraction: derived(0, 'fraction', 'managed by hardware; no way to pin'),
    readBytesPerCycle: l2Rate,
    writeBytesPerCycle: l2Rate,
    latencyCycles: l2Latency,
  },
];

const port = assumed(64, 'bytes/cycle/unit', 'one 64 B line a cycle between a CU and the L2', [32, 64]);

/** All that a Vega 10 card has besides its name, clock, DRAM rate, price and power. */
export function vegaCard(dramBytesPerSecond: Figure) {
  return {
    family: 'gpu',
    architecture: 'gcn5',
    year: 2017,
    units: { kind: 'CU', count: published(64, 'units', `${PREVIEW} and wccftech: 64 NCU`) },
    matrix,
    vector,
    levels,
    dram: {
      kind: 'HBM2',
      capacityBytes: published(16 * GIB, 'bytes', PREVIEW),
      bytesPerSecond: dramBytesPerSecond,
      sustainedFraction: assumed(0.8, 'fraction', 'as NVIDIA HBM2', [0.65, 0.9]),
      latencySeconds: assumed(4e-7, 's', 'above NVIDIA', [2.5e-7, 8e-7]),
    },
    exchange: {
      topology: 'through-l2',
      injectBytesPerCycle: port,
      ejectBytesPerCycle: port,
      bisectionBytesPerCycle: l2Rate,
      hopLatencyCycles: recalled(125, 'cycles', 'half of an L2 round trip of 200-300 cycles', [100, 150]),
      multicast: true,
    },
    barrier: {
      kind: 'software',
      latencySeconds: assumed(2.5e-6, 's', 'a barrier of atomics, slower L2 than NVIDIA', [1.5e-6, 5e-6]),
    },
    launch: {
      gapSeconds: assumed(6e-6, 's', 'ROCm of 2017: above the 2-5 us of CUDA', [3e-6, 1.2e-5]),
      latencySeconds: assumed(6e-6, 's', 'above the 3.5 us of CUDA', [3e-6, 1.2e-5]),
      turnaroundSeconds: assumed(2e-6, 's', 'drain of one kernel and start of the next queued one', [1e-6, 4e-6]),
    },
    can: { train: true },
    defaultFormat: 'fp16',
  } as const satisfies Partial<ChipFile>;
}
