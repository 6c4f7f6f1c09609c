/** @file A single run as one self-contained page: the time of each row by reason as a chart, then the run's tables. */
import { timeReasons } from '../sim/waits.js';
import { waitsChart } from './charts/waits.js';
import { reasonColor } from './html/colors.js';
import { html, type Markup } from './html/markup.js';
import { figure } from './html/parts.js';
import { reasonText } from './metrics.js';
import type { RunReport } from './schemas/run.js';
import { sheetHtml } from './sheetHtml.js';
import { runSheet } from './sheets/run.js';
import { rowsView } from './view.js';

/** The whole file. */
export function renderRunHtml(report: RunReport): string {
  return sheetHtml(runSheet(report), JSON.stringify(report), waitsFigure(report));
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
