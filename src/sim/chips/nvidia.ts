/** @file What NVIDIA's chips of 2015-17 share: an SM with a register file and a shared memory, an L2 that all SMs
 * exchange through, launches from a host queue, a barrier made of atomics. Per-chip files say what differs.
 * Latencies: Jia et al. 2018 (arXiv 1804.06826) where GPGPU-Sim's configuration files confirm them. */
import type { ChipFile } from '../chipSchema.js';
import type { Figure } from '../figure.js';
import { assumed, derived, KIB, MIB, measured, published, scaled } from './cite.js';

type Level = ChipFile['levels'][number];

/** Three operands read and one result written per lane and cycle. */
export function registerFile(lanes: number, capacityKiB: Figure): Level {
  return {
    name: 'register',
    scope: 'unit',
    managed: 'software',
    capacityBytes: scaled(capacityKiB, KIB, 'bytes'),
    pinnableFraction: assumed(
      0.75,
      'fraction',
      'accumulators, addresses and operands need the rest; Persistent RNN keeps 1152 x 1152 fp32 weights = 5.3 MB of the 6.3 MB of a Titan X (0.84)',
      [0.6, 0.9],
    ),
    readBytesPerCycle: derived(lanes * 12, 'bytes/cycle', `${lanes} lanes x 3 operands x 4 B`),
    writeBytesPerCycle: derived(lanes * 4, 'bytes/cycle', `${lanes} lanes x 1 result x 4 B`),
    latencyCycles: derived(0, 'cycles', "register reads are part of the multiply-add's own latency"),
  };
}

/** 32 banks of 4 bytes. `maxBlockKiB`: what one thread block may own. */
export function sharedMemory(sizeKiB: Figure, maxBlockKiB: Figure, latencyCycles: Figure): Level {
  const inBytes = (f: Figure): Figure => scaled(f, KIB, 'bytes');
  const peak = published(128, 'bytes/cycle', '32 banks x 4 B (GPGPU-Sim shmem_num_banks 32)');
  return {
    name: 'shared',
    scope: 'unit',
    managed: 'software',
    capacityBytes: inBytes(sizeKiB),
    pinnableFraction: assumed(0.75, 'fraction', 'staging of the exchanged state needs the rest', [0.5, 0.95]),
    readBytesPerCycle: peak,
    writeBytesPerCycle: peak,
    latencyCycles,
    banks: published(32, 'banks', 'GPGPU-Sim shmem_num_banks 32'),
    bankBytes: published(4, 'bytes', 'GPGPU-Sim SM6_TITANX, SM7_QV100'),
    maxBlockBytes: inBytes(maxBlockKiB),
  };
}

/** The L2: a hardware cache, so nothing can be pinned in it. */
export function l2Cache(capacityMiB: Figure, bytesPerCycle: Figure, latencyCycles: Figure): Level {
  return {
    name: 'l2',
    scope: 'chip',
    managed: 'hardware',
    capacityBytes: scaled(capacityMiB, MIB, 'bytes'),
    pinnableFraction: derived(0, 'fraction', 'managed by hardware; no way to pin on these chips'),
    readBytesPerCycle: bytesPerCycle,
    writeBytesPerCycle: bytesPerCycle,
    latencyCycles,
  };
}

/** SMs have no path to each other: they write to the L2 and read from it. */
export function throughL2(l2BytesPerCycle: Figure, l2LatencyCycles: Figure): ChipFile['exchange'] {
  const port = assumed(32, 'bytes/cycle/unit', 'one 32 B sector a cycle between an SM and the crossbar', [16, 64]);
  return {
    topology: 'through-l2',
    injectBytesPerCycle: port,
    ejectBytesPerCycle: port,
    bisectionBytesPerCycle: { ...l2BytesPerCycle, source: `the L2 rate: ${l2BytesPerCycle.source}` },
    hopLatencyCycles: {
      ...scaled(l2LatencyCycles, 0.5, 'cycles'),
      source: `half of an L2 round trip: ${l2LatencyCycles.source}`,
    },
    multicast: true,
  };
}

/** Launches as CUDA of 2015-18 makes them. */
export const cudaLaunch: ChipFile['launch'] = {
  gapSeconds: assumed(3e-6, 's', 'recalled: back-to-back launches take the host 2-5 us', [2e-6, 5e-6]),
  latencySeconds: measured(
    3.5e-6,
    's',
    'GPGPU-Sim SM7_QV100 and SM6_TITANX, Accel-Sim: kernel launch latency 5000 core cycles = 3.46 us at 1447 MHz, 3.53 us at 1417 MHz',
  ),
  turnaroundSeconds: assumed(1e-6, 's', 'drain of one kernel and start of the next queued one', [5e-7, 2e-6]),
};

/** fp32 multiply-add lanes; narrower formats are stored narrow and computed in fp32. */
export function floatLanes(macsPerCycle: Figure, latencyCycles: Figure): ChipFile['matrix'][number] {
  return {
    kind: 'simt',
    name: 'fp32-lanes',
    formats: ['fp32', 'fp16', 'fp16-mixed', 'bf16'],
    macsPerCycle,
    latencyCycles,
    note: 'fp16 and bf16 are storage only: converted on load, fp32 multiply-add',
  };
}

/** Element-wise work on the same lanes. A sigmoid or tanh is two special-function instructions (ex2, rcp). */
export function vectorUnit(lanes: number, specialUnits: Figure): ChipFile['vector'] {
  return {
    lanes: derived(lanes, 'elements/cycle/unit', `${lanes} fp32 lanes`),
    specialPerCycle: assumed(
      specialUnits.value / 2,
      'elements/cycle/unit',
      `${specialUnits.value} special-function units (${specialUnits.source}), two instructions a sigmoid or tanh`,
      [specialUnits.value / 4, specialUnits.value],
    ),
    latencyCycles: assumed(
      60,
      'cycles',
      'a chain of two special functions and some multiply-adds; GPGPU-Sim gives 100 cycles a special function on Volta',
      [20, 200],
    ),
  };
}

/** PCIe 3.0 x16 to the host and to other cards. */
export const pcieLinks: NonNullable<ChipFile['links']> = {
  kind: 'PCIe 3.0 x16',
  count: published(1, 'links', 'PCIe card'),
  bytesPerSecond: assumed(12e9, 'bytes/s', '15.75 GB/s less protocol; 11-13 GB/s is usual', [10e9, 13e9]),
  latencySeconds: assumed(5e-6, 's', 'card-to-card copy through the root complex', [2e-6, 2e-5]),
};
