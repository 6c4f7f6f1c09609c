/** @file Graphcore Colossus GC2, 2018: 1,216 tiles with 256 KiB each, no DRAM on the package, bulk-synchronous. */
import type { ChipFile } from '../chipSchema.js';
import { assumed, derived, GIB, KIB, measured, published, recalled } from './cite.js';

const NOTES = 'summaries of Jia 2019 (apaperaday, HPC-Paper-Notes)';
const port = assumed(4, 'bytes/cycle/unit', 'recalled: 8 TB/s / 1216 tiles / 1.6 GHz = 4.1', [3.5, 8]);

export const graphcoreGc2: ChipFile = {
  name: 'graphcore-gc2',
  title: 'Graphcore Colossus GC2',
  family: 'ipu',
  architecture: 'gc2',
  year: 2018,
  notes: 'The only memory behind the tiles is that of the host, over PCIe.',
  clockHz: recalled(1.6e9, 'Hz', 'Jia 2019; 6 cycles = 3.75 ns agrees'),
  units: { kind: 'tile', count: published(1216, 'units', NOTES) },
  matrix: [
    {
      kind: 'matrix-blocks',
      name: 'amp-fp16',
      formats: ['fp16', 'fp16-mixed', 'bf16'],
      macsPerCycle: derived(32, 'MAC/cycle/unit', `124.5 TFLOPS (${NOTES}) / (1216 x 2 x 1.6 GHz)`),
      block: { m: 8, n: 1, k: 4 },
      latencyCycles: assumed(6, 'cycles', 'one turn of the six threads', [6, 24]),
      note: 'fp16 products, fp32 accumulate; block shape assumed; bf16 counterfactual at the same rate',
    },
    {
      kind: 'simt',
      name: 'amp-fp32',
      formats: ['fp32'],
      macsPerCycle: derived(8, 'MAC/cycle/unit', `31.1 TFLOPS (${NOTES}) / (1216 x 2 x 1.6 GHz)`),
      latencyCycles: assumed(6, 'cycles', 'one turn of the six threads', [6, 24]),
    },
  ],
  vector: {
    lanes: assumed(2, 'elements/cycle/unit', '64-bit vector path: 2 fp32 or 4 fp16', [2, 4]),
    specialPerCycle: assumed(0.5, 'elements/cycle/unit', 'tanh and sigmoid instructions exist', [0.2, 2]),
    latencyCycles: assumed(12, 'cycles', 'two turns of the six threads', [6, 60]),
  },
  levels: [
    {
      name: 'sram',
      scope: 'unit',
      managed: 'software',
      capacityBytes: published(256 * KIB, 'bytes', `${NOTES}: 304 MiB in 1216 tiles`),
      pinnableFraction: assumed(0.75, 'fraction', 'code, exchange code and message buffers need the rest', [0.5, 0.9]),
      readBytesPerCycle: derived(23.1, 'bytes/cycle', `45 TB/s (${NOTES}) / 1216 / 1.6 GHz`),
      writeBytesPerCycle: assumed(8, 'bytes/cycle', 'one 64-bit store a cycle', [8, 23.1]),
      latencyCycles: measured(6, 'cycles', NOTES),
    },
  ],
  dram: {
    kind: 'host DDR over PCIe',
    capacityBytes: assumed(256 * GIB, 'bytes', 'memory of the host', [64 * GIB, 1024 * GIB]),
    bytesPerSecond: assumed(16e9, 'bytes/s', 'PCIe 3.0 x16 shared by two chips of a card', [8e9, 32e9]),
    sustainedFraction: assumed(0.75, 'fraction', 'PCIe protocol', [0.6, 0.9]),
    latencySeconds: assumed(1.5e-6, 's', 'PCIe round trip', [8e-7, 5e-6]),
  },
  exchange: {
    topology: 'crossbar',
    injectBytesPerCycle: port,
    ejectBytesPerCycle: port,
    bisectionBytesPerCycle: recalled(5000, 'bytes/cycle', '8 TB/s at 1.6 GHz, non-blocking', [4800, 5000]),
    hopLatencyCycles: assumed(100, 'cycles', 'software-timed path across the chip', [40, 250]),
    multicast: true,
  },
  barrier: { kind: 'hardware', latencySeconds: assumed(1.5e-7, 's', 'hardware sync of all tiles', [5e-8, 5e-7]) },
  launch: {
    gapSeconds: assumed(1e-7, 's', 'the compiled program holds all steps', [2e-8, 1e-6]),
    latencySeconds: assumed(1e-5, 's', 'host to chip over PCIe', [3e-6, 5e-5]),
    turnaroundSeconds: assumed(1e-7, 's', 'one sync between two compute sets', [5e-8, 1e-6]),
  },
  links: {
    kind: 'IPU-Link',
    count: recalled(10, 'links', 'Jia 2019'),
    bytesPerSecond: recalled(32e9, 'bytes/s', 'Jia 2019: 320 GB/s for all ten', [16e9, 32e9]),
    latencySeconds: assumed(1e-6, 's', 'sync and exchange between chips', [5e-7, 5e-6]),
  },
  can: { train: true },
  defaultFormat: 'fp16',
  tdpWatts: recalled(150, 'W', 'Jia 2019'),
};
