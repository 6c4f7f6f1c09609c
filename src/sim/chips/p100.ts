/** @file NVIDIA Tesla P100 (SXM2), 2016: 64 fp32 lanes an SM and packed fp16 at twice that. */
import type { ChipFile } from '../chipSchema.js';
import { assumed, derived, GIB, measured, published, recalled } from './cite.js';
import { cudaLaunch, floatLanes, l2Cache, registerFile, sharedMemory, throughL2, vectorUnit } from './nvidia.js';
import { pascalBarrier, pascalMaddLatency } from './pascal.js';

const l2Rate = recalled(1223, 'bytes/cycle', 'Jia 2018: 1624 GB/s at 1.328 GHz', [900, 1792]);
const l2Latency = recalled(234, 'cycles', 'Jia 2018, P100 L2 hit', [200, 280]);

const packedHalf: ChipFile['matrix'][number] = {
  kind: 'simt',
  name: 'packed-fp16',
  formats: ['fp16-all'],
  macsPerCycle: derived(128, 'MAC/cycle/unit', '64 lanes x 2 packed: 21.2 against 10.6 TFLOPS (recalled)'),
  latencyCycles: assumed(6, 'cycles', 'as fp32', [6, 8]),
  note: 'fp16 accumulate; with fp32 accumulate (fp16, fp16-mixed) the chip runs at its fp32 rate',
};

export const p100: ChipFile = {
  name: 'p100',
  title: 'NVIDIA Tesla P100 SXM2 16 GB',
  family: 'gpu',
  architecture: 'pascal',
  year: 2016,
  notes: 'GP100 has 60 SM on the die; the product has 56.',
  clockHz: recalled(1.48e9, 'Hz', 'boost; base 1328 MHz', [1.328e9, 1.48e9]),
  units: { kind: 'SM', count: recalled(56, 'units', 'product; geektopia lists the full die, 60') },
  matrix: [floatLanes(recalled(64, 'MAC/cycle/unit', '3584 lanes in 56 SM'), pascalMaddLatency), packedHalf],
  vector: vectorUnit(64, recalled(16, 'units', 'GP100: 16 an SM')),
  levels: [
    registerFile(64, recalled(256, 'KiB', 'GP100 whitepaper: 14 MiB in 56 SM')),
    sharedMemory(
      recalled(64, 'KiB', 'GP100 whitepaper'),
      recalled(48, 'KiB', 'CUDA programming guide: 48 KiB a block on compute capability 6.0'),
      measured(24, 'cycles', 'Jia 2018; GPGPU-Sim SM6_TITANX has the same'),
    ),
    l2Cache(published(4, 'MiB', 'geektopia 2017-12-08'), l2Rate, l2Latency),
  ],
  dram: {
    kind: 'HBM2',
    capacityBytes: published(16 * GIB, 'bytes', 'geektopia 2017-12-08'),
    bytesPerSecond: published(732e9, 'bytes/s', 'geektopia 2017-12-08 (it rounds to ~720 GB/s)', [720e9, 732e9]),
    sustainedFraction: recalled(0.7, 'fraction', 'Jia 2018: 510 of 732 GB/s', [0.65, 0.85]),
    latencySeconds: assumed(3.2e-7, 's', 'a little over V100', [2.5e-7, 5e-7]),
  },
  exchange: throughL2(l2Rate, l2Latency),
  barrier: pascalBarrier,
  launch: cudaLaunch,
  links: {
    kind: 'NVLink 1',
    count: recalled(4, 'links', 'GP100 whitepaper'),
    bytesPerSecond: recalled(20e9, 'bytes/s', 'GP100 whitepaper: 20 GB/s a link and direction', [16e9, 20e9]),
    latencySeconds: assumed(2e-6, 's', 'peer copy over NVLink', [1e-6, 1e-5]),
  },
  can: { train: true },
  defaultFormat: 'fp16',
  price: { usd: recalled(9400, 'USD', 'SXM2 street price; the PCIe card 5699', [5699, 9400]), date: '2016-06' },
  tdpWatts: published(300, 'W', 'geektopia 2017-12-08'),
};
