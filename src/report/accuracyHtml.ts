/** @file An accuracy study as one self-contained page: results with their spread, curves, exponents, what went wrong. */
import { sharingText } from '../sim/exponentUses.js';
import type { AccuracyRun, FormatSummary, TensorRecord } from '../study/accuracyTypes.js';
import { type AccuracyReport, accuracyJson } from './accuracyReport.js';
import { deltaChart, exponentChart, lossCurves } from './charts/accuracyCurves.js';
import { histogramChart } from './charts/histogram.js';
import { seriesColor } from './html/colors.js';
import { html, type Markup } from './html/markup.js';
import { renderPage, sectionLinks } from './html/page.js';
import { cell, figure, head, plainHead, scrollTable, sentence, slug } from './html/parts.js';
import { formatNumber, formatPercent, groupThousands, type Known } from './numbers.js';

const orNa = (value: number | null, na: string): Known => value ?? { na };
const signed = (value: Known | null): string =>
  typeof value === 'number' && value > 0 ? `+${formatNumber(value)}` : formatNumber(value);

/** The whole file. */
export function renderAccuracyHtml(report: AccuracyReport): string {
  const { tasks, formats, seeds, version } = report;
  const title = `Recurrent networks in ${formats.length} number formats`;
  const links = [...tasks.map(({ task }) => [slug(task), task] as const), ['formats', 'formats'] as const];
  const header = html`<header class="top"><div class="eyebrow">onchip ${version} · preset ${report.preset} · seeds ${seeds.join(', ')}</div>
<h1>${title}</h1><p class="lead">Trained on ${tasks.length === 1 ? 'one task' : `${tasks.length} tasks`} with ${seeds.length === 1 ? 'one seed' : `${seeds.length} seeds`}. Runs of one seed start from the same weights and see the same data in the same order: they differ in the format alone. Lower is better everywhere. Flexpoint has ${sharingText[report.exponents]}.${textLine(report)}</p>${sectionLinks(links)}</header>`;
  return renderPage({
    title,
    header,
    main: html`${tasks.map((task) => taskSection(report, task))}${formatsSection(report)}`,
    footer:
      'Computed through the op stream of the simulator, on this machine, in the formats named; see which parts are bit-true.',
    choices: [],
    bar: null,
    json: accuracyJson(report),
  });
}

function textLine({ text }: AccuracyReport): string {
  return text === null ? '' : ` Text: ${text.name}, ${groupThousands(text.characters)} characters.`;
}

function taskSection(
  report: AccuracyReport,
  { task, title, settings, parameters, policy }: AccuracyReport['tasks'][number],
): Markup {
  const runs = report.runs.filter((run) => run.task === task);
  const names = report.formats.map(({ format }) => format);
  const { cell: kind, layers, hidden, batch, seqLength, updates, optimiser, learningRate, source } = settings;
  const key = names.map((name, i) => html`<li><i style="--c:${seriesColor(i)}"></i>${name}</li>`);
  const paired = names.includes('fp32') && names.length > 1;
  const policyText = policy
    .map(
      ({ precision, tensors, exponents }) =>
        `${[precision, exponents].filter(Boolean).join(', ')}: ${tensors.join(', ')}`,
    )
    .join(' · ');
  return html`<section id="${slug(task)}"><h2>${sentence(`${task}: ${title}`)}</h2>
<p>${kind}, ${layers} x ${hidden} units, ${groupThousands(parameters)} parameters; ${updates} updates of ${batch} x ${seqLength}, ${optimiser}, rate ${learningRate}. ${sentence(source)}</p>
${resultTable(report, task)}${troubles(runs)}
<h3>Training loss</h3><ul class="key">${key}</ul>${figure((size) => lossCurves(runs, names, size))}
${paired && html`<h3>Against fp32</h3>${figure((size) => deltaChart(runs, names, size))}`}
${exponents(report, task)}<p class="note">Precision of the tensors. ${policyText}</p></section>`;
}

function resultTable({ summary, runs }: AccuracyReport, task: string): Markup {
  const lines = summary.filter((line) => line.task === task);
  const metric = lines[0]?.metric ?? 'value';
  const heads = [
    plainHead('format', 'l'),
    head('heldOutValue', metric),
    head('seedSpread'),
    head('pairedDelta'),
    head('seedSpread', '±'),
    head('diverged'),
    head('gradientCosine'),
    head('unchangedUpdates'),
    head('saturated'),
    head('flushedToZero'),
    head('overflows'),
  ];
  const rows = lines.map((line) =>
    resultRow(
      line,
      runs.filter((r) => r.task === task && r.format === line.format),
    ),
  );
  const [first] = runs.filter((run) => run.task === task);
  const { baseline, best } = first.final;
  const bounds = `Without learning ${formatNumber(baseline)}${best === null ? '' : `, at best ${formatNumber(best)}`}.`;
  return scrollTable(`${metric} on held-out data, mean over the seeds. ${bounds}`, heads, rows);
}

