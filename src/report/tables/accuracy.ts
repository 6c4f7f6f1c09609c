/** @file An accuracy study as a table: one line a run. */
import type { AccuracyFile } from '../schemas/accuracy.js';
import { type CellValue, type ColumnOf, type ColumnType, type Table, tableOf } from '../table.js';

type Run = AccuracyFile['runs'][number];

const column = (name: string, type: ColumnType, metric: string, of: (run: Run) => CellValue): ColumnOf<Run> => ({
  name,
  type,
  metric,
  of,
});

const columns: readonly ColumnOf<Run>[] = [
  column('task', 'text', 'task', (run) => run.task),
  column('format', 'text', 'format', (run) => run.format),
  column('seed', 'number', 'seed', (run) => run.seed),
  column('metric', 'text', 'heldOutValue', ({ final }) => final.metric),
  column('value', 'number', 'heldOutValue', ({ final }) => final.value),
  column('delta_to_fp32', 'number', 'pairedDelta', ({ final }) => final.deltaToFp32),
  column('baseline', 'number', 'baseline', ({ final }) => final.baseline),
  column('train_loss', 'number', 'loss', ({ final }) => final.trainLoss),
  column('held_out_loss', 'number', 'loss', ({ final }) => final.heldOutLoss),
  column('updates', 'integer', 'updates', ({ final }) => final.updates),
  column('skipped_updates', 'integer', 'updates', ({ final }) => final.skippedUpdates),
  column('diverged_at_step', 'integer', 'diverged', ({ final }) => final.divergedAt),
  column('first_non_finite', 'text', 'nonFinite', ({ final }) => nonFinite(final.firstNonFinite)),
  column('last_loss_scale', 'number', 'lossScale', (run) => run.lossScale.at(-1)?.scale ?? null),
  column('mean_gradient_cosine', 'number', 'gradientCosine', ({ final }) => meanCosine(final.gradientCosine)),
  column('elements', 'integer', 'elements', ({ final }) => final.counts.elements),
  column('saturated', 'integer', 'saturated', ({ final }) => final.counts.saturated),
  column('overflows', 'integer', 'overflows', ({ final }) => final.counts.overflows),
  column('flushed_to_zero', 'integer', 'flushedToZero', ({ final }) => final.counts.flushedToZero),
  column('infinities', 'integer', 'nonFinite', ({ final }) => final.counts.infinities),
  column('nans', 'integer', 'nonFinite', ({ final }) => final.counts.nans),
];

export const accuracyTable = ({ runs }: Pick<AccuracyFile, 'runs'>): Table => tableOf(columns, runs);

function nonFinite(first: Run['final']['firstNonFinite']): string | null {
  return first === null ? null : `${first.kind} in ${first.tensor} by ${first.op} at step ${first.step}`;
}

function meanCosine(samples: Run['final']['gradientCosine']): number | null {
  const known = samples.flatMap(({ cosine }) => (cosine === null ? [] : [cosine]));
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length;
}
