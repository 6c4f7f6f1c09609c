/** @file A run as a person reads it: do the values hold, who is faster and why, where the data lies, what is assumed. */
import { formatBytes, formatNumber, formatRatio, formatSeconds, groupThousands } from '../../report/numbers.js';
import type { RunReport, RunReportRow } from '../../report/schemas/run.js';
import { isRejected } from '../../study/row.js';
import { colors } from '../output.js';
import { partsText, rungsText } from './modelView.js';
import { bar, formatShare } from './quantity.js';
import { refusalText } from './refusal.js';
import { machineText, pairs } from './rowText.js';
import { wideTable } from './table.js';

type RejectedRow = Extract<RunReportRow, { readonly rejected: unknown }>;
type SimulatedRow = Exclude<RunReportRow, RejectedRow>;

/** The whole text. */
export function runView(report: RunReport): string {
  const done = report.rows.filter((row): row is SimulatedRow => !isRejected(row));
  const refused = report.rows.filter(isRejected);
  const sections = [headText(report), valuesText(report, done)];
  if (done.length > 0) sections.push(cyclesTable(done), ...rungsText(done), waitsText(done), mappingText(done));
  sections.push(...partsText(done));
  if (refused.length > 0) sections.push(refusedText(refused));
  sections.push(assumedText(report));
  if (done.length > 1) sections.push(verdict(done));
  return sections.join('\n\n');
}

/** With several kernels a row is told by its kernel, too. */
const labels = (rows: readonly RunReportRow[]): ((row: RunReportRow) => string) => {
  const one = rows.every((row) => row.kernel === rows[0].kernel);
  return (row) => `${machineText(row)} ${row.format}${one ? '' : ` ${row.kernel}`}`;
};

function headText({ kernel, rows, seed }: RunReport): string {
  if (rows.length === 0) return `${colors.bold(kernel)}   no rows`;
  const params = Object.entries(rows[0].params).map(([name, value]) => `${name}=${value}`);
  return `${colors.bold(kernel)}   ${params.join(' ')}   seed ${seed}`;
}

/** First of all: are the numbers that the kernel computes right? One line a format. */
function valuesText(report: RunReport, rows: readonly SimulatedRow[]): string {
  if (report.values === 'none') return 'values: n/a (not computed: --values none)';
  const at = smallerText(report);
  const one = rows.every((row) => row.kernel === rows[0].kernel);
  const byFormat = new Map(rows.map((row) => [one ? row.format : `${row.kernel} ${row.format}`, row.values]));
  if (byFormat.size === 0) return 'values: n/a (no target can run this)';
  const lines = [...byFormat].map(([format, v]) => {
    if (v === null) {
      const none = report.valuesCheckedAt === null;
      return `values ${format}: ${none ? 'no reference given: values not checked' : 'n/a (its check does not fit)'}`;
    }
    const word = v.ok ? colors.green('match the float64 reference') : colors.red('ARE OFF');
    const cold = v.coldRelL2 === undefined ? '' : `, ${formatNumber(v.coldRelL2)} in the first run without history`;
    const counts = `saturated ${v.saturated}, overflows ${v.overflows}, NaN ${v.nans}`;
    return `values ${format}: ${word}${at}: relative error ${formatNumber(v.relL2)} (limit ${formatNumber(v.tolerance)}${cold}); ${counts}`;
  });
  return lines.join('\n');
}

/** Where the check was made, as far as it differs from the run: ` at steps=12`. */
function smallerText({ rows, valuesCheckedAt }: RunReport): string {
  const differing = Object.entries(valuesCheckedAt ?? {}).filter(([name, value]) => rows[0].params[name] !== value);
  return differing.length === 0 ? '' : ` at ${differing.map(([name, value]) => `${name}=${value}`).join(' ')}`;
}

const MACS = 'multiply-adds, of the peak';
const TRAFFIC = 'off-chip traffic, of the limit';

const slowest = (rows: readonly SimulatedRow[]): SimulatedRow => rows.reduce((a, b) => (b.seconds > a.seconds ? b : a));
const fastest = (rows: readonly SimulatedRow[]): SimulatedRow => rows.reduce((a, b) => (b.seconds < a.seconds ? b : a));

