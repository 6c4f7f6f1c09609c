/** @file NVIDIA GeForce GTX 1080 Ti, March 2017: GP102 with 28 of 30 SMs and 11 of 12 memory controllers. */
import type { ChipFile } from '../chipSchema.js';
import { published, recalled } from './cite.js';
import { pascalCard } from './pascal.js';

const REVIEW = "Tom's Hardware 33775 (2017-03-01)";

export const gtx1080Ti: ChipFile = pascalCard({
  name: 'gtx-1080-ti',
  title: 'NVIDIA GeForce GTX 1080 Ti',
  year: 2017,
  clockHz: published(1.582e9, 'Hz', 'AnandTech launch table (via 6donline.com): boost'),
  smCount: published(28, 'units', REVIEW),
  l2KiB: published(2816, 'KiB', REVIEW),
  controllers: 11,
  dramKind: 'GDDR5X',
  dramGiB: published(11, 'GiB', REVIEW),
  dramBytesPerSecond: published(484e9, 'bytes/s', REVIEW),
  price: { usd: published(699, 'USD', `${REVIEW}: $700`), date: '2017-03-10' },
  tdpWatts: recalled(250, 'W', 'board power'),
});
