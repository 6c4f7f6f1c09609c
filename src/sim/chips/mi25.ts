/** @file AMD Radeon Instinct MI25, 2017: Vega 10 as a server card. DeepBench has measured tables of it. */
import type { ChipFile } from '../chipSchema.js';
import { recalled } from './cite.js';
import { vegaCard } from './gcn5.js';
import { pcieLinks } from './nvidia.js';

export const mi25: ChipFile = {
  name: 'mi25',
  title: 'AMD Radeon Instinct MI25',
  ...vegaCard(recalled(484e9, 'bytes/s', 'product page')),
  clockHz: recalled(1.5e9, 'Hz', 'peak; base 1400 MHz', [1.4e9, 1.5e9]),
  links: pcieLinks,
  tdpWatts: recalled(300, 'W', 'board power'),
};
