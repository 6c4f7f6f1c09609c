/** @file Google TPU v2 (one chip of a four-chip board), 2017: two cores, each a 128x128 bf16 array. No figure of it was
 * found in a readable source. */
import type { ChipFile } from '../chipSchema.js';
import { assumed, derived, GIB, MIB, recalled } from './cite.js';

const PAPER = 'Norrie 2021 and the Cloud TPU pages';
const port = assumed(256, 'bytes/cycle/unit', 'unpublished path between the two cores', [64, 1024]);

function mxu(name: string, formats: readonly string[], note: string): ChipFile['matrix'][number] {
  return {
    kind: 'systolic',
    name,
    formats,
    rows: recalled(128, 'rows', PAPER),
    columns: recalled(128, 'columns', PAPER),
    arrays: recalled(1, 'arrays', `${PAPER}: one array a core; 2 x 16384 x 2 x 0.7 GHz = 45.9 TFLOPS`),
    dataflow: 'weight-stationary',
    note,
  };
}

export const tpuV2: ChipFile = {
  name: 'tpu-v2',
  title: 'Google TPU v2 (one chip)',
  family: 'tpu',
  architecture: 'tpu-v2',
  year: 2017,
  notes: 'Rented only: 6.50 USD an hour for four chips (February 2018, recalled).',
  clockHz: recalled(700e6, 'Hz', PAPER),
  units: { kind: 'core', count: recalled(2, 'units', PAPER) },
  matrix: [
    mxu('mxu-bf16', ['bf16'], 'bf16 products, fp32 accumulate'),
    mxu('mxu-16bit', ['fp16', 'fp16-mixed'], 'counterfactual: fp16 at the bf16 rate'),
    {
      kind: 'simt',
      name: 'vector-fp32',
      formats: ['fp32'],
      macsPerCycle: assumed(
        1024,
        'MAC/cycle/unit',
        '8 x 128 lanes; 2 x 1024 x 2 x 0.7 GHz = 2.9 of the recalled 3 TFLOPS',
        [512, 2048],
      ),
      latencyCycles: assumed(4, 'cycles', 'vector multiply-add', [2, 8]),
      note: 'fp32 on the vector unit; on the array fp32 is rounded to bf16',
    },
  ],
  vector: {
    lanes: recalled(1024, 'elements/cycle/unit', `${PAPER}: 8 x 128 lanes`, [1024, 2048]),
    specialPerCycle: assumed(256, 'elements/cycle/unit', 'a quarter of the simple rate', [128, 1024]),
    latencyCycles: assumed(20, 'cycles', 'special-function pipeline', [8, 60]),
  },
  levels: [
    {
      name: 'sram',
      scope: 'unit',
      managed: 'software',
      capacityBytes: recalled(16 * MIB, 'bytes', `${PAPER}: vector memory of a core`),
      pinnableFraction: assumed(0.9, 'fraction', 'double buffers need the rest', [0.75, 0.98]),
      readBytesPerCycle: assumed(4096, 'bytes/cycle', '8 x 128 lanes x 4 B, one load a cycle', [2048, 8192]),
      writeBytesPerCycle: assumed(4096, 'bytes/cycle', '8 x 128 lanes x 4 B, one store a cycle', [2048, 8192]),
      latencyCycles: assumed(8, 'cycles', 'unpublished', [4, 40]),
    },
  ],
  dram: {
    kind: 'HBM',
    capacityBytes: recalled(16 * GIB, 'bytes', PAPER),
    bytesPerSecond: recalled(700e9, 'bytes/s', `${PAPER}: 600-700 GB/s`, [600e9, 700e9]),
    sustainedFraction: assumed(0.85, 'fraction', 'software-scheduled streams', [0.7, 0.95]),
    latencySeconds: assumed(2.5e-7, 's', 'HBM behind a DMA engine', [1.5e-7, 6e-7]),
  },
  exchange: {
    topology: 'crossbar',
    injectBytesPerCycle: port,
    ejectBytesPerCycle: port,
    bisectionBytesPerCycle: derived(512, 'bytes/cycle', '2 cores x 256 B', [128, 2048]),
    hopLatencyCycles: assumed(30, 'cycles', 'unpublished path between the two cores', [8, 200]),
    multicast: false,
  },
  barrier: { kind: 'hardware', latencySeconds: assumed(2e-7, 's', 'sync flags between two cores', [5e-8, 1e-6]) },
  launch: {
    gapSeconds: assumed(2e-7, 's', 'one compiled program: the own sequencer goes on', [5e-8, 2e-6]),
    latencySeconds: assumed(5e-6, 's', 'host to accelerator over PCIe', [2e-6, 2e-5]),
    turnaroundSeconds: assumed(1e-7, 's', 'next bundle of the own sequencer', [2e-8, 1e-6]),
  },
  links: {
    kind: 'ICI',
    count: recalled(4, 'links', PAPER),
    bytesPerSecond: recalled(62e9, 'bytes/s', `${PAPER}: 496 Gb/s a link`, [31e9, 62e9]),
    latencySeconds: assumed(1e-6, 's', 'unpublished', [5e-7, 5e-6]),
  },
  can: { train: true },
  defaultFormat: 'bf16',
  tdpWatts: recalled(280, 'W', PAPER),
};
