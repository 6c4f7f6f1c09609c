/** @file Intel Xeon Platinum 8180 (Skylake-SP), 2017: 28 cores with two AVX-512 multiply-add units. The essay's readers
 * ask for a CPU. No figure of it was found in a readable source. */
import type { ChipFile } from '../chipSchema.js';
import { assumed, derived, GIB, KIB, recalled } from './cite.js';

const PAGES = "Intel's product page and optimisation manual";
const port = recalled(16, 'bytes/cycle/unit', 'L3 to one core, 10-16 B/cycle; the mesh link is 32', [10, 32]);

export const xeon8180: ChipFile = {
  name: 'xeon-8180',
  title: 'Intel Xeon Platinum 8180',
  family: 'cpu',
  architecture: 'skylake-sp',
  year: 2017,
  notes:
    'Caches are managed by hardware; a kernel that touches nothing else keeps its working set there, hence the pinnable fractions.',
  clockHz: recalled(2.3e9, 'Hz', 'AVX-512 turbo with all cores; AVX-512 base 1.7', [1.7e9, 2.3e9]),
  units: { kind: 'core', count: recalled(28, 'units', PAGES) },
  matrix: [
    {
      kind: 'simt',
      name: 'avx-512',
      formats: ['fp32', 'fp16', 'fp16-mixed', 'bf16'],
      macsPerCycle: recalled(32, 'MAC/cycle/unit', `${PAGES}: 2 units x 16 fp32 lanes`),
      latencyCycles: recalled(4, 'cycles', PAGES),
      note: 'fp16 and bf16 are storage only: converted on load, fp32 multiply-add',
    },
  ],
  vector: {
    lanes: derived(32, 'elements/cycle/unit', '2 units x 16 fp32 lanes'),
    specialPerCycle: assumed(2, 'elements/cycle/unit', 'a polynomial of about 16 operations a tanh', [1, 4]),
    latencyCycles: assumed(40, 'cycles', 'the polynomial as a chain', [20, 80]),
  },
  levels: [
    {
      name: 'l1',
      scope: 'unit',
      managed: 'hardware',
      capacityBytes: recalled(32 * KIB, 'bytes', PAGES),
      pinnableFraction: assumed(0.5, 'fraction', 'streams and stack pass through it', [0.25, 0.8]),
      readBytesPerCycle: recalled(128, 'bytes/cycle', `${PAGES}: two 64 B loads`),
      writeBytesPerCycle: recalled(64, 'bytes/cycle', `${PAGES}: one 64 B store`),
      latencyCycles: recalled(5, 'cycles', 'Skylake-SP: 4-5', [4, 5]),
    },
    {
      name: 'l2',
      scope: 'unit',
      managed: 'hardware',
      capacityBytes: recalled(1024 * KIB, 'bytes', PAGES),
      pinnableFraction: assumed(0.8, 'fraction', 'no eviction while the working set is smaller', [0.6, 0.95]),
      readBytesPerCycle: recalled(64, 'bytes/cycle', 'Skylake-SP peak; about 48 sustained', [40, 64]),
      writeBytesPerCycle: recalled(32, 'bytes/cycle', 'Skylake-SP', [16, 64]),
      latencyCycles: recalled(14, 'cycles', 'Skylake-SP'),
    },
    {
      name: 'l3',
      scope: 'chip',
      managed: 'hardware',
      capacityBytes: recalled(39424 * KIB, 'bytes', `${PAGES}: 28 x 1.375 MiB`),
      pinnableFraction: derived(0, 'fraction', 'a shared victim cache: nothing can be kept'),
      readBytesPerCycle: assumed(448, 'bytes/cycle', '28 cores x 16 B', [280, 896]),
      writeBytesPerCycle: assumed(448, 'bytes/cycle', '28 cores x 16 B', [280, 896]),
      latencyCycles: recalled(70, 'cycles', 'Skylake-SP', [50, 80]),
    },
  ],
  dram: {
    kind: 'DDR4-2666, 6 channels',
    capacityBytes: recalled(768 * GIB, 'bytes', PAGES),
    bytesPerSecond: recalled(128e9, 'bytes/s', '6 x 21.3 GB/s'),
    sustainedFraction: assumed(0.8, 'fraction', 'stream benchmarks on Skylake-SP', [0.7, 0.88]),
    latencySeconds: assumed(9e-8, 's', 'local DRAM', [8e-8, 1.2e-7]),
  },
  exchange: {
    topology: 'mesh',
    injectBytesPerCycle: port,
    ejectBytesPerCycle: port,
    bisectionBytesPerCycle: assumed(320, 'bytes/cycle', '5 mesh rows x 2 directions x 32 B', [160, 384]),
    hopLatencyCycles: assumed(
      10,
      'cycles',
      'snoop and mesh hops between two private caches, spread over the hops',
      [2, 20],
    ),
    multicast: false,
  },
  barrier: { kind: 'software', latencySeconds: assumed(1e-6, 's', 'tree barrier over 28 cores', [3e-7, 3e-6]) },
  launch: {
    gapSeconds: assumed(5e-7, 's', 'a library call', [1e-7, 2e-6]),
    latencySeconds: assumed(1e-6, 's', 'wake-up of a thread team that spins', [5e-7, 5e-6]),
    turnaroundSeconds: assumed(1e-6, 's', 'join and fork of a thread team', [3e-7, 3e-6]),
  },
  links: {
    kind: 'UPI',
    count: recalled(3, 'links', PAGES),
    bytesPerSecond: recalled(20.8e9, 'bytes/s', '10.4 GT/s x 2 B', [16e9, 20.8e9]),
    latencySeconds: assumed(3e-7, 's', 'remote cache line', [1.5e-7, 1e-6]),
  },
  can: { train: true },
  defaultFormat: 'fp32',
  price: { usd: recalled(10009, 'USD', 'list price'), date: '2017-07-11' },
  tdpWatts: recalled(205, 'W', PAGES),
};
