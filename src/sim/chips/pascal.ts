/** @file The consumer Pascal SM (GP102, GP104): 128 fp32 lanes; fp16 arithmetic runs at 1/64 of that, so fp16 is a
 * storage format. `pascalCard` builds a card from what differs. P100 has another SM: see p100.ts. */
import type { ChipFile } from '../chipSchema.js';
import type { Figure } from '../figure.js';
import { assumed, derived, GIB, KIB, measured, published, recalled, scaled } from './cite.js';
import {
  cudaLaunch,
  floatLanes,
  l2Cache,
  pcieLinks,
  registerFile,
  sharedMemory,
  throughL2,
  vectorUnit,
} from './nvidia.js';

const GPGPU_SIM = 'GPGPU-Sim SM6_TITANX @0b407c0f';

export const pascalMaddLatency = recalled(6, 'cycles', 'Jia 2018: dependent issue on Pascal and Maxwell', [6, 6]);
export const pascalBarrier: ChipFile['barrier'] = {
  kind: 'software',
  latencySeconds: recalled(
    2.2e-6,
    's',
    'Zhang 2020: P100 cooperative grid.sync, 1-2 blocks an SM, 1.5-3 us',
    [1.5e-6, 3e-6],
  ),
};

interface PascalCard {
  readonly name: string;
  readonly title: string;
  readonly year: number;
  readonly notes?: string;
  readonly clockHz: Figure;
  readonly smCount: Figure;
  readonly l2KiB: Figure;
  /** 32-bit memory controllers; L2 slices go with them. */
  readonly controllers: number;
  readonly dramKind: string;
  readonly dramGiB: Figure;
  readonly dramBytesPerSecond: Figure;
  readonly price: NonNullable<ChipFile['price']>;
  readonly tdpWatts: Figure;
}

const halfLanes: ChipFile['matrix'][number] = {
  kind: 'simt',
  name: 'fp16-lanes',
  formats: ['fp16-all'],
  macsPerCycle: derived(
    2,
    'MAC/cycle/unit',
    '128 lanes / 64: Titan Xp fp16 0.19 TFLOPS (AnandTech 12673) / (30 SM x 2 x 1.582 GHz)',
  ),
  latencyCycles: assumed(6, 'cycles', 'as fp32', [6, 12]),
  note: 'native fp16 accumulate exists at 1/64 rate only',
};

const byteDotProducts: ChipFile['matrix'][number] = {
  kind: 'simt',
  name: 'dp4a',
  formats: ['int8'],
  macsPerCycle: derived(
    512,
    'MAC/cycle/unit',
    '128 lanes x 4 products (dp4a): Titan Xp 48.4 int8 TOPS (AnandTech 12673) / (30 SM x 2 x 1.582 GHz)',
  ),
  latencyCycles: assumed(6, 'cycles', 'as fp32', [6, 8]),
  note: 'int8 products, int32 accumulate; inference only',
};

/** A consumer Pascal card as a chip file. */
export function pascalCard(card: PascalCard): ChipFile {
  const l2Rate = assumed(
    80 * card.controllers,
    'bytes/cycle',
    `recalled: P4 (8 controllers) reads 979 GB/s at 1.53 GHz = 80 B/cycle a controller; ${card.controllers} here`,
    [56 * card.controllers, 128 * card.controllers],
  );
  const l2Latency = recalled(216, 'cycles', 'Jia 2018, P4 L2 hit', [200, 260]);
  const { notes } = card;
  return {
    name: card.name,
    title: card.title,
    family: 'gpu',
    architecture: 'pascal',
    year: card.year,
    ...(notes === undefined ? {} : { notes }),
    clockHz: card.clockHz,
    units: { kind: 'SM', count: card.smCount },
    matrix: [
      floatLanes(published(128, 'MAC/cycle/unit', "Tom's Hardware 33775: 3584 cores in 28 SM"), pascalMaddLatency),
      halfLanes,
      byteDotProducts,
    ],
    vector: vectorUnit(128, recalled(32, 'units', 'GP102 and GP104: 32 an SM')),
    levels: [
      registerFile(128, published(256, 'KiB', `${GPGPU_SIM}: 65536 registers an SM`)),
      sharedMemory(
        published(96, 'KiB', `${GPGPU_SIM}: 96 KiB an SM`),
        recalled(48, 'KiB', 'CUDA programming guide: 48 KiB a block on compute capability 6.1'),
        measured(24, 'cycles', `Jia 2018 (P100), also ${GPGPU_SIM}`),
      ),
      l2Cache(scaled(card.l2KiB, 1 / KIB, 'MiB'), l2Rate, l2Latency),
    ],
    dram: {
      kind: card.dramKind,
      capacityBytes: scaled(card.dramGiB, GIB, 'bytes'),
      bytesPerSecond: card.dramBytesPerSecond,
      sustainedFraction: assumed(
        0.8,
        'fraction',
        'between P100 (0.70) and V100 (0.83), both recalled from Jia 2018',
        [0.7, 0.9],
      ),
      latencySeconds: assumed(3.2e-7, 's', 'a little over V100', [2.5e-7, 5e-7]),
    },
    exchange: throughL2(l2Rate, l2Latency),
    barrier: pascalBarrier,
    launch: cudaLaunch,
    links: pcieLinks,
    can: { train: true },
    defaultFormat: 'fp16',
    price: card.price,
    tdpWatts: card.tdpWatts,
  };
}
