/** @file NVIDIA GeForce GTX 1070, June 2016: GP104 with 15 SMs. No figure of it was found in a readable source. */
import type { ChipFile } from '../chipSchema.js';
import { recalled } from './cite.js';
import { pascalCard } from './pascal.js';

export const gtx1070: ChipFile = pascalCard({
  name: 'gtx-1070',
  title: 'NVIDIA GeForce GTX 1070',
  year: 2016,
  clockHz: recalled(1.683e9, 'Hz', 'boost; base 1506 MHz', [1.506e9, 1.683e9]),
  smCount: recalled(15, 'units', 'GP104, 15 of 20 SM'),
  l2KiB: recalled(2048, 'KiB', 'GP104'),
  controllers: 8,
  dramKind: 'GDDR5',
  dramGiB: recalled(8, 'GiB', 'product page'),
  dramBytesPerSecond: recalled(256e9, 'bytes/s', '256 bit x 8 Gb/s'),
  price: { usd: recalled(379, 'USD', 'launch price; Founders Edition 449', [379, 449]), date: '2016-06-10' },
  tdpWatts: recalled(150, 'W', 'board power'),
});
