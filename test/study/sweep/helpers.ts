/** @file Definitions for tests: shipped chips and kernels, looked up without files. */
import { kernelNamed } from '../../../src/kernels/registry.js';
import { chip } from '../../../src/sim/chips/index.js';
import { defineSweep } from '../../../src/study/sweep/definition.js';
import type { SweepFile } from '../../../src/study/sweep/sweepFile.js';
import type { Sweep, SweepLookup } from '../../../src/study/sweep/sweepTypes.js';

export const lookup: SweepLookup = {
  kernel: (name) => ({ name: kernelNamed(name).name, params: kernelNamed(name).params, source: null, file: null }),
  machine: (name) => ({ name: chip(name).name, chip: chip(name) }),
  isShipped: () => true,
};

export const define = (file: SweepFile): Sweep => defineSweep(file, lookup, null);
