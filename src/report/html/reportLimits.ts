/** @file The main report's sections about limits and prices, for each batch. */

import type { NamedRow } from '../charts/namedRow.js';
import type { PricedChip } from '../charts/price.js';
import { isSimulated, type ReportView } from '../view.js';
import { limitsOfRow, priceFigure, relativeRoofline } from './limitSections.js';
import { html, type Markup } from './markup.js';
import { chosen } from './parts.js';

/** The fastest row of each target. */
function bestRows(view: ReportView, batch: number): NamedRow[] {
  return view.targets.flatMap((target) => {
    const row = view.best(target, batch);
    return isSimulated(row) ? [{ label: `${target.label} ${row.kernel}`, row }] : [];
  });
}

const bySeconds = (a: NamedRow, b: NamedRow): number => a.row.seconds - b.row.seconds;

/** Rows that are shown in full: the fastest of all, the fastest on a GPU, and the first base. */
function shownInFull(view: ReportView, batch: number): NamedRow[] {
  const ranked = bestRows(view, batch).sort(bySeconds);
  const gpus = new Set(view.report.chips.filter(({ family }) => family === 'gpu').map(({ name }) => name));
  const gpu = ranked.find(({ row }) => gpus.has(row.chip));
  const [base] = view.report.bases;
  const baseTarget = view.targets.find(
    (t) => t.chip === base?.chip && t.runtime === base.runtime && t.format === base.format,
  );
  const baseRow = baseTarget === undefined ? undefined : view.simulated(baseTarget, base.kernel, batch);
  const named = baseRow === undefined ? [] : [{ label: `${baseTarget!.label} ${base.kernel}`, row: baseRow }];
  const rows = [...ranked.slice(0, 1), ...(gpu === undefined ? [] : [gpu]), ...named];
  return [...new Map(rows.map((r) => [r.label, r])).values()];
}

export function limitsSection(view: ReportView): Markup {
  const ends = new Set([view.batches[0], view.batches[view.batches.length - 1]]);
  const perBatch = view.batches.map((batch, i) => {
    // Batches in between lie in between; their pictures would double the size of the page.
    const full = ends.has(batch) ? shownInFull(view, batch) : [];
    const details = full.map(
      (named) => html`<details class="more"><summary>${named.label} in full</summary>${limitsOfRow(named)}</details>`,
    );
    return chosen('batch', i, html`${relativeRoofline(bestRows(view, batch))}${details}`);
  });
  return html`<section id="limits"><h2>How far from the limits?</h2>
<p>The fastest kernel of each target under one roof: to the right of 1 a level of memory could feed the engines fully, to the left the level is the limit. Under the roof a row waits for something else.</p>
${perBatch}</section>`;
}

/** GPUs that the essay weighs against Nervana. */
const weighed = ['titan-v', 'titan-xp', 'gtx-1080-ti', 'vega-fe'];

function pricedChips(view: ReportView, batch: number): PricedChip[] {
  const fastest = new Map<string, number>();
  for (const { row } of bestRows(view, batch)) {
    fastest.set(row.chip, Math.min(row.seconds, fastest.get(row.chip) ?? Number.POSITIVE_INFINITY));
  }
  return view.report.chips.flatMap(({ name, family, values }): PricedChip[] => {
    const seconds = fastest.get(name);
    if (seconds === undefined) return [];
    if (family === 'nnp') return [{ label: name, seconds, dollars: null }];
    const dollars = values?.['price.usd'];
    return weighed.includes(name) && dollars !== undefined ? [{ label: name, seconds, dollars }] : [];
  });
}

export function priceSection(view: ReportView): Markup {
  return html`<section id="price"><h2>What is it worth?</h2>
<p>Nobody knows what the chip would have cost. Work per dollar over its price, beside GPUs at their list price; at a dot both are worth the same. Vertical lines are the prices that the essay names.</p>
${view.batches.map((batch, i) => chosen('batch', i, priceFigure(pricedChips(view, batch))))}</section>`;
}
