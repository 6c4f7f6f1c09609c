/** @file A single run as one self-contained page: the time of each row by reason as a chart, then the run's tables. */
import { timeReasons } from '../sim/waits.js';
import { waitsChart } from './charts/waits.js';
import { reasonColor } from './html/colors.js';
import { limitsOfRow, relativeRoofline } from './html/limitSections.js';
import { html, type Markup, trusted } from './html/markup.js';
import { figure } from './html/parts.js';
import { reasonText } from './metrics.js';
import type { RunReport } from './schemas/run.js';
import { sheetHtml } from './sheetHtml.js';
import { runSheet } from './sheets/run.js';
import { rowsView } from './view.js';

/** The whole file. */
export function renderRunHtml(report: RunReport): string {
  return sheetHtml(runSheet(report), JSON.stringify(report), html`${waitsFigure(report)}${limits(report)}`);
}

function waitsFigure(report: RunReport): Markup | null {
  const view = rowsView(report.rows);
  if (!report.rows.some((row) => 'cycles' in row)) return null;
  const key = timeReasons.map(
    (reason) => html`<li title="${reasonText(reason)}"><i style="--c:${reasonColor(reason)}"></i>${reason}</li>`,
  );
  const charts = view.kernels.flatMap((kernel) =>
    view.batches.map((batch) => html`<h3>${kernel}</h3>${figure((size) => waitsChart(view, kernel, batch, size))}`),
  );
  return html`<section id="waits"><h2>Cycles by reason</h2><ul class="key">${key}</ul>${charts}</section>`;
}

/** Rows that are drawn in full: more would only make the page slow. */
const MOST_IN_FULL = 12;

/** Each row against the limits of its chip; several of them under one roof first. */
function limits({ rows }: RunReport): Markup | null {
  const named = rows.flatMap((row) =>
    'cycles' in row ? [{ label: `${row.chip} ${row.format} ${row.kernel}`, row }] : [],
  );
  if (named.length === 0) return null;
  const full = named.slice(0, MOST_IN_FULL);
  const left = named.length - full.length;
  const details = full.map(
    (one, i) =>
      html`<details class="more"${i === 0 ? trusted(' open') : null}><summary>${one.label} in full</summary>${limitsOfRow(one)}</details>`,
  );
  return html`<section id="limits"><h2>How far from the limits?</h2>${named.length > 1 && relativeRoofline(named)}${details}${left > 0 && html`<p class="note">${left} more rows are in the tables only.</p>`}</section>`;
}
