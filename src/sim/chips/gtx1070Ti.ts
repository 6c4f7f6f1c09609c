/** @file NVIDIA GeForce GTX 1070 Ti, November 2017: GP104 with 19 SMs. No figure of it was found in a readable source. */
import type { ChipFile } from '../chipSchema.js';
import { recalled } from './cite.js';
import { pascalCard } from './pascal.js';

export const gtx1070Ti: ChipFile = pascalCard({
  name: 'gtx-1070-ti',
  title: 'NVIDIA GeForce GTX 1070 Ti',
  year: 2017,
  clockHz: recalled(1.683e9, 'Hz', 'boost; base 1607 MHz', [1.607e9, 1.683e9]),
  smCount: recalled(19, 'units', 'GP104, 19 of 20 SM'),
  l2KiB: recalled(2048, 'KiB', 'GP104'),
  controllers: 8,
  dramKind: 'GDDR5',
  dramGiB: recalled(8, 'GiB', 'product page'),
  dramBytesPerSecond: recalled(256e9, 'bytes/s', '256 bit x 8 Gb/s'),
  price: { usd: recalled(449, 'USD', 'launch price'), date: '2017-11-02' },
  tdpWatts: recalled(180, 'W', 'board power'),
});
