/** @file The report of `onchip accuracy`: its JSON, and its runs as CSV. */
import type { AccuracyRun } from '../study/accuracyTypes.js';
import { csvText } from './csv.js';
import { jsonLines } from './jsonLines.js';
import type { AccuracyReport } from './schemas/accuracy.js';

export type { AccuracyReport } from './schemas/accuracy.js';

export const accuracyJson = (report: AccuracyReport): string => jsonLines(report);

const heads = [
  'task',
  'format',
  'seed',
  'metric',
  'value',
  'delta_to_fp32',
  'baseline',
  'train_loss',
  'held_out_loss',
  'updates',
  'skipped_updates',
  'diverged_at_step',
  'first_non_finite',
  'last_loss_scale',
  'mean_gradient_cosine',
  'elements',
  'saturated',
  'overflows',
  'flushed_to_zero',
  'infinities',
  'nans',
];

/** One line a run. */
export function accuracyCsv({ runs }: AccuracyReport): string {
  return csvText(heads, runs.map(cells));
}

function cells({ task, format, seed, lossScale, final }: AccuracyRun): readonly (string | number | null)[] {
  const { firstNonFinite: first, counts } = final;
  const cosines = final.gradientCosine.flatMap(({ cosine }) => (cosine === null ? [] : [cosine]));
  const cosine = cosines.length === 0 ? null : cosines.reduce((a, b) => a + b, 0) / cosines.length;
  return [
    task,
    format,
    seed,
    final.metric,
    final.value,
    final.deltaToFp32,
    final.baseline,
    final.trainLoss,
    final.heldOutLoss,
    final.updates,
    final.skippedUpdates,
    final.divergedAt,
    first === null ? null : `${first.kind} in ${first.tensor} by ${first.op} at step ${first.step}`,
    lossScale.at(-1)?.scale ?? null,
    cosine,
    counts.elements,
    counts.saturated,
    counts.overflows,
    counts.flushedToZero,
    counts.infinities,
    counts.nans,
  ];
}
