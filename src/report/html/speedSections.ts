/** @file Sections about time: speedups, where the time goes, what stays on the chip, and how each row was mapped. */

import { reasonMeaning, timeReasons } from '../../sim/waits.js';
import { refusedPer } from '../../study/row.js';
import { residencyChart, residentLevels } from '../charts/residency.js';
import { speedupChart } from '../charts/speedup.js';
import { shareOf, waitsChart } from '../charts/waits.js';
import { formatAmount, formatBytes, formatCount, formatPercent, formatRatio, formatSeconds } from '../numbers.js';
import type { ReportRow } from '../schema.js';
import { isSimulated, type ReportTarget, type ReportView } from '../view.js';
import { kernelColor, kernelSymbols, reasonColor } from './colors.js';
import { html, type Markup } from './markup.js';
import { cell, chosen, figure, head, picker, plainHead, scrollTable } from './parts.js';

const perBatch = (view: ReportView, content: (batch: number) => Markup): Markup[] =>
  view.batches.map((batch, i) => chosen('batch', i, content(batch)));

export function speedupSection(view: ReportView): Markup {
  const [base] = view.report.bases;
  if (base === undefined) return html``;
  return html`<section id="speedup"><h2>How fast is each target?</h2>
<p>Every kernel on every target against ${base.kernel} in ${base.format} on ${base.chip} (${base.runtime}), the way a library ran it: at the dashed line it is as fast as that. Further right is faster; the axis is logarithmic.</p>
${kernelKey(view)}
${perBatch(view, (batch) => html`${figure((size) => speedupChart(view, batch, base.id, size))}${resultTables(view, batch)}`)}</section>`;
}

function kernelKey(view: ReportView): Markup {
  const entries = view.kernels.map(
    (kernel, i) =>
      html`<li><i class="${kernelSymbols[i % kernelSymbols.length]}" style="--c:${kernelColor(i)}"></i>${kernel}</li>`,
  );
  return html`<ul class="key">${entries}</ul>`;
}

/** The best kernel of each target, and behind a click all of them. */
function resultTables(view: ReportView, batch: number): Markup {
  const best = view.targets.map((target) => {
    const row = view.best(target, batch);
    return row === undefined
      ? html``
      : html`<tr>${targetHead(target, 1)}${resultCells(view, target, row.kernel, batch)}</tr>`;
  });
  const all = view.targets.flatMap((target) =>
    view.kernels.map(
      (kernel, i) =>
        html`<tr>${i === 0 && targetHead(target, view.kernels.length)}${resultCells(view, target, kernel, batch)}</tr>`,
    ),
  );
  return html`${scrollTable(`The fastest kernel of each target, batch ${batch}`, resultHeads(view), best)}
<details class="more"><summary>Table of all kernels</summary>${scrollTable(`Every kernel on every target, batch ${batch}`, resultHeads(view), all)}</details>`;
}

function resultHeads(view: ReportView): Markup[] {
  return [
    plainHead('target', 'l'),
    plainHead('kernel', 'l'),
    head('cycles'),
    head('seconds'),
    ...view.report.bases.map((b) => head('speedup', `over ${b.chip}`)),
    head('boundBy', 'bound by', 'l'),
    head('macUtilisation'),
    head('dramUtilisation'),
  ];
}

const targetHead = (target: ReportTarget, rows: number): Markup =>
  html`<th scope="rowgroup" rowspan="${rows}">${target.label} <span class="sub">${target.runtime}</span></th>`;

function resultCells(view: ReportView, target: ReportTarget, kernel: string, batch: number): Markup {
  const row = view.row(target, kernel, batch);
  const { bases } = view.report;
  if (!isSimulated(row)) {
    return html`<td class="l">${kernel}</td><td class="l na wrap" colspan="${bases.length + 5}">${whyNot(row)}</td>`;
  }
  const over = bases.map((b) => cell(view.speedup(target, kernel, batch, b.id), formatRatio));
  return html`<td class="l">${kernel}</td><td>${formatCount(row.cycles)}</td><td class="best">${formatSeconds(row.seconds)}</td>${over}<td class="l">${row.boundBy}</td><td>${formatPercent(row.macUtilisation)}</td><td>${formatPercent(row.dramUtilisation)}</td>`;
}

