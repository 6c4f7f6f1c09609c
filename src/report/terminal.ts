/** @file The report in a terminal: result first, then verdicts, numbers in each format, what was assumed, and the files. */
import pc from 'picocolors';
import type { Colors, Formatter } from 'picocolors/types.js';
import { tallyText } from './findingText.js';
import { formatCount, formatNumber, formatRatio, formatRatioRange, formatSeconds, groupThousands } from './numbers.js';
import type { Report, ReportClaim, ReportSimulatedRow } from './schema.js';
import { type Cell, type Column, clip, plainText, table, wrap } from './textTable.js';
import { figureCounts, type ReportTarget, type ReportView, viewOf } from './view.js';

export interface TerminalOptions {
  readonly color: boolean;
  /** Characters in a line; nothing is wider. */
  readonly width: number;
  /** Files that were written, in the order to show. */
  readonly files?: readonly string[];
}

/** The summary as text that ends in a line break. */
export function renderTerminal(report: Report, { color, width, files = [] }: TerminalOptions): string {
  const paint = pc.createColors(color);
  const view = viewOf(report);
  const lines = [
    paint.bold(clip(plainText(report.title), width)),
    '',
    ...resultTable(view, paint, width),
    '',
    ...report.claims.flatMap((claim) => claimLines(claim, paint, width)),
    ...accuracyLines(report, paint, width),
    '',
    ...closing(report, paint, width),
    ...files.map((file) => clip(plainText(file), Math.max(width, 40))),
  ];
  return `${lines.join('\n')}\n`;
}

const shortKernel = (kernel: string): string => kernel.replace(/^[a-z0-9]+\./, '');

function resultTable(view: ReportView, paint: Colors, width: number): string[] {
  const { batches, report } = view;
  const shown = [...new Set([batches[0], batches[batches.length - 1]])].filter((batch) => batch !== undefined);
  const left = (head: string): Column => ({ head, align: 'left' });
  const right = (head: string): Column => ({ head, align: 'right' });
  const columns = [
    left('target'),
    ...shown.flatMap((batch): Column[] => [
      { head: 'cycles', align: 'left', group: `batch ${batch}` },
      right('time'),
      right('speedup'),
      left('bound by'),
    ]),
  ];
  const rows = view.targets.map((target) => [
    { text: target.label, paint: paint.bold },
    ...shown.flatMap((batch) => resultCells(view, target, batch, paint)),
  ]);
  const kernels = view.kernels.map((kernel) => `${shortKernel(kernel)[0]} ${kernel}`).join(', ');
  const [base] = report.bases;
  const against =
    base === undefined ? '' : `; speedup over ${base.kernel} on ${base.chip} ${base.format}, ${base.runtime}`;
  const lines = table(columns, rows, width);
  const heads = lines.slice(0, lines.length - rows.length);
  return [
    ...heads.map(paint.dim),
    ...lines.slice(heads.length),
    ...wrap(`cycles of the fastest kernel: ${kernels}${against}`, width).map(paint.dim),
  ];
}

function resultCells(view: ReportView, target: ReportTarget, batch: number, paint: Colors): Cell[] {
  const best: ReportSimulatedRow | undefined = view.best(target, batch);
  if (best === undefined) return ['n/a', 'n/a', 'n/a', 'does not fit'].map((text) => ({ text, paint: paint.dim }));
  const [base] = view.report.bases;
  const speedup = base === undefined ? null : view.speedup(target, best.kernel, batch, base.id);
  const better = typeof speedup === 'number' && speedup > 1;
  return [
    { text: `${shortKernel(best.kernel)[0]} ${formatCount(best.cycles).padStart(6)}` },
    { text: formatSeconds(best.seconds) },
    { text: speedup === null ? 'n/a' : formatRatio(speedup), ...(better ? { paint: paint.green } : {}) },
    { text: best.boundBy },
  ];
}

function claimLines(claim: ReportClaim, paint: Colors, width: number): string[] {
  const verdictPaint: Readonly<Record<ReportClaim['verdict'], Formatter>> = {
    reached: paint.green,
    partly: paint.yellow,
    'not reached': paint.red,
    'cannot be tested': paint.dim,
  };
  const verdict = verdictPaint[claim.verdict](claim.verdict.padEnd(12));
  const shown = formatRatioRange(claim.range).padEnd(18);
  const [first, ...more] = wrap(claim.statement, width, ' '.repeat(21 + shown.length));
  return [
    `${paint.bold(clip(plainText(claim.id), 4).padEnd(5))}${verdict}    ${shown}${first.slice(21 + shown.length)}`,
    ...more,
    ...wrap(claim.reason, width, '     ').map(paint.dim),
    ...(claim.parts === undefined ? [] : wrap(partsText(claim.parts), width, '     ')),
  ];
}

/** `against shared memory: partly (8 of 18); …`: what the claim consists of; the pages have the readings beside it. */
const partsText = (parts: NonNullable<ReportClaim['parts']>): string =>
  parts
    .filter((p) => p.context !== true)
    .map((p) => `${p.name}: ${p.verdict} (${tallyText(p)})`)
    .join('; ');

function accuracyLines({ accuracy }: Report, paint: Colors, width: number): string[] {
  if (accuracy === null) return [];
  const { training, formats, heldOutCharacters } = accuracy;
  const columns: Column[] = [
    { head: 'format', align: 'left' },
    ...['bits/char', 'against fp32', 'error', 'saturated', 'overflows', 'flushed', 'exponents'].map(
      (head): Column => ({ head, align: 'right' }),
    ),
  ];
  const rows = formats.map((f) => [
    { text: f.format, paint: paint.bold },
    { text: formatNumber(f.bitsPerChar) },
    { text: formatNumber(f.deltaToFp32) },
    { text: formatNumber(f.relativeError) },
    ...[f.saturated, f.overflows, f.flushedToZero].map((n) => ({ text: groupThousands(n) })),
    { text: f.minExponent === null || f.maxExponent === null ? '–' : `${f.minExponent} … ${f.maxExponent}` },
  ]);
  const [head, ...body] = table(columns, rows, width);
  const note = `short training: ${training.steps} steps of ${training.batch} x ${training.seqLength} characters, judged on ${groupThousands(heldOutCharacters)} held-out characters; unigram ${formatNumber(training.unigramBits)} bits`;
  return ['', paint.dim(head), ...body, ...wrap(note, width).map(paint.dim)];
}

function closing(report: Report, paint: Colors, width: number): string[] {
  const { assumed, all } = figureCounts(report);
  const checks = report.rows.flatMap((row) => ('cycles' in row && row.values !== null ? [row.values.ok] : []));
  const off = checks.filter((ok) => !ok).length;
  const values =
    off === 0
      ? `values of all ${checks.length} checked rows match their float64 reference`
      : `values of ${off} of ${checks.length} checked rows are off`;
  return [
    ...wrap(
      `${assumed} of ${all} hardware values are assumed, not published; every verdict is a range over them`,
      width,
    ),
    ...wrap(values, width).map(off === 0 ? paint.green : paint.red),
  ];
}
