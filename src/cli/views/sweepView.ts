/** @file A sweep as a person reads it: how many rows, the front, what matters most, where the files are. */
import { join } from 'node:path';
import { formatCount, formatPercent, formatRatio, formatSeconds, groupThousands } from '../../report/numbers.js';
import type { SweepSummary } from '../../report/sweep/summary.js';
import { objectiveText, variedText } from '../../report/sweep/words.js';
import { colors } from '../output.js';
import type { Shard } from '../sweep/sweepHeader.js';
import { wideTable } from './table.js';

const MOST_LINES = 20;

/** The whole text. */
export function sweepView(summary: SweepSummary, folder: string, shard: Shard | null): string {
  const sections = [headText(summary, shard)];
  if (summary.front.length > 0) sections.push(frontText(summary));
  if (summary.effects.length > 0) sections.push(effectsText(summary));
  if (summary.reasons.length > 0) sections.push(failedText(summary));
  const files = shard === null ? ['report.html', 'rows.csv', 'rows.parquet'] : ['rows.jsonl', 'failed.jsonl'];
  sections.push(files.map((name) => join(folder, name)).join('\n'));
  return sections.join('\n\n');
}

function headText({ rows, simulated, rejected, failed }: SweepSummary, shard: Shard | null): string {
  const parts = [`${groupThousands(simulated)} simulated`, `${groupThousands(rejected)} do not fit`];
  for (const [kind, count] of Object.entries(failed)) parts.push(colors.yellow(`${groupThousands(count)} ${kind}`));
  const of = shard === null ? '' : ` of shard ${shard.index}/${shard.count}`;
  return `${colors.bold(`${groupThousands(rows)} rows`)}${of}: ${parts.join(', ')}`;
}

function frontText({ front, objectives }: SweepSummary): string {
  const heads = ['row', 'kernel', 'chip', 'runtime', 'format', 'varied', '>cycles', '>time', 'bound by'];
  const extra = objectives.map((o, i) => ({ ...o, i })).filter(({ name }) => name !== 'seconds' && name !== 'cycles');
  const lines = front
    .slice(0, MOST_LINES)
    .map((row) => [
      String(row.index),
      row.kernel,
      row.chip,
      row.runtime,
      row.format,
      variedText(row),
      formatCount(row.cycles),
      formatSeconds(row.seconds),
      row.boundBy,
      ...extra.map(({ unit, i }) => objectiveText(unit, row.objectives[i])),
    ]);
  const names = objectives.map(({ name, direction }) => `${name} (${direction})`).join(', ');
  const more = front.length > MOST_LINES ? `\n… and ${front.length - MOST_LINES} more` : '';
  return `${colors.bold('Pareto front')} of ${names}\n${wideTable([...heads, ...extra.map((o) => `>${o.name}`)], lines)}${more}`;
}

function effectsText({ effects }: SweepSummary): string {
  const lines = effects
    .slice(0, MOST_LINES)
    .map((e) => [e.axis, formatPercent(e.share), formatRatio(e.swing), String(e.groups)]);
  const heads = ['axis', '>of the variance', '>slowest / fastest', '>values'];
  return `${colors.bold('what matters most')} for time\n${wideTable(heads, lines)}`;
}

function failedText({ reasons }: SweepSummary): string {
  const lines = reasons.slice(0, MOST_LINES).map((r) => [r.kind, groupThousands(r.rows), r.reason]);
  return `${colors.bold('without a result')}\n${wideTable(['kind', '>rows', 'reason'], lines)}`;
}
