/** @file A sweep as one self-contained page: the Pareto front, what matters most, the fastest rows, what has failed. */

import type { AxisEffect } from '../../study/sweep/effects.js';
import type { Sweep, SweepDefinition } from '../../study/sweep/sweepTypes.js';
import { kernelColor, kernelSymbols } from '../html/colors.js';
import { html, type Markup } from '../html/markup.js';
import { renderPage, sectionLinks } from '../html/page.js';
import { figure, head, plainHead, scrollTable } from '../html/parts.js';
import { jsonLines } from '../jsonLines.js';
import { formatCount, formatNumber, formatPercent, formatRatio, formatSeconds, groupThousands } from '../numbers.js';
import { effectsChart, frontChart, groupOf } from './charts.js';
import type { ShortRow, SweepSummary } from './summary.js';
import { objectiveText } from './words.js';

/** The whole file. */
export function renderSweepHtml(sweep: Sweep, summary: SweepSummary, version: string, hash: string): string {
  const { definition } = sweep;
  const kernels = definition.kernels.map((k) => k.name).join(', ');
  const title = `${kernels}: ${groupThousands(summary.rows)} configurations`;
  const { refused = 0, ...others } = summary.failed;
  const failed = Object.values(others).reduce((a, b) => a + b, 0);
  const counts = `${groupThousands(summary.simulated)} simulated, ${groupThousands(summary.rejected)} do not fit, ${groupThousands(refused)} can never be done there, ${groupThousands(failed)} have failed`;
  const header = html`<header class="top"><div class="eyebrow">onchip ${version} · sweep ${hash.slice(0, 8)} · ${methodText(definition)}</div>
<h1>${title}</h1><p class="lead">On ${definition.machines.map((m) => m.name).join(', ')}. ${counts}.</p>
${sectionLinks([
  ['front', 'Pareto front'],
  ['matters', 'What matters'],
  ['rows', 'Rows'],
  ['failed', 'Failed'],
  ['definition', 'Definition'],
])}</header>`;
  const { points: _, ...rest } = summary;
  return renderPage({
    title,
    header,
    main: html`${frontSection(summary)}${effectsSection(summary)}${rowsSection(summary)}${failedSection(summary)}${definitionSection(definition)}`,
    footer: 'All rows are in rows.csv, rows.parquet and rows.jsonl beside this page; the definition is in sweep.json.',
    choices: [],
    bar: null,
    json: jsonLines({ version, hash, ...rest }),
  });
}

function methodText({ method, seed }: SweepDefinition): string {
  if (method.kind === 'grid') return 'grid';
  if (method.kind === 'sample') return `Latin hypercube of ${method.samples} points, seed ${seed}`;
  return `Pareto search, at most ${method.evaluations} rows, generations of ${method.population}, seed ${seed}`;
}

function frontSection(summary: SweepSummary): Markup {
  const { front, objectives, points, simulated } = summary;
  const names = objectives
    .map(({ name, direction }) => `${direction === 'min' ? 'small' : 'large'} ${name}`)
    .join(', ');
  if (front.length === 0) {
    return html`<section id="front"><h2>Which are worth having?</h2><p>n/a (no row has been simulated)</p></section>`;
  }
  const group = groupOf(summary);
  const groups = [...new Set([...points, ...front].map(group))].sort();
  const key = groups.map(
    (name, i) =>
      html`<li><i class="${kernelSymbols[(i + 1) % kernelSymbols.length]}" style="--c:${kernelColor(i + 1)}"></i>${name}</li>`,
  );
  const shown = points.length < simulated ? ` ${groupThousands(points.length)} of them are drawn.` : '';
  return html`<section id="front"><h2>Which are worth having?</h2>
<p>Wanted: ${names}. ${groupThousands(front.length)} of ${groupThousands(simulated)} rows are on the front: no other row is as good in everything and better in something.${shown}</p>
<ul class="key">${key}</ul>${figure((size) => frontChart(summary, size))}${rowTable('The Pareto front', summary, front)}</section>`;
}

function rowTable(caption: string, { objectives }: SweepSummary, rows: readonly ShortRow[]): Markup {
  const varied = [...new Set(rows.flatMap((row) => Object.keys(row.varied)))];
  const extra = objectives
    .map((o, i) => ({ ...o, i }))
    .filter(({ name }) => !['seconds', 'cycles', ...varied].includes(name));
  const heads = [
    plainHead('row', 'l'),
    plainHead('kernel', 'l'),
    plainHead('chip', 'l'),
    plainHead('format', 'l'),
    ...varied.map((name) => plainHead(name.split('.').slice(-2).join('.'))),
    head('cycles'),
    head('seconds'),
    ...extra.map(({ name, unit }) => plainHead(unit === '' ? name : `${name}, ${unit}`)),
    head('boundBy', undefined, 'l'),
    plainHead('units'),
  ];
  const lines = rows.map(
    (row) =>
      html`<tr><th scope="row">${row.index}</th><td class="l">${row.kernel}</td><td class="l">${row.chip} <span class="sub">${row.runtime}</span></td><td class="l">${row.format}</td>${varied.map((name) => html`<td>${name in row.varied ? plainNumber(row.varied[name]) : '–'}</td>`)}<td>${formatCount(row.cycles)}</td><td>${formatSeconds(row.seconds)}</td>${extra.map(({ unit, i }) => html`<td>${objectiveText(unit, row.objectives[i])}</td>`)}<td class="l">${row.boundBy}</td><td>${row.unitsUsed}</td></tr>`,
  );
  return scrollTable(caption, heads, lines);
}