function resultRow(line: FormatSummary, runs: readonly AccuracyRun[]): Markup {
  const sum = (of: (counts: AccuracyRun['final']['counts']) => number): string =>
    groupThousands(runs.reduce((all, run) => all + of(run.final.counts), 0));
  const one = line.format === 'fp32' ? 'is fp32' : 'not finite';
  return html`<tr><th scope="row">${line.format}</th>${cell(orNa(line.mean, 'diverged'), formatNumber, 'best')}${cell(orNa(line.deviation, 'one seed'), formatNumber)}${cell(orNa(line.meanDelta, 'no pair'), signed)}${cell(orNa(line.deltaDeviation, 'one seed'), formatNumber)}<td>${line.diverged} of ${line.seeds}</td>${cell(orNa(line.gradientCosine, one), formatNumber)}${cell(orNa(line.unchangedUpdates, 'not sampled'), formatPercent)}<td>${sum((c) => c.saturated)}</td><td>${sum((c) => c.flushedToZero)}</td><td>${sum((c) => c.overflows)}</td></tr>`;
}

function troubles(runs: readonly AccuracyRun[]): Markup | null {
  const lines = runs.flatMap(({ format, seed, final }) => {
    const { firstNonFinite: first, divergedAt, skippedUpdates } = final;
    if (first === null) return [];
    const end =
      divergedAt === null
        ? `the run went on, ${skippedUpdates} updates skipped`
        : `the run ended at step ${divergedAt}`;
    return [
      html`<li>${format}, seed ${seed}: first ${first.kind} in <code>${first.tensor}</code>, made by ${first.op} at step ${first.step}; ${end}</li>`,
    ];
  });
  return lines.length === 0 ? null : html`<p>Numbers that were not finite:</p><ul>${lines}</ul>`;
}

/** Tensors whose exponents a reader can still tell apart in one chart. */
const MOST_TENSORS = 12;

/** Exponents of the first seed, for each format that shares one. */
function exponents({ tensors, seeds }: AccuracyReport, task: string): Markup {
  const own = tensors.filter(
    (t) => t.task === task && t.seed === seeds[0] && t.samples.some((s) => s.exponent !== null),
  );
  const blocks = [...new Set(own.map((t) => t.format))].map((format) => {
    const records = own.filter((t) => t.format === format);
    const moving = [...records].sort((a, b) => b.exponentChanges - a.exponentChanges).slice(0, MOST_TENSORS);
    return html`<details class="more"><summary>Exponents of ${format}, seed ${seeds[0]}</summary>${figure((size) => exponentChart(moving, size))}${exponentTable(records, format)}${histograms(moving)}</details>`;
  });
  return html`${blocks.length > 0 && html`<h3>Shared exponents</h3>`}${blocks}`;
}

/** How much of their bits stored values use: a full mantissa is worth its bits, an empty one is not. */
function histograms(records: readonly TensorRecord[]): Markup {
  const used = records.filter(({ mantissaBits }) => mantissaBits.some((count) => count > 0));
  if (used.length === 0) return html``;
  const rows = used.map(({ tensor, mantissaBits, magnitudes }) => {
    const all = mantissaBits.reduce((a, b) => a + b, 0);
    const mean = mantissaBits.reduce((sum, count, bits) => sum + count * bits, 0) / all;
    const [low, high] = [magnitudes[0]?.[0], magnitudes[magnitudes.length - 1]?.[0]];
    return html`<tr><th scope="row"><code>${tensor}</code></th><td>${groupThousands(all)}</td><td>${formatNumber(mean)}</td><td>${low ?? 'n/a'} … ${high ?? 'n/a'}</td></tr>`;
  });
  const heads = [
    plainHead('tensor', 'l'),
    plainHead('non-zero values'),
    plainHead('mean bits used'),
    plainHead('magnitudes, powers of 2'),
  ];
  return html`<h4>Mantissas of stored values</h4>${figure((size) => histogramChart(used, 'mantissaBits', size))}<h4>Magnitudes</h4>${figure((size) => histogramChart(used, 'magnitudes', size))}${scrollTable('Stored values of the sampled updates', heads, rows)}`;
}

function exponentTable(records: readonly TensorRecord[], format: string): Markup {
  const heads = [
    plainHead('tensor', 'l'),
    head('exponentRange'),
    plainHead('changes'),
    head('headroom'),
    head('sqnr'),
    head('saturated'),
    head('flushedToZero'),
  ];
  const rows = records.map((t) => {
    const headroom = t.samples.flatMap((s) => s.headroomBits ?? []);
    const least = headroom.length === 0 ? null : Math.min(...headroom);
    return html`<tr><th scope="row"><code>${t.tensor}</code></th><td>${t.minExponent ?? 'n/a'} … ${t.maxExponent ?? 'n/a'}</td><td>${groupThousands(t.exponentChanges)}</td>${cell(orNa(least, 'all zero'), formatNumber)}${cell(orNa(t.sqnrDb, 'nothing lost'), formatNumber)}<td>${groupThousands(t.saturated)}</td><td>${groupThousands(t.flushedToZero)}</td></tr>`;
  });
  return scrollTable(`Tensors in ${format}`, heads, rows);
}

function formatsSection({ formats }: AccuracyReport): Markup {
  const rows = formats.map(
    (f) =>
      html`<tr><th scope="row">${f.format}</th><td class="l wrap">${sentence(f.regime)}</td><td class="l wrap">${sentence(f.bitTrue)}</td><td class="l wrap">${sentence(f.emulated)}</td></tr>`,
  );
  const heads = ['format', 'how it is trained', 'bit-true', 'emulated'].map((label) => plainHead(label, 'l'));
  return html`<section id="formats"><h2>What is bit-true?</h2><p>And what stays fp32 beside each format.</p>${scrollTable('Formats', heads, rows)}</section>`;
}