function cyclesTable(rows: readonly SimulatedRow[]): string {
  const reference = slowest(rows).seconds;
  const heads = ['chip', 'runtime', 'kernel', 'format', '>cycles', '>time', '>speed', 'bound by', MACS, TRAFFIC];
  const limit = (share: number): string => `${bar(share)} ${formatShare(share)}`;
  const lines = rows.map((row) => [
    machineText(row),
    row.runtime,
    row.kernel,
    row.format,
    groupThousands(row.cycles),
    formatSeconds(row.seconds),
    formatRatio(reference / row.seconds),
    row.boundBy,
    limit(row.macUtilisation),
    limit(row.dramUtilisation),
  ]);
  return wideTable(heads, lines);
}

function waitsText(rows: readonly SimulatedRow[]): string {
  const label = labels(rows);
  const lines = rows.map((row) => {
    const parts = Object.entries(row.waits)
      .filter(([, cycles]) => cycles > 0)
      .sort(([, a], [, b]) => b - a)
      .map(([reason, cycles]) => `${reason} ${formatShare(cycles / row.cycles)}`);
    return [`  ${label(row)}`, [`work ${formatShare(row.work / row.cycles)}`, ...parts].join(' · ')];
  });
  return `${colors.bold('where the time goes')} (the unit that works most)\n${pairs(lines)}`;
}

function mappingText(rows: readonly SimulatedRow[]): string {
  const label = labels(rows);
  const lines = rows.map((row) => {
    const { mapping } = row;
    const resident = Object.entries(row.resident).map(([level, bytes]) => `${formatBytes(bytes)} in ${level}`);
    const engine = Object.values(mapping.engines)[0]?.replace(/ \(.*/, '') ?? 'no matrix product';
    const units = `${mapping.unitsUsed} of ${mapping.unitsOnChip} ${mapping.unitKind}`;
    const stays = resident.length > 0 ? `stays on chip: ${resident.join(', ')}` : 'nothing stays on chip';
    const shared = mapping.rig === undefined ? [] : [rigText(mapping.rig)];
    const given = mapping.source === 'given' ? ['plan given'] : [];
    return [`  ${label(row)}`, [...given, ...shared, units, stays, engine].join(' · ')];
  });
  return `${colors.bold('mapping')} (first matrix product; --json has all of it)\n${pairs(lines)}`;
}

function rigText(rig: NonNullable<SimulatedRow['mapping']['rig']>): string {
  const links = `${rig.links}, ${formatSeconds(rig.linkSeconds)} that nothing hides`;
  if (rig.parallel === 'data') {
    const share = `batch ${rig.batchPerChip} a chip`;
    if (rig.gradientBytes === 0) return `${share}, no transfers`;
    return `${share}; all-reduce of ${formatBytes(rig.gradientBytes)} of gradients over ${links}`;
  }
  const steps = rig.stepsPerTransfer === 1 ? 'a step each' : `${rig.stepsPerTransfer} steps each`;
  const chunk = `${rig.transfers} x ${formatBytes(rig.bytesPerTransfer)} (${steps})`;
  return `${rig.layersPerChip.join('+')} layers, ${chunk} over ${links}; ${formatShare(rig.bubble)} bubble`;
}

function refusedText(rows: readonly RejectedRow[]): string {
  const label = labels(rows);
  const lines = rows.map((row) => {
    return [`  ${label(row)}`, refusalText(row.rejected)];
  });
  return `${colors.bold(colors.yellow('does not fit'))}\n${pairs(lines)}`;
}

function assumedText({ chips, rows }: RunReport): string {
  if (chips === null) return 'hardware figures that are assumed: n/a (the file does not tell)';
  const assumed = new Map(rows.flatMap((row) => (isRejected(row) ? [] : [[chipName(row.chip), row.assumed.length]])));
  const parts = Object.entries(chips).map(([name, { values }]) => {
    const count = assumed.get(name);
    return `${name} ${count === undefined ? 'n/a (nothing simulated)' : `${count} of ${Object.keys(values).length}`}`;
  });
  return `hardware figures that are assumed: ${parts.join(', ')} (see: onchip chips ${Object.keys(chips)[0]})`;
}

/** A rig is made of a chip: `2x titan-xp`. */
const chipName = (chip: string): string => chip.replace(/^\d+x /, '');

function verdict(rows: readonly SimulatedRow[]): string {
  const label = labels(rows);
  const [first, last] = [fastest(rows), slowest(rows)];
  return `${colors.bold(label(first))} is ${formatRatio(last.seconds / first.seconds)} as fast as ${label(last)}`;
}
