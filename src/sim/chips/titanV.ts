/** @file NVIDIA Titan V, December 2017: the card that the essay names as the one to beat. */
import type { ChipFile } from '../chipSchema.js';
import { derived, GIB, published, recalled } from './cite.js';
import { pcieLinks } from './nvidia.js';
import { voltaBarrier, voltaExchange, voltaLaunch, voltaLevels, voltaMatrix, voltaVector } from './volta.js';

export const titanV: ChipFile = {
  name: 'titan-v',
  title: 'NVIDIA Titan V',
  family: 'gpu',
  architecture: 'volta',
  year: 2017,
  notes:
    'Three of four HBM2 stacks. The clock is the one that the published 13.8 TFLOPS and 110 tensor TFLOPS imply; the boost clock is 1455 MHz.',
  clockHz: derived(
    1.348e9,
    'Hz',
    '13.8 TFLOPS (AnandTech 12673) / (80 SM x 64 x 2) = 1.348 GHz; base 1.2, boost 1.455',
    [1.2e9, 1.455e9],
  ),
  units: {
    kind: 'SM',
    count: published(80, 'units', 'geektopia 2017-12-08, less the 4 that the product has disabled'),
  },
  matrix: voltaMatrix,
  vector: voltaVector,
  levels: voltaLevels(4.5, 'AnandTech 12673: 4.5 MB', 3),
  dram: {
    kind: 'HBM2',
    capacityBytes: published(12 * GIB, 'bytes', 'AnandTech 12673'),
    bytesPerSecond: published(653e9, 'bytes/s', 'AnandTech 12673'),
    sustainedFraction: recalled(0.83, 'fraction', 'Jia 2018: 750 of 900 GB/s on V100', [0.75, 0.92]),
    latencySeconds: recalled(2.8e-7, 's', 'Jia 2018: ~375 cycles on V100', [2.5e-7, 5e-7]),
  },
  exchange: voltaExchange(3),
  barrier: voltaBarrier,
  launch: voltaLaunch,
  links: pcieLinks,
  can: { train: true },
  defaultFormat: 'fp16',
  price: { usd: recalled(2999, 'USD', 'launch price; geektopia gives 3100 EUR'), date: '2017-12-07' },
  tdpWatts: published(250, 'W', 'geektopia 2017-12-08'),
};
