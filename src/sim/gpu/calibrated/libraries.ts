/** @file Every fitted library. Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md. */
import type { FittedLibrary } from '../library.js';
import { gcn5Miopen13 } from './gcn5Miopen13.js';
import { maxwellCudnn5 } from './maxwellCudnn5.js';
import { pascalCudnn5 } from './pascalCudnn5.js';
import { pascalCudnn6 } from './pascalCudnn6.js';
import { voltaCudnn70 } from './voltaCudnn70.js';
import { voltaCudnn76 } from './voltaCudnn76.js';

export const fittedLibraries: readonly FittedLibrary[] = [
  maxwellCudnn5,
  pascalCudnn5,
  pascalCudnn6,
  voltaCudnn70,
  voltaCudnn76,
  gcn5Miopen13,
];
