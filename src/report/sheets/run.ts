/** @file A run as a sheet: who is faster and why, limits, waits, where the data lies, what is assumed, each plan once. */
import { timeReasons } from '../../sim/waits.js';
import { isRejected, refusedPer } from '../../study/row.js';
import {
  formatBytes,
  formatCount,
  formatNumber,
  formatPercent,
  formatRatio,
  formatSeconds,
  groupThousands,
} from '../numbers.js';
import type { RunReport, RunReportRow } from '../schemas/run.js';
import { left, right, type Sheet, type SheetSection } from '../sheet.js';
import { networkSections } from './network.js';

type Rejected = Extract<RunReportRow, { readonly rejected: unknown }>;
type Simulated = Exclude<RunReportRow, Rejected>;

export function runSheet(report: RunReport): Sheet {
  const done = report.rows.filter((row): row is Simulated => !isRejected(row));
  const refused = report.rows.filter(isRejected);
  const params = Object.entries(report.rows[0]?.params ?? {}).map(([name, value]) => `${name}=${value}`);
  return {
    title: `${report.kernel} on ${report.rows.length === 1 ? '1 target' : `${report.rows.length} targets`}`,
    source: `onchip ${report.version}, ${report.schema}. Simulated, not measured.`,
    lead: `Parameters: ${params.join(', ')}; seed ${report.seed}. ${verdict(done)}`,
    sections: [
      ...(done.length === 0 ? [] : [timeSection(done), limitSection(done), waitSection(done), placeSection(done)]),
      ...networkSections(done, rowName),
      ...(refused.length === 0 ? [] : [refusedSection(refused)]),
      valuesSection(report, done),
      assumedSection(report),
      ...planSections(done),
    ],
  };
}

/** `2x titan-xp layer-parallel, cudnn-6, fp16, lstm.fused`. */
export function rowName({ chip, parallel, runtime, format, kernel }: RunReportRow): string {
  return [parallel === undefined ? chip : `${chip} ${parallel}-parallel`, runtime, format, kernel].join(', ');
}

function verdict(rows: readonly Simulated[]): string {
  if (rows.length < 2) return '';
  const ranked = [...rows].sort((a, b) => a.seconds - b.seconds);
  const [first, last] = [ranked[0], ranked[ranked.length - 1]];
  return `${rowName(first)} is ${formatRatio(last.seconds / first.seconds)} as fast as ${rowName(last)}.`;
}

function timeSection(rows: readonly Simulated[]): SheetSection {
  const slowest = Math.max(...rows.map(({ seconds }) => seconds));
  const heads = [left('target'), right('cycles', 'cycles'), right('time', 'seconds'), right('speedup', 'speedup')];
  return {
    title: 'How fast is each target?',
    text: ['Speedup is over the slowest row.'],
    table: {
      heads: [...heads, left('bound by', 'boundBy')],
      rows: rows.map((row) => [
        rowName(row),
        groupThousands(row.cycles),
        formatSeconds(row.seconds),
        formatRatio(slowest / row.seconds),
        row.boundBy,
      ]),
    },
  };
}

/** Achieved of what each resource can do; a level without a figure says so. */
function limitSection(rows: readonly Simulated[]): SheetSection {
  const levels = [...new Set(rows.flatMap((row) => Object.keys(row.bytes ?? {})))];
  const of = (row: Simulated, level: string): string => {
    if (row.bytes === null || row.peaks === null) return formatPercent({ na: 'not recorded' });
    const [bytes, peak] = [row.bytes[level], row.peaks.bytesPerSecond[level]];
    if (bytes === undefined || peak === undefined) return 'none counted';
    return `${formatBytes(bytes)}, ${formatPercent(bytes / row.seconds / peak)}`;
  };
  return {
    title: 'What is it of the limit?',
    text: ['Multiply-adds and bytes moved through each level, and their share of what the chip could do in that time.'],
    table: {
      heads: [
        left('target'),
        right('multiply-adds', 'macUtilisation'),
        ...levels.map((level) => right(level, 'bytes')),
      ],
      rows: rows.map((row) => [
        rowName(row),
        `${formatCount(row.macs)}, ${formatPercent(row.macUtilisation)}`,
        ...levels.map((level) => of(row, level)),
      ]),
    },
  };
}

function waitSection(rows: readonly Simulated[]): SheetSection {
  const shown = timeReasons.filter((reason) => rows.some((row) => shareOf(row, reason) > 0));
  return {
    title: 'Where does the time go?',
    text: ['Share of the cycles of the unit that works most. Work and waits sum to 100 %.'],
    table: {
      heads: [left('target'), ...shown.map((reason) => right(reason))],
      rows: rows.map((row) => [rowName(row), ...shown.map((reason) => percent(shareOf(row, reason)))]),
    },
  };
}

