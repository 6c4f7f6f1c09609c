/** @file NVIDIA Tesla V100, PCIe card with 16 GB: the form with published clocks and a street price. */
import type { ChipFile } from '../chipSchema.js';
import { GIB, published, recalled } from './cite.js';
import { pcieLinks } from './nvidia.js';
import { voltaBarrier, voltaExchange, voltaLaunch, voltaLevels, voltaMatrix, voltaVector } from './volta.js';

export const v100: ChipFile = {
  name: 'v100',
  title: 'NVIDIA Tesla V100 PCIe 16 GB',
  family: 'gpu',
  architecture: 'volta',
  year: 2017,
  notes: 'The SXM2 form runs at 1530 MHz (15.7 TFLOPS, 300 W) and was sold in servers only.',
  clockHz: published(1.38e9, 'Hz', 'sysrqmts.com A100 vs V100: boost clock of the PCIe card'),
  units: { kind: 'SM', count: published(80, 'units', 'sysrqmts.com A100 vs V100') },
  matrix: voltaMatrix,
  vector: voltaVector,
  levels: voltaLevels(6, 'pytorch PR 13612 quoting the V100 whitepaper: 6144 KB', 4),
  dram: {
    kind: 'HBM2',
    capacityBytes: published(16 * GIB, 'bytes', 'sysrqmts.com A100 vs V100'),
    bytesPerSecond: published(897e9, 'bytes/s', 'sysrqmts.com A100 vs V100'),
    sustainedFraction: recalled(0.83, 'fraction', 'Jia 2018: 750 of 900 GB/s', [0.75, 0.92]),
    latencySeconds: recalled(2.7e-7, 's', 'Jia 2018: ~375 cycles at 1.38 GHz = 272 ns', [2.5e-7, 5e-7]),
  },
  exchange: voltaExchange(4),
  barrier: voltaBarrier,
  launch: voltaLaunch,
  links: pcieLinks,
  can: { train: true },
  defaultFormat: 'fp16',
  price: { usd: recalled(8000, 'USD', 'street price 8000-10700', [8000, 10700]), date: '2017-12' },
  tdpWatts: recalled(250, 'W', 'PCIe card (sysrqmts.com lists 300 W, the SXM2 figure)'),
};
