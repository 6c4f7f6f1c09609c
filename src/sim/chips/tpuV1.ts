/** @file Google TPU v1, 2015: one 256x256 array of 8-bit integer multiply-accumulators. Inference only. */
import type { ChipFile } from '../chipSchema.js';
import { assumed, derived, GIB, MIB, published, recalled } from './cite.js';

const SLIDES = 'slideshare 75577874';
const port = assumed(256, 'bytes/cycle/unit', 'one unit: nothing to exchange', [256, 256]);

export const tpuV1: ChipFile = {
  name: 'tpu-v1',
  title: 'Google TPU v1',
  family: 'tpu',
  architecture: 'tpu-v1',
  year: 2015,
  notes:
    'Integer hardware. Its 16-bit x 16-bit mode runs at a quarter of the 8-bit rate and stands for fp16 and bf16 so that the chip can be a row of a table. Weights resident in the unified buffer are counterfactual: the real ones come from DDR3 through a FIFO. The 4 MiB of accumulators are part of the array here.',
  clockHz: recalled(700e6, 'Hz', 'Jouppi 2017'),
  units: { kind: 'core', count: published(1, 'units', `${SLIDES}: one matrix unit`) },
  matrix: [
    {
      kind: 'systolic',
      name: 'mxu-int8',
      formats: ['int8'],
      rows: published(256, 'rows', SLIDES),
      columns: published(256, 'columns', SLIDES),
      arrays: published(1, 'arrays', SLIDES),
      dataflow: 'weight-stationary',
    },
    {
      kind: 'systolic',
      name: 'mxu-16bit',
      formats: ['fp16', 'fp16-mixed', 'bf16'],
      rows: recalled(128, 'rows', 'Jouppi 2017: 16-bit x 16-bit at a quarter of the rate, as a quarter of the array'),
      columns: recalled(
        128,
        'columns',
        'Jouppi 2017: 16-bit x 16-bit at a quarter of the rate, as a quarter of the array',
      ),
      arrays: published(1, 'arrays', SLIDES),
      dataflow: 'weight-stationary',
      note: 'counterfactual: the 16-bit integer mode stands for 16-bit floating point',
    },
  ],
  vector: {
    lanes: recalled(256, 'elements/cycle/unit', 'Jouppi 2017: activation unit, 256 wide', [128, 256]),
    specialPerCycle: recalled(256, 'elements/cycle/unit', 'Jouppi 2017: activation unit, 256 wide', [128, 256]),
    latencyCycles: assumed(20, 'cycles', 'activation pipeline', [8, 60]),
  },
  levels: [
    {
      name: 'sram',
      scope: 'unit',
      managed: 'software',
      capacityBytes: recalled(24 * MIB, 'bytes', 'Jouppi 2017: unified buffer of 24 MiB'),
      pinnableFraction: assumed(0.9, 'fraction', 'double buffers need the rest', [0.75, 0.98]),
      readBytesPerCycle: recalled(256, 'bytes/cycle', 'Jouppi 2017: 256 B a cycle to the array', [256, 512]),
      writeBytesPerCycle: recalled(
        256,
        'bytes/cycle',
        'Jouppi 2017: 256 B a cycle from the activation unit',
        [256, 512],
      ),
      latencyCycles: assumed(10, 'cycles', 'unpublished', [4, 40]),
    },
  ],
  dram: {
    kind: 'DDR3',
    capacityBytes: published(8 * GIB, 'bytes', SLIDES),
    bytesPerSecond: recalled(34e9, 'bytes/s', 'Jouppi 2017'),
    sustainedFraction: assumed(0.88, 'fraction', '30 of 34 GB/s', [0.7, 0.95]),
    latencySeconds: assumed(1.5e-7, 's', 'DDR3', [1e-7, 3e-7]),
  },
  exchange: {
    topology: 'crossbar',
    injectBytesPerCycle: port,
    ejectBytesPerCycle: port,
    bisectionBytesPerCycle: derived(256, 'bytes/cycle', 'one unit: nothing to exchange'),
    hopLatencyCycles: derived(0, 'cycles', 'one unit: nothing to exchange'),
    multicast: false,
  },
  barrier: { kind: 'hardware', latencySeconds: derived(0, 's', 'one unit: nobody to wait for') },
  launch: {
    gapSeconds: assumed(5e-7, 's', 'instructions arrive over PCIe in batches', [1e-7, 5e-6]),
    latencySeconds: assumed(5e-6, 's', 'host to accelerator over PCIe', [2e-6, 2e-5]),
    turnaroundSeconds: assumed(1e-7, 's', 'next instruction of the queue', [2e-8, 1e-6]),
  },
  links: {
    kind: 'PCIe 3.0 x16',
    count: recalled(1, 'links', 'Jouppi 2017'),
    bytesPerSecond: recalled(14e9, 'bytes/s', 'Jouppi 2017', [11e9, 14e9]),
    latencySeconds: assumed(5e-6, 's', 'card to card through the host', [2e-6, 2e-5]),
  },
  can: { train: false },
  defaultFormat: 'fp16',
  tdpWatts: recalled(75, 'W', 'Jouppi 2017; 40 W busy'),
};
