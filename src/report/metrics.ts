/** @file One definition for each metric: the tooltip, the table of definitions, the docs and `explain` all read it. */
import { reasonMeaning, type TimeReason, timeReasons } from '../sim/waits.js';
import { accuracyMetrics } from './metricDefinitions/accuracy.js';
import type { Metric } from './metricDefinitions/definition.js';
import { speedMetrics } from './metricDefinitions/speed.js';
import { studyMetrics } from './metricDefinitions/studies.js';

export type { Metric } from './metricDefinitions/definition.js';

const base = { ...speedMetrics, ...accuracyMetrics, ...studyMetrics } as const;

export type MetricId = keyof typeof base;

/** The meaning of a reason as a sentence. */
export const reasonText = (reason: TimeReason): string =>
  `${reasonMeaning[reason][0].toUpperCase()}${reasonMeaning[reason].slice(1)}.`;

const reasons: readonly Metric[] = timeReasons.map((reason: TimeReason) => ({
  id: reason === 'work' ? 'work' : `waits.${reason}`,
  label: reason,
  unit: 'cycles',
  definition: reasonText(reason),
}));

/** Every metric of a report, waits by reason included. */
export const metrics: readonly Metric[] = [...Object.entries(base).map(([id, m]) => ({ id, ...m })), ...reasons];

/** The metric of that name. */
export function metric(id: MetricId): Metric {
  return { id, ...base[id] };
}

/** Columns of CSV and Parquet whose names hold a level, a resource or a reason. */
const columnPatterns: readonly (readonly [pattern: RegExp, id: string])[] = [
  [/^wait_(\w+)_cycles$/, 'waits.$1'],
  [/^resident_.+_bytes$/, 'resident'],
  [/^moved_.+_bytes$/, 'bytes'],
  [/^busy_.+_share$/, 'busy'],
  [/^work_cycles$/, 'work'],
  [/^(rejected_level|need_bytes|have_bytes|suggestion)$/, 'rejected'],
  [/^rel_l2$|^values_ok$/, 'values'],
  [/^assumed_figures$/, 'assumed'],
  [/^units_used$/, 'mapping'],
  [/^peak_macs_per_second$/, 'peaks'],
];

/** Metric of a column of CSV or Parquet: `wait_dram_cycles`, `mac_utilisation`. */
export function metricOfColumn(name: string): Metric | undefined {
  for (const [pattern, id] of columnPatterns) {
    if (pattern.test(name)) return metrics.find((m) => m.id === name.replace(pattern, id));
  }
  const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return metrics.find(({ id }) => id === camel);
}
