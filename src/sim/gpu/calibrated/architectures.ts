/** @file Fitted numbers of the GPU model. Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md. */
import type { FittedArchitectures } from '../parameters.js';

export const fittedArchitectures: FittedArchitectures = {
  shared: {
    stallCycles: { deep: 100, shallow: 555.4, none: 1328 },
    waveCycles: 2130,
    l2ReuseFraction: 0.333,
    rowChangeBytes: 142.9,
  },
  tensorEfficiency: 0.8865,
  mathEfficiency: {
    maxwell: 0.9009,
    pascal: 0.92,
    volta: 1.001,
    gcn5: 0.85,
  },
};
