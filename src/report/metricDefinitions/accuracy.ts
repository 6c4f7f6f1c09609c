/** @file Definitions of metrics: what formats do to numbers. */
import type { Definitions } from './definition.js';

export const accuracyMetrics = {
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
  task: {
    label: 'task',
    unit: 'name',
    definition: 'What the network was trained to do; onchip accuracy --help lists the tasks.',
  },
  seed: {
    label: 'seed',
    unit: 'number',
    definition: 'Start of the random numbers: initial weights, order of data, stochastic rounding.',
  },
  baseline: {
    label: 'baseline',
    unit: 'that of the task',
    definition: 'Held-out value that a model without learning has.',
  },
  loss: {
    label: 'loss',
    unit: 'nats or squared error',
    definition: 'Mean loss of the last training updates, and on held-out data.',
  },
  updates: {
    label: 'updates',
    unit: 'count',
    definition: 'Weight updates done, and those left out because a gradient was not finite (loss scaling).',
  },
  nonFinite: {
    label: 'not finite',
    unit: 'values',
    definition: 'Values that became infinite or no number, and where the first one did.',
  },
  lossScale: {
    label: 'loss scale',
    unit: 'factor',
    definition: 'What the loss is multiplied with so that small gradients do not become zero in the format.',
  },
  elements: {
    label: 'elements',
    unit: 'values',
    definition: 'Values that were stored in the format.',
  },
} as const satisfies Definitions;