const plainNumber = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e9 ? groupThousands(value) : formatNumber(value);

function effectsSection({ effects, effectRows, simulated }: SweepSummary): Markup {
  if (effects.length === 0) {
    return html`<section id="matters"><h2>What matters most?</h2><p>n/a (nothing varies among the simulated rows)</p></section>`;
  }
  const of =
    effectRows < simulated
      ? `${groupThousands(effectRows)} of ${groupThousands(simulated)}`
      : groupThousands(simulated);
  const sum = effects.reduce((a, e) => a + e.share, 0);
  const rest =
    sum < 1 ? ` Together they explain ${formatPercent(sum)} one by one; the rest is what they do in combination.` : '';
  const heads = ['axis', 'share', 'slowest / fastest value', 'rank correlation', 'values or groups'].map((label, i) =>
    plainHead(label, i === 0 ? 'l' : ''),
  );
  const rows = effects.map(
    (e: AxisEffect) =>
      html`<tr><th scope="row">${e.axis}</th><td>${formatPercent(e.share)}</td><td>${formatRatio(e.swing)}</td><td>${e.rank === null ? 'n/a (names)' : formatNumber(e.rank)}</td><td>${e.groups}</td></tr>`,
  );
  return html`<section id="matters"><h2>What matters most?</h2>
<p>Share of the variance of the logarithm of time that the values of one axis explain alone, over ${of} rows; figures of a chip over the rows of that chip. Numbers of many values are put in eight groups.${rest}</p>
${figure((size) => effectsChart(effects, size))}${scrollTable('Every axis that varies', heads, rows)}</section>`;
}

function rowsSection(summary: SweepSummary): Markup {
  const { fastest, simulated } = summary;
  if (fastest.length === 0)
    return html`<section id="rows"><h2>The fastest rows</h2><p>n/a (no row has been simulated)</p></section>`;
  const caption = `The fastest ${fastest.length} of ${groupThousands(simulated)} rows`;
  return html`<section id="rows"><h2>The fastest rows</h2><p>All of them are in the files beside this page, with their waits and mappings.</p>${rowTable(caption, summary, fastest)}</section>`;
}

function failedSection({ failed, reasons, rejected }: SweepSummary): Markup {
  const count = Object.values(failed).reduce((a, b) => a + b, 0);
  const lines = reasons.map(
    (r) =>
      html`<tr><th scope="row">${r.kind}</th><td>${groupThousands(r.rows)}</td><td class="l wrap">${r.reason}</td></tr>`,
  );
  const fits = `${groupThousands(rejected)} configurations do not fit their chip; rows.csv says what they need.`;
  const table =
    count === 0
      ? html`<p>No row has failed.</p>`
      : scrollTable(
          'Reasons; every row is in failed.jsonl',
          [plainHead('kind', 'l'), plainHead('rows'), plainHead('reason', 'l')],
          lines,
        );
  return html`<section id="failed"><h2>What could not be done?</h2><p>${fits}</p>${table}</section>`;
}

function definitionSection({ params, figures, points, runtimes, formats, values, seed }: SweepDefinition): Markup {
  const axis = (a: SweepDefinition['params'][string]): string =>
    a.kind === 'range' ? `${plainNumber(a.low)} … ${plainNumber(a.high)}` : listText(a.values.map(plainNumber));
  const entries: readonly (readonly [string, string])[] = [
    ...Object.entries(params).map(([name, a]) => [name, axis(a)] as const),
    ...figures.map((f) => [`${f.machine}: ${f.path}`, `${axis(f.axis)} ${f.unit}`] as const),
    ...(points === null ? [] : [['list', `${groupThousands(points.length)} configurations`] as const]),
    ['runtime', runtimes?.join(', ') ?? 'each chip’s own'],
    ['format', formats?.join(', ') ?? 'each chip’s own'],
    ['values', values === 'none' ? 'not computed' : 'checked against float64'],
    ['seed', String(seed)],
  ];
  return html`<section id="definition"><h2>What was asked for?</h2><dl>${entries.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl></section>`;
}

const listText = (values: readonly string[]): string =>
  values.length <= 12
    ? values.join(', ')
    : `${values.slice(0, 10).join(', ')} … ${values[values.length - 1]} (${values.length} values)`;
