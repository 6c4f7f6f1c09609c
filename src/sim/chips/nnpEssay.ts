/** @file The NNP as the essay of December 2017 describes it: caches "10x per chip and 50x per compute unit". The essay
 * names no base. The base here is the pair that fits both: V100's L2 (6 MiB) and the 48 KiB a thread block of a Pascal
 * card may own. What the essay does not say (arrays, rates) is Lake Crest's. */
import type { ChipFile } from '../chipSchema.js';
import { assumed, derived, KIB, published } from './cite.js';
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

const PER_UNIT_BYTES = 50 * 48 * KIB;
const UNITS = Math.round((10 * 6 * KIB * KIB) / PER_UNIT_BYTES);

const arrays = assumed(1, 'arrays', 'with 26 clusters one array each makes 39.4 TOP/s at 0.74 GHz', [1, 2]);

export const nnpEssay: ChipFile = {
  name: 'nnp-essay',
  title: "Nervana NNP, the essay's reading",
  family: 'nnp',
  architecture: 'lake-crest',
  year: 2017,
  notes:
    "Counterfactual. 12 clusters of 2400 KiB (28.1 MiB) would be 10.7x the 2.63 MiB of a GTX 1080 Ti's shared memory: the smaller reading of the same sentence.",
  clockHz: lakeCrestClock(UNITS, 1),
  units: {
    kind: 'cluster',
    count: derived(
      UNITS,
      'units',
      '10 x 6 MiB (V100 L2) / (50 x 48 KiB) = 25.6, rounded: 26 x 2400 KiB = 60.9 MiB = 10.2x',
    ),
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
      derived(PER_UNIT_BYTES, 'bytes', "50 x 48 KiB (a Pascal thread block's limit) = 2400 KiB"),
      assumed(128, 'bytes/cycle', '32 activations and 32 weights of 16 bits a cycle feed one array', [80, 640]),
    ),
  ],
  dram: nervanaDram(published(1e12, 'bytes/s', 'WikiChip Lake Crest: 8 Tb/s')),
  exchange: mesh(5),
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