const shareOf = (row: Simulated, reason: (typeof timeReasons)[number]): number =>
  (reason === 'work' ? row.work : row.waits[reason]) / row.cycles;

const percent = (share: number): string => (share === 0 ? '0' : formatPercent(share));

function placeSection(rows: readonly Simulated[]): SheetSection {
  const resident = (row: Simulated): string =>
    Object.entries(row.resident)
      .map(([level, bytes]) => `${formatBytes(bytes)} in ${level}`)
      .join(', ') || 'nothing';
  return {
    title: 'What stays on the chip?',
    table: {
      heads: [
        left('target'),
        left('resident', 'resident'),
        left('units', 'mapping'),
        right('DRAM traffic', 'dramBytes'),
      ],
      rows: rows.map((row) => [
        rowName(row),
        resident(row),
        `${row.mapping.unitsUsed} of ${row.mapping.unitsOnChip} ${row.mapping.unitKind}`,
        formatBytes(row.dramBytes),
      ]),
    },
  };
}

function refusedSection(rows: readonly Rejected[]): SheetSection {
  return {
    title: 'What does not fit?',
    table: {
      heads: [left('target'), left('level'), right('needs'), right('has'), left('what would fit', 'rejected')],
      rows: rows.map((row) => {
        const { level, needBytes, haveBytes, suggestion } = row.rejected;
        return [
          rowName(row),
          level,
          formatBytes(needBytes),
          `${formatBytes(haveBytes)} ${refusedPer(level)}`,
          suggestion,
        ];
      }),
    },
  };
}

function valuesSection({ values, valuesCheckedAt }: RunReport, rows: readonly Simulated[]): SheetSection {
  const title = 'Are the values right?';
  if (values === 'none') return { title, text: ['n/a (not computed: --values none)'] };
  if (valuesCheckedAt === null && rows.every((row) => row.values === null)) {
    return { title, text: ['n/a (no reference given)'] };
  }
  const at = Object.entries(valuesCheckedAt ?? {}).map(([name, value]) => `${name}=${value}`);
  return {
    title,
    text: [`Against a float64 reference on the same seeded inputs${at.length === 0 ? '' : `, at ${at.join(', ')}`}.`],
    table: {
      heads: [
        left('target'),
        left('values'),
        right('error', 'values'),
        right('limit'),
        right('saturated'),
        right('NaN'),
      ],
      rows: rows.map((row) => {
        const v = row.values;
        if (v === null) return [rowName(row), 'n/a (its check does not fit)', '', '', '', ''];
        const counts = [groupThousands(v.saturated), groupThousands(v.nans)];
        return [rowName(row), v.ok ? 'match' : 'ARE OFF', formatNumber(v.relL2), formatNumber(v.tolerance), ...counts];
      }),
    },
  };
}

function assumedSection({ rows, chips }: RunReport): SheetSection {
  const title = 'What is assumed?';
  const assumed = new Map(rows.flatMap((row) => (isRejected(row) ? [] : [[row.chip, row.assumed] as const])));
  if (assumed.size === 0) return { title, text: ['n/a (no row was simulated)'] };
  const figures = (chip: string): string => {
    const known = chips?.[chip.replace(/^\d+x /, '')];
    return known === undefined ? 'n/a (not recorded)' : groupThousands(Object.keys(known.values).length);
  };
  return {
    title,
    table: {
      heads: [left('chip'), right('assumed figures', 'assumed'), right('of'), left('which')],
      rows: [...assumed].map(([chip, paths]) => [chip, String(paths.length), figures(chip), paths.join(', ')]),
    },
  };
}

/** Each loop nest once, with the rows that it is the plan of. */
function planSections(rows: readonly Simulated[]): readonly SheetSection[] {
  const plans = new Map<string, Simulated[]>();
  for (const row of rows) {
    const text = row.mapping.loopNest.join('\n');
    plans.set(text, [...(plans.get(text) ?? []), row]);
  }
  return [...plans].map(([verbatim, own], i) => ({
    title: plans.size === 1 ? 'How was it mapped?' : `How was it mapped? Plan ${i + 1}`,
    text: [`Loops of ${own.map(rowName).join('; ')}.`],
    verbatim,
    table: {
      heads: [left('target'), left('product'), left('how', 'mapping')],
      rows: own.flatMap((row) =>
        Object.entries(row.mapping.engines).map(([product, how]) => [rowName(row), product, how]),
      ),
    },
  }));
}
