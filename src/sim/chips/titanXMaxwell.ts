/** @file NVIDIA GeForce GTX Titan X (Maxwell), 2015: the card of the persistent RNN paper and of DeepBench's start. */
import type { ChipFile } from '../chipSchema.js';
import { assumed, derived, GIB, published, recalled } from './cite.js';
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

const TABLE = 'AnandTech 12673';
const l2Rate = assumed(576, 'bytes/cycle', '12 controllers x 48 B/cycle, below the Pascal figure', [384, 768]);
const l2Latency = recalled(207, 'cycles', 'Jia 2018, M60 L2 hit', [190, 260]);

export const titanXMaxwell: ChipFile = {
  name: 'titan-x-maxwell',
  title: 'NVIDIA GeForce GTX Titan X (Maxwell)',
  family: 'gpu',
  architecture: 'maxwell',
  year: 2015,
  notes: 'No fp16 arithmetic at all: all-fp16 is refused.',
  clockHz: published(1.075e9, 'Hz', `${TABLE}: boost`),
  units: { kind: 'SM', count: published(24, 'units', "Tom's Hardware 33775") },
  matrix: [
    floatLanes(
      derived(128, 'MAC/cycle/unit', `6.6 TFLOPS (${TABLE}) / (24 SM x 2 x 1.075 GHz)`),
      recalled(6, 'cycles', 'Jia 2018: dependent issue on Maxwell', [6, 6]),
    ),
  ],
  vector: vectorUnit(128, recalled(32, 'units', 'GM200: 32 an SM')),
  levels: [
    registerFile(128, derived(256, 'KiB', 'persistent-rnn README: 6.3 MB in all; / 24 SM')),
    sharedMemory(
      recalled(96, 'KiB', 'GM200: 96 KiB an SM'),
      recalled(48, 'KiB', 'CUDA programming guide: 48 KiB a block on compute capability 5.2'),
      recalled(23, 'cycles', 'Jia 2018, M60; Mei and Chu give 28 for GTX 980', [23, 28]),
    ),
    l2Cache(published(3, 'MiB', TABLE), l2Rate, l2Latency),
  ],
  dram: {
    kind: 'GDDR5',
    capacityBytes: published(12 * GIB, 'bytes', TABLE),
    bytesPerSecond: published(336e9, 'bytes/s', TABLE),
    sustainedFraction: assumed(0.78, 'fraction', 'as Pascal', [0.7, 0.9]),
    latencySeconds: assumed(3.5e-7, 's', 'a little over V100', [2.5e-7, 5e-7]),
  },
  exchange: throughL2(l2Rate, l2Latency),
  barrier: {
    kind: 'software',
    latencySeconds: recalled(1.5e-6, 's', 'Persistent RNNs: a barrier of atomics, ~1-2 us', [1e-6, 2e-6]),
  },
  launch: cudaLaunch,
  links: pcieLinks,
  can: { train: true },
  defaultFormat: 'fp16',
  price: { usd: recalled(999, 'USD', 'launch price'), date: '2015-03-17' },
  tdpWatts: recalled(250, 'W', 'board power'),
};
