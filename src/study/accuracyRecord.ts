/** @file From a finished run to the JSON of the report. */
import { allCounts, totalCounts } from '../models/formatCounts.js';
import type { Task } from '../models/tasks/index.js';
import type { Trainer } from '../models/trainer.js';
import type { RunNotes } from './accuracyRun.js';
import type { AccuracyJob, FinalResult, JobResult, TensorRecord } from './accuracyTypes.js';

/** Points of a loss curve. */
const CURVE_POINTS = 60;

const finite = (x: number | null): number | null => (x !== null && Number.isFinite(x) ? x : null);

/** Mean of the numbers there are; null without any. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((x): x is number => x !== null);
  return known.length === 0 ? null : known.reduce((sum, x) => sum + x, 0) / known.length;
}

export function resultOf(
  job: AccuracyJob,
  task: Task,
  trainer: Trainer,
  notes: RunNotes,
  heldOutLoss: number | null,
): JobResult {
  const tensors = tensorRecords(job, trainer, notes);
  const { losses } = notes;
  const lossEvery = Math.max(1, Math.ceil(losses.length / CURVE_POINTS));
  const loss = Array.from({ length: Math.ceil(losses.length / lossEvery) }, (_, i) =>
    finite(meanOf(losses.slice(i * lossEvery, (i + 1) * lossEvery))),
  );
  const diverged = losses.findIndex((x) => !Number.isFinite(x));
  const held = finite(heldOutLoss);
  const { elements, saturated, overflows, flushedToZero, infinities, nans } = totalCounts(tensors);
  const final: FinalResult = {
    trainLoss: finite(meanOf(losses.slice(-Math.max(1, Math.ceil(losses.length / 10))))),
    heldOutLoss: held,
    value: held === null ? null : finite(task.metric.of(held)),
    metric: task.metric.name,
    baseline: task.baseline,
    best: task.best,
    deltaToFp32: null,
    divergedAt: diverged < 0 ? null : diverged,
    updates: trainer.updates,
    skippedUpdates: notes.skipped,
    firstNonFinite: notes.firstNonFinite,
    gradientCosine: notes.cosines.map(({ step, all }) => ({ step, cosine: all })),
    counts: { elements, saturated, overflows, flushedToZero, infinities, nans },
  };
  const { task: name, format, seed } = job;
  return { run: { task: name, format, seed, loss, lossEvery, lossScale: notes.lossScales, final }, tensors };
}

function tensorRecords(job: AccuracyJob, trainer: Trainer, notes: RunNotes): TensorRecord[] {
  const { task, format, seed } = job;
  return allCounts(trainer.tensors).map(({ maxAbs: _last, ...counts }) => {
    const name = counts.tensor;
    const parameter = name.startsWith('g.') ? name.slice(2) : null;
    const store = notes.stores[name];
    return {
      task,
      format,
      seed,
      ...counts,
      samples: notes.exponents.flatMap((sample) => (name in sample ? [sample[name]] : [])),
      sqnrDb: store === undefined || store.noise === 0 ? null : finite(10 * Math.log10(store.signal / store.noise)),
      mantissaBits: store?.mantissaBits ?? [],
      magnitudes: store?.magnitudes ?? [],
      unchangedUpdates: meanOf(notes.unchanged.map((shares) => shares[name] ?? null)),
      gradientCosine: parameter === null ? null : meanOf(notes.cosines.map((c) => c.byParameter[parameter] ?? null)),
    };
  });
}
