/** @file Fitted numbers of the GPU model. Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md. */
import type { FittedArchitectures } from '../parameters.js';

export const fittedArchitectures: FittedArchitectures = {
  shared: {
    stallCycles: { deep: 102.1, shallow: 567.2, none: 1385 },
    waveCycles: 1918,
    l2ReuseFraction: 0.3622,
    rowChangeBytes: 149,
  },
  tensorEfficiency: 0.9054,
  mathEfficiency: {
    maxwell: 0.92,
    pascal: 0.92,
    volta: 1.001,
    gcn5: 0.85,
  },
};
