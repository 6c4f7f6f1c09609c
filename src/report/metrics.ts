/** @file One definition for each metric: the tooltip, the table of definitions, the docs and `explain` all read it. */
import { reasonMeaning, type TimeReason, timeReasons } from '../sim/waits.js';

export interface Metric {
  readonly id: string;
  /** Column head. */
  readonly label: string;
  readonly unit: string;
  readonly definition: string;
}

const base = {
  cycles: {
    label: 'cycles',
    unit: 'core cycles',
    definition:
      'Cycles of the chip’s core clock from the first launch to the last result, simulated. Chips have different clocks: compare time, not cycles.',
  },
  seconds: { label: 'time', unit: 's', definition: 'Cycles divided by the chip’s clock.' },
  speedup: {
    label: 'speedup',
    unit: 'x',
    definition:
      'Time of the base divided by time of this row, same sizes and batch. The base is the kernel that a library would run (lstm.fused) on a GPU of December 2017. Above 1 is faster than the base.',
  },
  boundBy: {
    label: 'bound by',
    unit: 'reason',
    definition:
      'Where the unit that works most spends the largest part of its cycles: compute, or the largest reason of waiting.',
  },
  waits: {
    label: 'waits',
    unit: '% of cycles',
    definition: 'Cycles in which that unit did not compute, by reason. Work and all waits sum to the cycles exactly.',
  },
  macUtilisation: {
    label: 'MAC use',
    unit: '%',
    definition:
      'Multiply-accumulates done, divided by what the engines that the program uses could do on the whole chip in the same cycles.',
  },
  dramUtilisation: {
    label: 'DRAM use',
    unit: '%',
    definition: 'Bytes moved to and from off-chip memory, divided by what it sustains in the same time.',
  },
  dramBytes: {
    label: 'DRAM traffic',
    unit: 'bytes',
    definition: 'Bytes read from and written to off-chip memory during the run.',
  },
  resident: {
    label: 'resident',
    unit: 'bytes',
    definition:
      'Bytes that stay in a level of on-chip memory for the whole run, all units together: weights, state, and the buffers of what is streamed. Copies in several units count as often as they exist.',
  },
  mapping: {
    label: 'mapping',
    unit: 'text',
    definition:
      'How the planner ran the kernel on the target: units used, share and engine of each product, where each tensor lies, and the loops of the program.',
  },
  values: {
    label: 'value error',
    unit: 'relative 2-norm',
    definition:
      'Difference between the kernel’s outputs in the format and a float64 reference on the same seeded inputs, divided by the reference, in the 2-norm.',
  },
  bitsPerChar: {
    label: 'bits per character',
    unit: 'bits',
    definition:
      'Mean negative log2 of the probability that the trained model gives to the next character of held-out text. Lower is better.',
  },
  deltaToFp32: {
    label: 'against fp32',
    unit: 'bits',
    definition: 'Bits per character in the format minus bits per character in fp32, same weights, same text.',
  },
  relativeError: {
    label: 'error',
    unit: 'relative 2-norm',
    definition: 'Difference between the model’s outputs in the format and in float64, relative, in the 2-norm.',
  },
  saturated: {
    label: 'saturated',
    unit: 'values',
    definition: 'Stored values that were clipped to the largest mantissa.',
  },
  overflows: {
    label: 'overflows',
    unit: 'values',
    definition:
      'Flexpoint: stores whose largest value did not fit the predicted exponent. Floats: stores that became infinite.',
  },
  flushedToZero: {
    label: 'flushed',
    unit: 'values',
    definition: 'Non-zero values that the format stored as zero.',
  },
  exponentRange: {
    label: 'exponents',
    unit: 'powers of 2',
    definition: 'Smallest and largest shared exponent that Flexpoint chose over the run.',
  },
  unigramBits: {
    label: 'unigram',
    unit: 'bits',
    definition:
      'Bits per character of a model that knows only how frequent each character is: what no training is worth.',
  },
  verdict: {
    label: 'verdict',
    unit: 'word',
    definition:
      'reached: the whole range meets the claim. partly: some of it does. not reached: none does. cannot be tested: this model has no figure for it.',
  },
  claimRange: {
    label: 'range',
    unit: 'x',
    definition:
      'Lowest and highest answer when every assumed hardware value is varied over its own range, each alone and all together, over all readings and bases of the claim.',
  },
  heldOutValue: {
    label: 'held-out value',
    unit: 'that of the task',
    definition:
      'What the trained model gives on held-out data in its own format: bits per character or symbol, perplexity, or error. Mean over the seeds. Lower is better.',
  },
  seedSpread: {
    label: '± over seeds',
    unit: 'that of the task',
    definition: 'Sample standard deviation over the seeds; of a difference, over its pairs.',
  },
  pairedDelta: {
    label: 'against fp32',
    unit: 'that of the task',
    definition:
      'Held-out value in the format minus that in fp32 with the same seed, initial weights and order of data. Mean over the seeds.',
  },
  diverged: {
    label: 'diverged',
    unit: 'runs',
    definition: 'Runs whose loss was no longer a finite number. They end there and have no held-out value.',
  },
  gradientCosine: {
    label: 'gradient cosine',
    unit: '-1 to 1',
    definition:
      'Cosine of the angle between the gradient in the format and in fp32 at the same weights, states and batch, over all parameters; mean over the sampled updates.',
  },
  unchangedUpdates: {
    label: 'unchanged updates',
    unit: '%',
    definition: 'Share of the weights with a gradient that an update left bit for bit as they were.',
  },
  headroom: {
    label: 'least headroom',
    unit: 'bits',
    definition:
      'Largest magnitude that the predicted exponent can hold over the largest that came, as a power of two; the smallest of the sampled updates. Below 0 something was clipped.',
  },
  sqnr: {
    label: 'SQNR',
    unit: 'dB',
    definition: 'Power of the values that were stored over the power of what rounding and clipping changed in them.',
  },
  medianApe: {
    label: 'median error',
    unit: '%',
    definition:
      'Median over the rows of the difference between predicted and measured time, as a share of the measured.',
  },
  meanApe: {
    label: 'mean error',
    unit: '%',
    definition: 'Mean over the rows of the same share as the median error.',
  },
  meanSymmetric: {
    label: 'symmetric',
    unit: '%',
    definition:
      'Mean of the difference between predicted and measured time as a share of the smaller one: twice as fast and twice as slow both count 100 %.',
  },
  slope: {
    label: 'slope',
    unit: 'predicted per measured',
    definition: 'Slope of predicted on measured time over the larger half of the rows. 1 is perfect.',
  },
  spearman: {
    label: 'rank corr.',
    unit: '-1 to 1',
    definition: 'Rank correlation of predicted and measured time: 1 when the model puts all rows in the right order.',
  },
  assumed: {
    label: 'assumed',
    unit: 'figures',
    definition: 'Hardware values that nobody has published. Each has a stated source of the guess and a range.',
  },
} as const satisfies Readonly<Record<string, Omit<Metric, 'id'>>>;

export type MetricId = keyof typeof base;

const reasons: readonly Metric[] = timeReasons.map((reason: TimeReason) => ({
  id: reason === 'work' ? 'work' : `waits.${reason}`,
  label: reason,
  unit: 'cycles',
  definition: `${reasonMeaning[reason][0].toUpperCase()}${reasonMeaning[reason].slice(1)}.`,
}));

/** Every metric of a report, waits by reason included. */
export const metrics: readonly Metric[] = [...Object.entries(base).map(([id, m]) => ({ id, ...m })), ...reasons];

/** The metric of that name. */
export function metric(id: MetricId): Metric {
  return { id, ...base[id] };
}
