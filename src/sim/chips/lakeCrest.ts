/** @file Intel Nervana Lake Crest, the NNP of 2017: sampled, never sold. */
import type { ChipFile } from '../chipSchema.js';
import { assumed, MIB, published } from './cite.js';
import {
  arrays32Assumed,
  lakeCrestClock,
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

const arrays = assumed(
  2,
  'arrays',
  'the Spring Crest layout; with 12 clusters it makes 39.4 TOP/s at 0.80 GHz',
  [1, 2],
);

export const lakeCrest: ChipFile = {
  name: 'lake-crest',
  title: 'Intel Nervana Lake Crest (2017)',
  family: 'nnp',
  architecture: 'lake-crest',
  year: 2017,
  clockHz: lakeCrestClock(12, 2),
  units: {
    kind: 'cluster',
    count: published(12, 'units', "run-belay.ru digest of Intel's announcement: 12 processing clusters"),
  },
  matrix: [
    arrays32Assumed('array-flex16', ['flex16+5'], arrays, 'Flexpoint native'),
    arrays32Assumed(
      'array-16bit',
      ['fp16', 'fp16-all', 'fp16-mixed', 'bf16'],
      arrays,
      'counterfactual: other 16-bit formats at the Flexpoint rate',
    ),
    vectorFloat,
  ],
  vector: nervanaVector,
  levels: [
    scratchpad(
      assumed(2 * MIB, 'bytes', 'below the 2.5 MB of Spring Crest, which was "raised" to it (ascii.jp 4022826)', [
        MIB,
        2.5 * MIB,
      ]),
      assumed(256, 'bytes/cycle', '2 arrays x (32 activations + 32 weights) x 2 B a cycle', [160, 1280]),
    ),
  ],
  dram: nervanaDram(published(1e12, 'bytes/s', 'WikiChip Lake Crest: 8 Tb/s')),
  exchange: mesh(3),
  barrier: nervanaBarrier,
  launch: nervanaLaunch,
  links: {
    kind: 'ICL',
    count: linkCount(12, 'WikiChip Lake Crest: 12 inter-chip links'),
    bytesPerSecond: published(
      100e9,
      'bytes/s',
      'WikiChip Lake Crest: 100 GB/s a link (12.5 GB/s if Gb/s was meant)',
      [12.5e9, 100e9],
    ),
    latencySeconds: linkLatency,
  },
  can: { train: true },
  defaultFormat: 'flex16+5',
  tdpWatts: assumed(210, 'W', 'recalled: AI DevCon 2018, below 210 W', [150, 210]),
};
