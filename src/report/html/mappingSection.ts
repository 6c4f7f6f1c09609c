/** @file No cycle count without its mapping: every row opens to its loops, engines and the place of each tensor. */
import { refusedPer } from '../../study/row.js';
import { formatAmount, formatBytes, formatCount, formatNumber, formatSeconds, groupThousands } from '../numbers.js';
import type { ReportRow, ReportSimulatedRow } from '../schema.js';
import { isSimulated, type ReportTarget, type ReportView } from '../view.js';
import { html, type Markup } from './markup.js';
import { chosen } from './parts.js';

export function mappingSection(view: ReportView): Markup {
  const rows = (batch: number): Markup[] =>
    view.targets.flatMap((target) =>
      view.kernels.map((kernel) => mappingRow(target, kernel, view.row(target, kernel, batch))),
    );
  return html`<section id="mapping"><h2>How was each row mapped?</h2>
<p>Every cycle count with the plan behind it. Open a row for its loops, its engines and where each tensor lies.</p>
${view.batches.map((batch, i) => chosen('batch', i, html`<h3>Batch ${batch}</h3>${rows(batch)}`))}</section>`;
}

function mappingRow(target: ReportTarget, kernel: string, row: ReportRow | undefined): Markup {
  if (row === undefined) return html``;
  const names = html`<span class="t">${target.label}</span><span class="k">${kernel}</span>`;
  if (!isSimulated(row)) {
    const { level, needBytes, haveBytes, suggestion } = row.rejected;
    return html`<details class="row"><summary>${names}<span class="n na">n/a</span><span class="n na">n/a</span><span class="b na">does not fit</span></summary><div><p>Needs ${formatAmount(level, needBytes)} in ${level}, has ${formatAmount(level, haveBytes)} ${refusedPer(level)}. ${suggestion}</p></div></details>`;
  }
  return html`<details class="row"><summary>${names}<span class="n" title="${groupThousands(row.cycles)} cycles">${formatCount(row.cycles)}</span><span class="n">${formatSeconds(row.seconds)}</span><span class="b">${row.boundBy}</span></summary>${mappingDetails(row)}</details>`;
}

function mappingDetails(row: ReportSimulatedRow): Markup {
  const { mapping } = row;
  const engines = Object.entries(mapping.engines).map(
    ([product, how]) => html`<p><code>${product}</code><br>${how}</p>`,
  );
  const places = mapping.placement.map(
    (p) =>
      html`<tr><th scope="row"><code>${p.tensor}</code></th><td class="l">${p.level}</td><td>${formatBytes(p.bytesPerUnit)}</td><td>${formatBytes(p.bytesOnChip)}</td></tr>`,
  );
  return html`<div><p>${unitsText(row)} ${groupThousands(row.cycles)} cycles, ${formatCount(row.macs)} multiply-accumulates, ${formatBytes(row.dramBytes)} of DRAM traffic.${valuesText(row)}</p>
<div class="cols"><div><h3>Loops</h3><pre>${mapping.loopNest.join('\n')}</pre></div><div><h3>Engines</h3>${engines}<h3>Tensors</h3>
<div class="scroll"><table><thead><tr><th class="l">tensor</th><th class="l">level</th><th>most in a unit</th><th>in all</th></tr></thead><tbody>${places}</tbody></table></div></div></div></div>`;
}

function unitsText({ mapping }: ReportSimulatedRow): string {
  const { unitsUsed, unitsOnChip, unitKind, classes, source } = mapping;
  const found = source === undefined ? '' : source === 'given' ? ' The plan was given.' : ` Plan of a ${source}.`;
  const shapes =
    classes.length === 1
      ? 'all with the same share'
      : `in groups of ${classes.map((c) => c.units).join(' + ')} by share`;
  return `${unitsUsed} of ${unitsOnChip} units (${unitKind}) used, ${shapes}.${found}`;
}

function valuesText({ values }: ReportSimulatedRow): string {
  if (values === null) return '';
  const state = values.ok ? 'values match' : 'VALUES ARE OFF';
  return ` Against float64: ${state}, error ${formatNumber(values.relL2)} (the format explains ${formatNumber(values.tolerance)}).`;
}
