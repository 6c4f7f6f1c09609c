/** @file A validation as one self-contained page: how far off, where, and every row. */
import { type FitSummary, fitSummary } from '../study/fitSummary.js';
import { agreementChart, errorBySizeChart } from './charts/validation.js';
import { kernelColor, kernelSymbols } from './html/colors.js';
import { html, type Markup } from './html/markup.js';
import { renderPage, sectionLinks } from './html/page.js';
import { type Choice, cell, chosen, figure, head, picker, plainHead, scrollTable } from './html/parts.js';
import { jsonLines } from './jsonLines.js';
import {
  formatCount,
  formatNumber,
  formatPercent,
  formatRatio,
  groupThousands,
  type Known,
  significant,
} from './numbers.js';
import { problemText, type ValidateReport, type ValidationPoint, validationPoints } from './validateReport.js';

const ALL = 'all';

/** The whole file. */
export function renderValidateHtml(report: ValidateReport): string {
  const points = validationPoints(report);
  const targets = [...new Set(points.map((p) => p.target))];
  const choice: Choice = {
    name: 'target',
    legend: 'Measured on',
    options: targets.length > 1 ? [ALL, ...targets] : targets,
    selected: 0,
  };
  const title = `Predicted against ${groupThousands(report.rows.length)} measured times`;
  const { summary } = report;
  const header = html`<header class="top"><div class="eyebrow">onchip ${report.version} · ${report.tables.length} tables</div>
<h1>${title}</h1><p class="lead">Half of the rows are within ${percent(summary.medianApe)}; the mean error is ${percent(summary.meanApe)}. The tables that come with onchip were used to fit the model: for devices left out of the fit see docs/calibration.md.</p>
${sectionLinks([
  ['agreement', 'Agreement'],
  ['size', 'Error by size'],
  ['tables', 'Tables'],
  ['rows', 'Rows'],
])}</header>`;
  return renderPage({
    title,
    header,
    main: html`${chartSections(points, choice)}${tablesSection(report)}${rowsSection(report)}`,
    footer: 'Measured by others, predicted here; sources are in data/measured/INDEX.csv.',
    choices: choice.options.length > 1 ? [choice] : [],
    bar: choice.options.length > 1 ? picker(choice) : null,
    json: jsonLines(report),
  });
}

const percent = (value: number | null): string => formatPercent(value ?? { na: 'too few rows' });

function chartSections(points: readonly ValidationPoint[], choice: Choice): Markup {
  const ops = [...new Set(points.map((p) => p.op))];
  const key = ops.map(
    (op, i) =>
      html`<li><i class="${kernelSymbols[(i + 1) % kernelSymbols.length]}" style="--c:${kernelColor(i + 1)}"></i>${op}</li>`,
  );
  const each = (content: (own: readonly ValidationPoint[]) => Markup): Markup[] =>
    choice.options.map((target, i) =>
      chosen(choice.name, i, content(target === ALL ? points : points.filter((p) => p.target === target))),
    );
  return html`<section id="agreement"><h2>Do predictions agree with measurements?</h2>
<p>One dot a row; on the dashed line both are equal, above it we are too slow. Both axes are logarithmic.</p><ul class="key">${key}</ul>
${each((own) => figure((size) => agreementChart(own, ops, size)))}</section>
<section id="size"><h2>Where is it wrong?</h2>
<p>Predicted time divided by measured time, over the work of the row. Small problems are launches and latency, large ones arithmetic.</p><ul class="key">${key}</ul>
${each((own) => html`${figure((size) => errorBySizeChart(own, ops, size))}${sizeTable(own)}`)}</section>`;
}

const fitHeads = (): Markup[] => [
  plainHead('rows'),
  ...(['medianApe', 'meanApe', 'meanSymmetric', 'slope', 'spearman'] as const).map((id) => head(id)),
];

function fitCells(fit: FitSummary): Markup {
  const known = (value: number | null): Known => value ?? { na: 'too few rows' };
  return html`<td>${fit.n}</td>${[fit.medianApe, fit.meanApe, fit.meanSymmetric].map((v) => cell(known(v), formatPercent))}${[fit.slope, fit.spearman].map((v) => cell(known(v), formatNumber))}`;
}

/** Errors by decade of the work. */
function sizeTable(points: readonly ValidationPoint[]): Markup {
  const decade = (p: ValidationPoint): number => Math.floor(Math.log10(p.macs));
  const decades = [...new Set(points.map(decade))].sort((a, b) => a - b);
  const rows = decades.map((d) => {
    const own = points.filter((p) => decade(p) === d);
    const fit = fitSummary(own.map((p) => ({ predicted: p.predictedMs, measured: p.measuredMs })));
    return html`<tr><th scope="row">${formatCount(10 ** d)} … ${formatCount(10 ** (d + 1))}</th>${fitCells(fit)}</tr>`;
  });
  return html`<details class="more"><summary>Table</summary>${scrollTable('Error by multiply-accumulates of the row', [plainHead('multiply-accumulates', 'l'), ...fitHeads()], rows)}</details>`;
}

function tablesSection({ tables, summary }: ValidateReport): Markup {
  const rows = tables.flatMap(({ chip, runtime, groups }) =>
    Object.entries(groups).map(
      ([group, fit]) =>
        html`<tr><th scope="row">${chip} <span class="sub">${runtime}</span></th><td class="l">${group}</td>${fitCells(fit)}</tr>`,
    ),
  );
  const all = html`<tr><th scope="row">all</th><td></td>${fitCells(summary)}</tr>`;
  const skipped = tables.flatMap((t) =>
    t.skipped.map(({ line, reason }) => html`<li>${t.file}, line ${line}: ${reason}</li>`),
  );
  return html`<section id="tables"><h2>How far off is each table?</h2>
<p>Errors are shares of the measured time; symmetric counts too fast and too slow alike. The slope is of the larger half of the rows; 1 is perfect.</p>
${scrollTable('By device, library and kind of row', [plainHead('measured on', 'l'), plainHead('rows of', 'l'), ...fitHeads()], [...rows, all])}
${skipped.length > 0 && html`<h3>Left out</h3><ul>${skipped}</ul>`}</section>`;
}

function rowsSection({ tables, rows }: ValidateReport): Markup {
  let from = 0;
  const heads = ['problem', 'predicted ms', 'measured ms', 'ratio', 'bound by', 'mapping'].map((label, i) =>
    plainHead(label, i === 0 || i > 3 ? 'l' : ''),
  );
  const blocks = tables.map(({ chip, runtime, file, summary }) => {
    const own = rows.slice(from, from + summary.n);
    from += summary.n;
    const lines = own.map(
      (row) =>
        html`<tr><th scope="row">${problemText(row)}</th><td>${significant(row.predictedMs)}</td><td>${significant(row.measuredMs)}</td><td>${formatRatio(row.ratio)}</td><td class="l">${row.boundBy}</td><td class="l">${row.mapping}</td></tr>`,
    );
    return html`<details class="more"><summary><b>${chip}</b> ${runtime} · ${file} · ${summary.n} rows, median ${percent(summary.medianApe)}</summary>${scrollTable(`Rows of ${file}`, heads, lines)}</details>`;
  });
  return html`<section id="rows"><h2>Every row</h2><p>Each with the kernel that the library’s choice rule picks. The rules were learned from the tables that come with onchip.</p>${blocks}</section>`;
}
