/** @file Fitted numbers of the GPU model. Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md. */
import type { FittedArchitectures } from '../parameters.js';

export const fittedArchitectures: FittedArchitectures = {
  shared: {
    stallCycles: { deep: 104.3, shallow: 543.9, none: 1385 },
    waveCycles: 2153,
    l2ReuseFraction: 0.6,
  },
  tensorEfficiency: 0.9054,
  mathEfficiency: {
    maxwell: 0.9396,
    pascal: 0.9396,
    volta: 1.011,
    gcn5: 0.9495,
  },
};
