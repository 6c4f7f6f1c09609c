/** @file Intel Nervana NNP-T1000 (Spring Crest, T-1400 card), 2019: the successor that was published in some detail. */
import type { ChipFile } from '../chipSchema.js';
import { assumed, derived, MIB, published } from './cite.js';
import {
  arrays32,
  linkCount,
  linkLatency,
  mesh,
  nervanaBarrier,
  nervanaDram,
  nervanaLaunch,
  nervanaVector,
  scratchpad,
  vectorFloat,
} from './nervana.js';

const WIKICHIP = 'WikiChip Spring Crest, Linley 2019-08-27';

export const nnpT1000: ChipFile = {
  name: 'nnp-t1000',
  title: 'Intel Nervana NNP-T1000 (Spring Crest, T-1400)',
  family: 'nnp',
  architecture: 'spring-crest',
  year: 2019,
  notes:
    'The chip computes in bf16; Flexpoint on it is counterfactual. Its convolution engine (119 against 108 TOPS) is not modelled.',
  clockHz: published(1.1e9, 'Hz', WIKICHIP),
  units: { kind: 'TPC', count: published(24, 'units', WIKICHIP) },
  matrix: [
    arrays32('array-bf16', ['bf16'], published(2, 'arrays', WIKICHIP), 'bf16 native'),
    arrays32(
      'array-16bit',
      ['flex16+5', 'fp16', 'fp16-all', 'fp16-mixed'],
      assumed(2, 'arrays', 'counterfactual: the arrays multiply bf16 only', [2, 2]),
      'counterfactual: other 16-bit formats at the bf16 array rate',
    ),
    vectorFloat,
  ],
  vector: nervanaVector,
  levels: [
    scratchpad(
      published(2.5 * MIB, 'bytes', `${WIKICHIP}: 60 MiB in 24 TPC`),
      assumed(
        256,
        'bytes/cycle',
        'WikiChip writes 1.4 Tb/s a TPC (159 B/cycle); 1.4 TB/s (1273 B/cycle) is the other reading; 256 = 2 arrays x (32 + 32) x 2 B is the least that feeds both arrays with operands of their own',
        [159, 1273],
      ),
    ),
  ],
  dram: nervanaDram(published(1228.8e9, 'bytes/s', `${WIKICHIP}: HBM2-2400`)),
  exchange: mesh(4),
  barrier: nervanaBarrier,
  launch: nervanaLaunch,
  links: {
    kind: 'ICL',
    count: linkCount(16, `${WIKICHIP}: 16 links in 4 groups`),
    bytesPerSecond: derived(14e9, 'bytes/s', '4 SerDes a link x 28 GT/s / 8, a direction'),
    latencySeconds: linkLatency,
  },
  can: { train: true },
  defaultFormat: 'flex16+5',
  tdpWatts: published(375, 'W', 'WikiChip NNP-T 1400; typical 175 W'),
};
