/** @file No cycle count without its mapping: every row opens to its loops, engines and the place of each tensor. */
import { refusedPer } from '../../study/row.js';
import { formatAmount, formatBytes, formatCount, formatNumber, formatSeconds, groupThousands } from '../numbers.js';
import type { ReportRow, ReportSimulatedRow } from '../schema.js';
import { isSimulated, type ReportTarget, type ReportView } from '../view.js';
import { html, type Markup } from './markup.js';
import { chosen } from './parts.js';

export function mappingSection(view: ReportView): Markup {
  const plans = plansOf(view);
  const rows = (batch: number): Markup[] =>
    view.targets.flatMap((target) =>
      view.kernels.map((kernel) => mappingRow(target, kernel, view.row(target, kernel, batch), plans)),
    );
  return html`<section id="mapping"><h2>How was each row mapped?</h2>
<p>Every cycle count with the plan behind it. Open a row for its engines; loops and places of tensors that several rows share stand once, below, and are linked.</p>
${view.batches.map((batch, i) => chosen('batch', i, html`<h3>Batch ${batch}</h3>${rows(batch)}`))}
<h3>Loops</h3>${plans.loops.map((loops, i) => html`<details class="more"><summary>Loops ${i + 1}: ${loops.of}</summary><pre id="loops-${i + 1}">${loops.text}</pre></details>`)}
<h3>Places of tensors</h3>${plans.places.map((places, i) => html`<details class="more"><summary>Places ${i + 1}: ${places.of}</summary><div id="places-${i + 1}">${placesTable(places.row)}</div></details>`)}</section>`;
}

interface Plans {
  readonly loops: readonly { readonly text: string; readonly of: string }[];
  readonly places: readonly { readonly key: string; readonly row: ReportSimulatedRow; readonly of: string }[];
}

/** Each loop nest and each placement once (a link to what is inside closed details opens them), with the kernel or the first target that it is of. */
function plansOf({ report }: ReportView): Plans {
  const loops = new Map<string, string>();
  const places = new Map<string, { row: ReportSimulatedRow; count: number }>();
  for (const row of report.rows) {
    if (!isSimulated(row)) continue;
    const text = row.mapping.loopNest.join('\n');
    if (!loops.has(text)) loops.set(text, row.kernel);
    const known = places.get(placesKey(row));
    if (known === undefined) places.set(placesKey(row), { row, count: 1 });
    else known.count += 1;
  }
  const name = ({ kernel, chip, format, params }: ReportSimulatedRow): string =>
    `${kernel} on ${chip} ${format}${params.batch === undefined ? '' : `, batch ${params.batch}`}`;
  return {
    loops: [...loops].map(([text, of]) => ({ text, of })),
    places: [...places].map(([key, { row, count }]) => ({
      key,
      row,
      of: count === 1 ? name(row) : `${name(row)} and ${count - 1} more`,
    })),
  };
}

const placesKey = ({ mapping }: ReportSimulatedRow): string => JSON.stringify(mapping.placement);

function mappingRow(target: ReportTarget, kernel: string, row: ReportRow | undefined, plans: Plans): Markup {
  if (row === undefined) return html``;
  const names = html`<span class="t">${target.label}</span><span class="k">${kernel}</span>`;
  if (!isSimulated(row)) {
    const { level, needBytes, haveBytes, suggestion } = row.rejected;
    return html`<details class="row"><summary>${names}<span class="n na">n/a</span><span class="n na">n/a</span><span class="b na">does not fit</span></summary><div><p>Needs ${formatAmount(level, needBytes)} in ${level}, has ${formatAmount(level, haveBytes)} ${refusedPer(level)}. ${suggestion}</p></div></details>`;
  }
  return html`<details class="row"><summary>${names}<span class="n">${formatCount(row.cycles)}</span><span class="n">${formatSeconds(row.seconds)}</span><span class="b">${row.boundBy}</span></summary>${mappingDetails(row, plans)}</details>`;
}

function mappingDetails(row: ReportSimulatedRow, plans: Plans): Markup {
  const { mapping } = row;
  const loops = 1 + plans.loops.findIndex(({ text }) => text === mapping.loopNest.join('\n'));
  const places = 1 + plans.places.findIndex(({ key }) => key === placesKey(row));
  const engines = [...productsByEngine(mapping.engines)].map(
    ([how, products]) => html`<p><code>${products.join(', ')}</code><br>${how}</p>`,
  );
  return html`<div><p>${unitsText(row)} ${groupThousands(row.cycles)} cycles, ${formatCount(row.macs)} multiply-accumulates, ${formatBytes(row.dramBytes)} of DRAM traffic.${valuesText(row)} <a href="#loops-${loops}">Loops ${loops}</a>, <a href="#places-${places}">places ${places}</a>.</p>${engines}</div>`;
}

/** Products that are computed in the same way stand together. */
function productsByEngine(engines: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [product, how] of Object.entries(engines)) found.set(how, [...(found.get(how) ?? []), product]);
  return found;
}

/** Tensors of one size in one level share a line. */
function placesTable({ mapping }: ReportSimulatedRow): Markup {
  const lines = new Map<string, { names: string[]; place: (typeof mapping.placement)[number] }>();
  for (const place of mapping.placement) {
    const key = JSON.stringify([place.level, place.bytesPerUnit, place.bytesOnChip]);
    const known = lines.get(key);
    if (known === undefined) lines.set(key, { names: [place.tensor], place });
    else known.names.push(place.tensor);
  }
  const rows = [...lines.values()].map(
    ({ names, place: p }) =>
      html`<tr><th scope="row"><code>${names.join(', ')}</code></th><td class="l">${p.level}</td><td>${formatBytes(p.bytesPerUnit)}</td><td>${formatBytes(p.bytesOnChip)}</td></tr>`,
  );
  return html`<div class="scroll"><table><thead><tr><th class="l">tensors, each of them</th><th class="l">level</th><th>most in a unit</th><th>in all</th></tr></thead><tbody>${rows}</tbody></table></div>`;
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
