/** @file The end of the page: assumed values with source and range, definitions, and what the report was made of. */
import { metrics } from '../metrics.js';
import { formatNumber, groupThousands } from '../numbers.js';
import type { Report, ReportChip } from '../schema.js';
import { figureCounts } from '../view.js';
import { html, type Markup } from './markup.js';
import { plainHead, scrollTable, slug } from './parts.js';

export function assumedSection(report: Report): Markup {
  const { assumed, all } = figureCounts(report);
  return html`<section id="assumed"><h2>What is assumed?</h2>
<p>${assumed} of the ${all} hardware values of these chips are assumed: nobody has published them, or the source could not be read again. Claims are ranges over them.</p>
${report.chips.map(chipBlock)}</section>`;
}

function chipBlock(chip: ReportChip): Markup {
  const { published, measured, derived, assumed } = chip.figures;
  const rows = chip.assumed.map(
    (f) =>
      html`<tr><th scope="row"><code>${f.path}</code></th><td>${plainNumber(f.value)}</td><td class="l">${f.unit}</td><td>${f.range[0] === f.range[1] ? 'as stated' : `${plainNumber(f.range[0])} … ${plainNumber(f.range[1])}`}</td><td class="l wrap">${f.source}</td></tr>`,
  );
  const heads = ['figure', 'value', 'unit', 'range', 'why this value'].map((label, i) =>
    plainHead(label, i === 1 || i === 3 ? '' : 'l'),
  );
  return html`<details class="more"><summary><b>${chip.name}</b> · ${assumed} assumed, ${published} published, ${measured} measured, ${derived} derived</summary>
<p>${chip.title}, ${chip.year}. ${chip.unitCount} ${chip.unitKind} at ${formatNumber(chip.clockHz / 1e9)} GHz.${chip.notes === undefined ? null : html` ${chip.notes}`}</p>
${scrollTable(`Assumed values of ${chip.name}`, heads, rows)}</details>`;
}

/** Counts in full, everything else in three digits. */
const plainNumber = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e5 ? groupThousands(value) : formatNumber(value);

export function definitionsSection(): Markup {
  const entries = metrics.map(
    (m) =>
      html`<dt id="metric-${slug(m.id)}">${m.label}</dt><dd>${m.definition} <span class="na">(${m.unit})</span></dd>`,
  );
  return html`<section id="definitions"><h2>What does each word mean?</h2><dl>${entries}</dl></section>`;
}

export function manifestSection(report: Report): Markup {
  const { manifest, notRun } = report;
  const { options, text } = manifest;
  const facts: readonly (readonly [string, string])[] = [
    ['onchip', manifest.version],
    ['report', `${report.schema}, hash ${manifest.hash}`],
    ['text', `${options.textName}, ${groupThousands(text.characters)} characters, hash ${text.hash}`],
    ['seed', String(options.seed)],
    ['quick', options.quick ? 'yes: fewer batches, steps and samples' : 'no'],
    [
      'parameters',
      Object.entries(manifest.params)
        .map(([k, v]) => `${k} ${v}`)
        .join(', '),
    ],
    ['batches', manifest.batches.join(', ')],
    ['kernels', manifest.kernels.join(', ')],
    ['formats', manifest.formats.join(', ')],
    [
      'not run',
      notRun.length === 0 ? 'nothing' : notRun.map((n) => `${n.kernel} on ${n.chip}: ${n.reason}`).join('; '),
    ],
  ];
  const chips = Object.entries(manifest.chips).map(
    ([name, hash]) => html`<tr><th scope="row">${name}</th><td class="l"><code>${hash}</code></td></tr>`,
  );
  return html`<section id="manifest"><h2>What was this made of?</h2>
<p>The same version, options and text give the same bytes: <code>onchip rerun report.json</code>.</p>
<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd class="hash">${value}</dd>`)}</dl>
<details class="more"><summary>Hashes of the chip specifications</summary>${scrollTable('Chips', [plainHead('chip', 'l'), plainHead('hash', 'l')], chips)}</details></section>`;
}
