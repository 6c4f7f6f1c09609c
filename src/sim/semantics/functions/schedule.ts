/** @file What changes from one training step to the next, as rows of one fp32 tensor that the host writes: the program
 * stays the same. */

/** Row of each number in a `schedule` tensor [rows, 1]. */
export const scheduleRow = {
  learningRate: 0,
  /** 1 / (1 - beta1^step) and 1 / (1 - beta2^step) of Adam. */
  momentCorrection: 1,
  varianceCorrection: 2,
  inverseLossScale: 3,
  /** Largest norm of all gradients together; Infinity: no clipping. */
  clipNorm: 4,
  /** Largest magnitude of one gradient; Infinity: no clipping. */
  clipValue: 5,
  /** 1: skip updates whose gradients are not finite. */
  skipNonFinite: 6,
  /** Keys of the dropout masks; whole numbers below 2^24. */
  step: 7,
  seed: 8,
} as const;

export const scheduleRows = 9;
