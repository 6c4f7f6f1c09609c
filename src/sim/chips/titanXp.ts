/** @file NVIDIA Titan Xp, April 2017: the full GP102. */
import type { ChipFile } from '../chipSchema.js';
import { published, recalled } from './cite.js';
import { pascalCard } from './pascal.js';

const TABLE = 'AnandTech 12673';

export const titanXp: ChipFile = pascalCard({
  name: 'titan-xp',
  title: 'NVIDIA Titan Xp',
  year: 2017,
  clockHz: published(1.582e9, 'Hz', `${TABLE}: boost`),
  smCount: published(30, 'units', `${TABLE}: 3840 lanes / 128`),
  l2KiB: published(3072, 'KiB', TABLE),
  controllers: 12,
  dramKind: 'GDDR5X',
  dramGiB: published(12, 'GiB', TABLE),
  dramBytesPerSecond: published(547e9, 'bytes/s', TABLE),
  price: { usd: recalled(1200, 'USD', 'launch price'), date: '2017-04-06' },
  tdpWatts: recalled(250, 'W', 'board power'),
});
