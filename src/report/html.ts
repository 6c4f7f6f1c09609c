/** @file The report as one self-contained page: opens by double click, without a network and without scripts. */
import { reportText } from './file.js';
import { assumedSection, definitionsSection, manifestSection } from './html/appendix.js';
import { mappingSection } from './html/mappingSection.js';
import { embeddedJson, html, type Markup, trusted } from './html/markup.js';
import { type Choice, choiceRules, picker } from './html/parts.js';
import { residencySection, speedupSection, waitsSection } from './html/speedSections.js';
import { accuracySection, claimsSection, verdictCards } from './html/studySections.js';
import { styleSheet } from './html/style.js';
import { formatRatio, formatSeconds, groupThousands } from './numbers.js';
import type { Report } from './schema.js';
import { figureCounts, type ReportView, viewOf } from './view.js';

/** Nothing may be fetched and nothing may run; the data block is data to the browser, not a script. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'none'; img-src 'none'; base-uri 'none'; form-action 'none'";

const sections = [
  ['speedup', 'Speed'],
  ['waits', 'Waits'],
  ['residency', 'Residency'],
  ['accuracy', 'Accuracy'],
  ['claims', 'Claims'],
  ['mapping', 'Mappings'],
  ['assumed', 'Assumed values'],
  ['definitions', 'Definitions'],
  ['manifest', 'Manifest'],
] as const;

/** The whole file. The report's JSON is in it, in the element with id `report`. */
export function renderHtml(report: Report): string {
  const view = viewOf(report);
  const batches: Choice = {
    name: 'batch',
    legend: 'Batch',
    options: view.batches.map(String),
    selected: 0,
  };
  const kernels: Choice = {
    name: 'kernel',
    legend: 'Kernel',
    options: view.kernels,
    selected: view.kernels.length - 1,
  };
  const page = html`${trusted('<!doctype html>')}
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${report.title}</title><style>${trusted(styleSheet(choiceRules(batches) + choiceRules(kernels)))}</style></head>
<body>${pageHeader(report, view)}
<div class="bar"><div>${picker(batches)}</div></div>
<main>${speedupSection(view)}${waitsSection(view)}${residencySection(view)}${accuracySection(report.accuracy)}${claimsSection(report.claims)}${mappingSection(view)}${assumedSection(report)}${definitionsSection()}${manifestSection(report)}</main>
<footer><p>Simulated, not measured. A chip that was never sold is a reading of what was said about it.</p></footer>
<script type="application/json" id="report">${embeddedJson(reportText(report))}</script>
</body></html>
`;
  return page.html;
}

/** The fastest target and the fastest GPU, at the first and the last batch. */
function highlights(view: ReportView): Markup {
  const { batches, report } = view;
  const gpus = new Set(report.chips.filter((chip) => chip.family === 'gpu').map((chip) => chip.name));
  const lines = [...new Set([batches[0], batches[batches.length - 1]])].map((batch) => {
    const ranked = view.targets
      .flatMap((target) => view.best(target, batch) ?? [])
      .sort((a, b) => a.seconds - b.seconds);
    const gpu = ranked.find((row) => gpus.has(row.chip));
    const [first] = ranked;
    if (first === undefined || gpu === undefined) return null;
    const apart =
      first === gpu
        ? html` It is a GPU.`
        : html` The fastest GPU is ${gpu.chip} in ${gpu.format} with ${gpu.kernel}: ${formatSeconds(gpu.seconds)}, <b>${formatRatio(gpu.seconds / first.seconds)}</b> as long.`;
    return html`<p class="key-line">At batch ${batch} the fastest is <b>${first.chip}</b> in ${first.format} with ${first.kernel}: <b>${formatSeconds(first.seconds)}</b>.${apart}</p>`;
  });
  return html`${lines}`;
}

function pageHeader(report: Report, view: ReportView): Markup {
  const { assumed, all } = figureCounts(report);
  const { options, text, version } = report.manifest;
  return html`<header class="top"><div class="eyebrow">onchip ${version} · seed ${options.seed}${options.quick ? ' · quick' : null}</div>
<h1>${report.title}</h1>
<p class="lead">${report.rows.length} rows, values on ${options.textName} (${groupThousands(text.characters)} characters). ${assumed} of ${all} hardware values are assumed, not published: <a href="#assumed">see which</a>.</p>
${highlights(view)}${verdictCards(report.claims)}
<nav aria-label="Sections">${sections.map(([id, label]) => html`<a href="#${id}">${label}</a>`)}</nav></header>`;
}
