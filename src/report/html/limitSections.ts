/** @file Sections about limits: what each row reaches of what its chip can do, what it loses on the way, when its buffers are
 * held, and what its speed is worth in dollars. */

import type { Timeline } from '../../study/timeline.js';
import type { NamedRow } from '../charts/namedRow.js';
import { breakEvenDollars, type PricedChip, priceChart } from '../charts/price.js';
import { levelsOfPoints, relativePoints, relativeRooflineChart } from '../charts/relativeRoofline.js';
import { residencyBlocks, residencyMapChart } from '../charts/residencyMap.js';
import { rooflineChart, rooflinePoints } from '../charts/roofline.js';
import { speedOfLightChart } from '../charts/speedOfLight.js';
import { timelineChart, timelineTitle } from '../charts/timeline.js';
import { unitCells, unitMapChart } from '../charts/unitMap.js';
import { waterfallChart } from '../charts/waterfall.js';
import { formatCount, formatNumber, formatPercent, groupThousands } from '../numbers.js';
import { lightLines, residencyLines, unitLines, waterfallLines } from '../tables/closeUp.js';
import { kernelColor, kernelSymbols } from './colors.js';
import { html, type Markup } from './markup.js';
import { figure, plainHead, scrollTable, sentence } from './parts.js';

/** Lines of a table that is beside a picture: the JSON has them all. */
const MOST_ROWS = 60;

const heads = (...labels: readonly string[]): Markup[] =>
  labels.map((label, i) => plainHead(label, i === 0 ? 'l' : ''));
const more = (caption: string, columns: readonly Markup[], rows: readonly Markup[]): Markup =>
  html`<details class="more"><summary>Table</summary>${scrollTable(caption, columns, rows)}</details>`;

/** All rows under one roof. */
export function relativeRoofline(rows: readonly NamedRow[]): Markup {
  const points = relativePoints(rows);
  if (points.length === 0) return html`<p>n/a (no row has limits to be held against)</p>`;
  const key = levelsOfPoints(points).map(
    (level, i) =>
      html`<li><i class="${kernelSymbols[(i + 1) % kernelSymbols.length]}" style="--c:${kernelColor(i + 1)}"></i>${level}</li>`,
  );
  return html`<ul class="key">${key}</ul>${figure((size) => relativeRooflineChart(rows, size))}${rooflineTable(rows)}`;
}

function rooflineTable(rows: readonly NamedRow[]): Markup {
  const lines = relativePoints(rows).map(
    (p) =>
      html`<tr><th scope="row">${p.label}</th><td class="l">${p.level}</td><td>${formatNumber(p.intensity)}</td><td>${formatCount(p.macsPerSecond)}</td><td>${formatCount(p.roof)}</td><td>${formatPercent(p.share)}</td></tr>`,
  );
  const columns = heads('row', 'level', 'MAC a byte', 'MAC/s', 'roof MAC/s', 'of the roof');
  return more('Rows and the roofs of their levels', columns, lines);
}

/** Everything about the limits of one row. */
export function limitsOfRow(named: NamedRow): Markup {
  const roofs = rooflinePoints(named.row).length > 0;
  const blocks = residencyBlocks(named);
  return html`<h3>Speed of light</h3>${figure((size) => speedOfLightChart(named, size))}${lightTable(named)}
<h3>From ideal to simulated</h3>${figure((size) => waterfallChart(named, size))}${waterfallTable(named)}
<h3>Roofline</h3>${roofs ? html`${rooflineKey(named)}${figure((size) => rooflineChart(named.row, size))}${rooflineTable([named])}` : html`<p>n/a (no products, or no limits recorded)</p>`}
<h3>Memory over time</h3>${blocks.length > 0 ? html`${figure((size) => residencyMapChart(named, size))}${residencyTable(named)}` : html`<p>n/a (nothing lies in the units)</p>`}
${named.row.timeline !== undefined && timelineFigure(named.row.timeline)}
<h3>Map of the units</h3>${named.row.units === undefined ? html`<p>n/a (not recorded)</p>` : html`${figure((size) => unitMapChart(named, size))}${unitTable(named)}`}`;
}

