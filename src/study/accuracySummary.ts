/** @file Runs of several seeds in one line a format: mean, spread, and paired difference to fp32. */
import type { AccuracyRun, FormatSummary, TensorRecord } from './accuracyTypes.js';

type Mean = (values: readonly (number | null)[]) => number | null;

/** Sample standard deviation of the numbers there are; null for fewer than two. */
export function deviationOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((x): x is number => x !== null);
  if (known.length < 2) return null;
  const mean = known.reduce((sum, x) => sum + x, 0) / known.length;
  return Math.sqrt(known.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (known.length - 1));
}

/** One line for each task and format, in the order of the runs. */
export function summarise(
  runs: readonly AccuracyRun[],
  tensors: readonly TensorRecord[],
  meanOf: Mean,
): FormatSummary[] {
  const groups = new Map<string, AccuracyRun[]>();
  for (const run of runs) {
    const key = `${run.task} ${run.format}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].map((group) => {
    const [{ task, format, final }] = group;
    const values = group.map((run) => run.final.value);
    const deltas = group.map((run) => run.final.deltaToFp32);
    const own = tensors.filter((t) => t.task === task && t.format === format);
    return {
      task,
      format,
      metric: final.metric,
      seeds: group.length,
      diverged: group.filter((run) => run.final.divergedAt !== null).length,
      mean: meanOf(values),
      deviation: deviationOf(values),
      meanDelta: meanOf(deltas),
      deltaDeviation: deviationOf(deltas),
      unchangedUpdates: meanOf(own.map((t) => t.unchangedUpdates)),
      gradientCosine: meanOf(group.flatMap((run) => run.final.gradientCosine.map((c) => c.cosine))),
    };
  });
}