/** Why a row has no cycles. */
function whyNot(row: ReportRow | undefined): string {
  if (row === undefined || !('rejected' in row)) return 'n/a (not run)';
  const { level, needBytes, haveBytes, suggestion } = row.rejected;
  return `n/a (does not fit in ${level}: needs ${formatAmount(level, needBytes)}, has ${formatAmount(level, haveBytes)} ${refusedPer(level)}; ${suggestion})`;
}

export function waitsSection(view: ReportView): Markup {
  const selected = view.kernels.length - 1;
  const key = timeReasons.map(
    (reason) => html`<li title="${reasonMeaning[reason]}"><i style="--c:${reasonColor(reason)}"></i>${reason}</li>`,
  );
  return html`<section id="waits"><h2>Where does the time go?</h2>
<p>Cycles of the unit that works most. Work and waits by reason sum to 100 %.</p>
${picker({ name: 'kernel', legend: 'Kernel', options: view.kernels, selected })}
<ul class="key">${key}</ul>
${view.kernels.map((kernel, i) => chosen('kernel', i, html`${perBatch(view, (batch) => waitsOf(view, kernel, batch))}`))}</section>`;
}

function waitsOf(view: ReportView, kernel: string, batch: number): Markup {
  const rows = view.targets.map((target) => {
    const row = view.simulated(target, kernel, batch);
    if (row === undefined) {
      const why = whyNot(view.row(target, kernel, batch));
      return html`<tr><th scope="row">${target.label}</th><td class="l na" colspan="${timeReasons.length + 1}">${why}</td></tr>`;
    }
    const shares = timeReasons.map((reason) => html`<td>${percentOrDash(shareOf(row, reason))}</td>`);
    return html`<tr><th scope="row">${target.label}</th><td class="l">${row.boundBy}</td>${shares}</tr>`;
  });
  const heads = [
    plainHead('target', 'l'),
    head('boundBy'),
    ...timeReasons.map((reason) => html`<th scope="col" title="${reasonMeaning[reason]}">${reason}</th>`),
  ];
  const caption = `Share of cycles by reason, ${kernel}, batch ${batch}`;
  return html`${figure((size) => waitsChart(view, kernel, batch, size))}<details class="more"><summary>Table</summary>${scrollTable(caption, heads, rows)}</details>`;
}

const percentOrDash = (share: number): string => (share === 0 ? '0' : formatPercent(share));

export function residencySection(view: ReportView): Markup {
  const kernel = view.kernels[view.kernels.length - 1];
  if (kernel === undefined) return html``;
  return html`<section id="residency"><h2>What stays on the chip?</h2>
<p>Bytes that ${kernel} keeps in each level for the whole run. The bar is the level’s capacity; its darker part is what a kernel may pin there. Targets on which the kernel does not fit have no bar.</p>
${perBatch(view, (batch) => residencyOf(view, kernel, batch))}</section>`;
}

function residencyOf(view: ReportView, kernel: string, batch: number): Markup {
  const levels = residentLevels(view, kernel, batch);
  const rows = levels.map(
    (l) =>
      html`<tr><th scope="row">${l.target}</th><td class="l">${l.level}</td><td>${formatBytes(l.bytes)}</td><td>${formatBytes(l.pinnableBytes)}</td><td>${formatBytes(l.capacityBytes)}</td><td>${formatPercent(l.bytes / l.capacityBytes)}</td></tr>`,
  );
  const heads = [
    plainHead('target', 'l'),
    plainHead('level', 'l'),
    head('resident'),
    plainHead('can be pinned'),
    plainHead('capacity'),
    plainHead('share'),
  ];
  const caption = `Resident bytes, ${kernel}, batch ${batch}, all units together`;
  return html`${figure((size) => residencyChart(view, kernel, batch, size))}<details class="more"><summary>Table</summary>${scrollTable(caption, heads, rows)}</details>`;
}
