/** @file AMD Radeon Vega Frontier Edition, June 2017. The essay's author sets a liquid-cooled one against a Titan V. */
import type { ChipFile } from '../chipSchema.js';
import { published, recalled } from './cite.js';
import { vegaCard } from './gcn5.js';
import { pcieLinks } from './nvidia.js';

export const vegaFe: ChipFile = {
  name: 'vega-fe',
  title: 'AMD Radeon Vega Frontier Edition',
  ...vegaCard(
    recalled(483e9, 'bytes/s', 'product page; AnandTech 11403 has 1.88 Gb/s a pin x 2048 = 481 GB/s', [481e9, 484e9]),
  ),
  notes: 'The air-cooled card is 300 W and 999 USD, the liquid-cooled one 350 W and 1499 USD and holds its clock.',
  clockHz: published(1.6e9, 'Hz', 'AnandTech 11403: ~1.59 GHz boost', [1.382e9, 1.6e9]),
  links: pcieLinks,
  price: {
    usd: recalled(999, 'USD', 'launch price of the air-cooled card; liquid 1499', [999, 1499]),
    date: '2017-06-27',
  },
  tdpWatts: recalled(300, 'W', 'air-cooled; liquid 350', [300, 350]),
};
