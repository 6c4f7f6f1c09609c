/** @file Definitions of metrics: claims, validations and comparisons. */
import type { Definitions } from './definition.js';

export const studyMetrics = {
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
  claim: {
    label: 'claim',
    unit: 'id',
    definition: 'A statement of the essay, by the number under which the studies know it.',
  },
  finding: {
    label: 'finding',
    unit: 'x',
    definition:
      'The answer under one reading of the hardware, or against one base; the claim is judged over all of them.',
  },
  findingUnit: {
    label: 'unit',
    unit: 'word',
    definition:
      'What the number of a finding counts: a ratio, US dollars, hours, time steps, a share of one, bytes, or a rank correlation.',
  },
  topFactors: {
    label: 'matters most',
    unit: 'figure',
    definition:
      'The two assumed hardware values that move the answer most, with the answer at the low and at the high end of each.',
  },
  predictedMs: {
    label: 'predicted',
    unit: 'ms',
    definition: 'Time that the model gives.',
  },
  measuredMs: {
    label: 'measured',
    unit: 'ms',
    definition: 'Time that the table gives.',
  },
  ratio: {
    label: 'ratio',
    unit: 'x',
    definition: 'Predicted divided by measured time; 1 is perfect, above 1 is too slow.',
  },
  limiter: {
    label: 'bound by',
    unit: 'word',
    definition: 'What limits the library’s kernel in the model: arithmetic, a memory, latency or the host.',
  },
  rows: {
    label: 'rows',
    unit: 'count',
    definition: 'Measured times that the summary is over.',
  },
  measuredColumn: {
    label: 'column of the table',
    unit: 'as in the table',
    definition: 'A column of the measured table itself, or the line of the file that a row was read from.',
  },
  change: {
    label: 'change',
    unit: '%',
    definition: 'Time, or value, after divided by that before, less 1. Above 0 is slower, or worse.',
  },
} as const satisfies Definitions;