/** A few steps, operation by operation. */
function timelineFigure(timeline: Timeline): Markup {
  const { tracks, labels, spans, cut } = timeline;
  const rows = spans
    .slice(0, MOST_ROWS)
    .map(
      ([track, label, start, end]) =>
        html`<tr><th scope="row">${labels[label]}</th><td class="l">${tracks[track]}</td><td>${groupThousands(start)}</td><td>${groupThousands(end - start)}</td></tr>`,
    );
  const columns = [...heads('operation'), plainHead('part', 'l'), plainHead('start'), plainHead('cycles')];
  const title = timelineTitle(timeline);
  return html`<h3>Timeline</h3><p>${sentence(title)}${cut && html` The first ${spans.length} operations.`}</p>${figure((size) => timelineChart(timeline, size))}${more(`Operations: ${title}`, columns, rows)}`;
}

function rooflineKey({ row }: NamedRow): Markup {
  const entries = rooflinePoints(row).map(
    ({ level }, i) =>
      html`<li><i class="${kernelSymbols[(i + 1) % kernelSymbols.length]}" style="--c:${kernelColor(i + 1)}"></i>${level}</li>`,
  );
  return html`<ul class="key">${entries}</ul>`;
}

/** The first cell heads the line; `texts`: places of cells that are words. */
const lineOf = ([first, ...cells]: readonly string[], ...texts: readonly number[]): Markup =>
  html`<tr><th scope="row">${first}</th>${cells.map((cell, i) => (texts.includes(i + 1) ? html`<td class="l">${cell}</td>` : html`<td>${cell}</td>`))}</tr>`;

const lightTable = (named: NamedRow): Markup =>
  more(
    `Share of each limit, ${named.label}`,
    heads('limit', 'share'),
    lightLines(named).map((line) => lineOf(line)),
  );

const waterfallTable = (named: NamedRow): Markup =>
  more(
    `Time by step, ${named.label}`,
    heads('step', 'time', 'so far'),
    waterfallLines(named).map((line) => lineOf(line)),
  );

const residencyTable = (named: NamedRow): Markup =>
  more(
    `Buffers on the chip, ${named.label}`,
    heads('buffer', 'level', 'bytes', 'from cycle', 'to cycle'),
    residencyLines(named).map((line) => lineOf(line, 1)),
  );

const unitTable = (named: NamedRow): Markup =>
  more(
    `Units of ${named.row.chip} (${unitCells(named).length} squares)`,
    [...heads('units', 'how many', 'works'), plainHead('holds', 'l')],
    unitLines(named).map((line) => lineOf(line, 3)),
  );

/** Work per dollar over an open price. */
export function priceFigure(chips: readonly PricedChip[]): Markup {
  const open = chips.filter(({ dollars }) => dollars === null);
  const listed = chips.filter((c): c is PricedChip & { readonly dollars: number } => c.dollars !== null);
  if (open.length === 0 || listed.length === 0) return html`<p>n/a (no chip with a list price beside one without)</p>`;
  const rows = listed.map((other) => {
    const cells = open.map((chip) => html`<td>$${groupThousands(breakEvenDollars(chip, other))}</td>`);
    return html`<tr><th scope="row">${other.label}</th><td>$${groupThousands(other.dollars)}</td>${cells}</tr>`;
  });
  const key = open.map(({ label }, i) => html`<li><i style="--c:${kernelColor(i + 2)}"></i>${label}</li>`);
  const columns = heads('against', 'list price', ...open.map(({ label }) => `break-even price of ${label}`));
  return html`<ul class="key">${key}</ul>${figure((size) => priceChart(chips, size))}${more('Break-even prices', columns, rows)}`;
}
