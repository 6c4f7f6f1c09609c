/** @file NVIDIA Titan X (Pascal), August 2016. DeepBench has measured tables of it. */
import type { ChipFile } from '../chipSchema.js';
import { published, recalled } from './cite.js';
import { pascalCard } from './pascal.js';

export const titanXPascal: ChipFile = pascalCard({
  name: 'titan-x-pascal',
  title: 'NVIDIA Titan X (Pascal)',
  year: 2016,
  clockHz: recalled(1.531e9, 'Hz', 'boost; base 1417 MHz (GPGPU-Sim SM6_TITANX)', [1.417e9, 1.531e9]),
  smCount: recalled(28, 'units', 'GP102, 28 of 30 SM'),
  l2KiB: recalled(3072, 'KiB', 'GP102'),
  controllers: 12,
  dramKind: 'GDDR5X',
  dramGiB: recalled(12, 'GiB', 'product page'),
  dramBytesPerSecond: recalled(480e9, 'bytes/s', '384 bit x 10 Gb/s'),
  price: { usd: published(1200, 'USD', "Tom's Hardware 33775"), date: '2016-08-02' },
  tdpWatts: recalled(250, 'W', 'board power'),
});
