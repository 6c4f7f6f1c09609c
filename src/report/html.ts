/** @file The report as one self-contained page: opens by double click, without a network and without scripts. */
import { reportText } from './file.js';
import { assumedSection, definitionsSection, manifestSection } from './html/appendix.js';
import { mappingSection } from './html/mappingSection.js';
import { html, type Markup } from './html/markup.js';
import { renderPage, sectionLinks } from './html/page.js';
import { type Choice, picker } from './html/parts.js';
import { limitsSection, priceSection } from './html/reportLimits.js';
import { residencySection, speedupSection, waitsSection } from './html/speedSections.js';
import { accuracySection, claimsSection, verdictCards } from './html/studySections.js';
import { formatRatio, formatSeconds, groupThousands } from './numbers.js';
import type { Report } from './schema.js';
import { figureCounts, type ReportView, viewOf } from './view.js';

const sections = [
  ['speedup', 'Speed'],
  ['waits', 'Waits'],
  ['residency', 'Residency'],
  ['limits', 'Limits'],
  ['price', 'Price'],
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
  return renderPage({
    title: report.title,
    header: pageHeader(report, view),
    main: html`${speedupSection(view)}${waitsSection(view)}${residencySection(view)}${limitsSection(view)}${priceSection(view)}${accuracySection(report.accuracy)}${claimsSection(report.claims)}${mappingSection(view)}${assumedSection(report)}${definitionsSection()}${manifestSection(report)}`,
    footer: 'Simulated, not measured. A chip that was never sold is a reading of what was said about it.',
    choices: [batches, kernels],
    bar: picker(batches),
    json: reportText(report),
  });
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
${sectionLinks(sections)}</header>`;
}
