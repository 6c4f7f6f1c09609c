/** @file An accuracy study as a person reads it: one table a task, formats in the order given, and what went wrong. */

import type { AccuracyReport } from '../../report/accuracyReport.js';
import { formatNumber, formatPercent, groupThousands, type Known } from '../../report/numbers.js';
import { sharingText } from '../../sim/exponentUses.js';
import type { AccuracyRun, FormatSummary } from '../../study/accuracyTypes.js';
import { colors } from '../output.js';
import { wideTable } from './table.js';

/** The whole text; `files` are the files written. */
export function accuracyView(report: AccuracyReport, files: readonly string[]): string {
  const sections = report.tasks.map(({ task, title, settings, parameters }) => {
    const { cell, layers, hidden, batch, seqLength, updates } = settings;
    const network = `${cell} ${layers} x ${hidden}, ${groupThousands(parameters)} parameters`;
    const head = `${colors.bold(task)}   ${title}\n${network}; ${updates} updates of ${batch} x ${seqLength}; seeds ${report.seeds.join(', ')}; flex: ${sharingText[report.exponents]}`;
    return `${head}\n\n${taskTable(report, task)}`;
  });
  const wrong = report.runs.flatMap(troubleOf);
  if (wrong.length > 0) sections.push([colors.yellow('not finite'), ...wrong].join('\n'));
  if (files.length > 0) sections.push(files.map((file) => `wrote ${file}`).join('\n'));
  return sections.join('\n\n');
}

function taskTable(report: AccuracyReport, task: string): string {
  const lines = report.summary.filter((line) => line.task === task);
  const runs = report.runs.filter((run) => run.task === task);
  const [{ metric }] = lines;
  const heads = ['format', `>${metric}`, '>± over seeds', '>against fp32', '>±', '>diverged', '>gradient cosine'];
  heads.push('>unchanged updates', '>saturated', '>flushed', '>overflows');
  return wideTable(
    heads,
    lines.map((line) => [
      line.format,
      formatNumber(orNa(line.mean, 'diverged')),
      formatNumber(orNa(line.deviation, 'one seed')),
      signed(orNa(line.meanDelta, 'no pair')),
      formatNumber(orNa(line.deltaDeviation, 'one seed')),
      `${line.diverged} of ${line.seeds}`,
      formatNumber(orNa(line.gradientCosine, line.format === 'fp32' ? 'is fp32' : 'not finite')),
      formatPercent(orNa(line.unchangedUpdates, 'not sampled')),
      ...counts(line, runs),
    ]),
  );
}

function counts({ format }: FormatSummary, runs: readonly AccuracyRun[]): readonly string[] {
  const own = runs.filter((run) => run.format === format).map((run) => run.final.counts);
  const sum = (of: (c: AccuracyRun['final']['counts']) => number): string =>
    groupThousands(own.reduce((all, c) => all + of(c), 0));
  return [sum((c) => c.saturated), sum((c) => c.flushedToZero), sum((c) => c.overflows)];
}

function troubleOf({ task, format, seed, final }: AccuracyRun): readonly string[] {
  const { firstNonFinite: first, divergedAt, skippedUpdates } = final;
  if (first === null) return [];
  const end = divergedAt === null ? `went on, ${skippedUpdates} updates skipped` : `ended at step ${divergedAt}`;
  return [
    `  ${task} ${format} seed ${seed}: first ${first.kind} in ${first.tensor} by ${first.op} at step ${first.step}; ${end}`,
  ];
}

const orNa = (value: number | null, na: string): Known => value ?? { na };

function signed(value: Known): string {
  return typeof value === 'number' && value > 0 ? `+${formatNumber(value)}` : formatNumber(value);
}
