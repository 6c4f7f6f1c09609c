/** @file A host measurement as a person reads it: who is faster here, are the values right, what simulated chips take. */
import { formatBytes, formatNumber, formatRatio, formatSeconds } from '../../report/numbers.js';
import type { HostReport } from '../../report/schemas/host.js';
import { plainText } from '../../report/textTable.js';
import { colors } from '../output.js';
import { formatRate } from './quantity.js';
import { wideTable } from './table.js';

type Measured = HostReport['rows'][number];
type Simulated = HostReport['simulated'][number];

/** The whole text. `fit`: the chip file that was written, if one was. */
export function hostView(report: HostReport, fit?: string): string {
  const kernels = [...new Set(report.rows.map(({ kernel }) => kernel))];
  const sections = [machineText(report), ...kernels.map((kernel) => kernelText(report, kernel))];
  if (report.failed.length > 0) sections.push(failedText(report));
  if (report.absent.length > 0)
    sections.push(report.absent.map(({ library, reason }) => `${library}: ${reason}, not measured`).join('\n'));
  if (fit !== undefined) sections.push(fitText(report, fit));
  return sections.join('\n\n');
}

function machineText({ machine }: HostReport): string {
  const clock = machine.clockHz > 0 ? `, ${formatRate(machine.clockHz, 'Hz')}` : '';
  const head = colors.bold(plainText(machine.cpu));
  return `${head}   ${machine.threads} threads${clock}, ${formatBytes(machine.memoryBytes)}, ${machine.system}, Node ${machine.node}`;
}

function kernelText({ rows, simulated }: HostReport, kernel: string): string {
  const measured = rows.filter((row) => row.kernel === kernel);
  const chips = simulated.filter((row) => row.kernel === kernel && 'seconds' in row);
  const base = measured[0].seconds;
  const params = Object.entries(measured[0].params).map(([name, value]) => `${name}=${value}`);
  const heads = ['who', 'runs on', 'format', '>time', '>spread', '>against onchip', '>rate', 'values', 'status'];
  const lines = [...measured.map((row) => measuredLine(row, base)), ...chips.map((row) => simulatedLine(row, base))];
  const remarks = measured.filter(({ remark }) => remark !== undefined);
  const notes = remarks.map((row) => `${row.library} ${row.backend}: ${row.remark}`);
  return [`${colors.bold(kernel)}   ${params.join(' ')}`, wideTable(heads, lines), ...notes].join('\n');
}

function measuredLine(row: Measured, base: number): string[] {
  const { relL2, ok } = row.values;
  const error = relL2 === null ? 'n/a (other size)' : formatNumber(relL2);
  return [
    ...[row.library, row.backend, row.format, formatSeconds(row.seconds)],
    `${formatSeconds(row.leastSeconds)} … ${formatSeconds(row.mostSeconds)}`,
    formatRatio(base / row.seconds),
    formatRate(row.operationsPerSecond, 'op/s'),
    ok ? `right (error ${error})` : `OFF (error ${error})`,
    row.status,
  ];
}

function simulatedLine(row: Simulated, base: number): string[] {
  if (!('seconds' in row)) return [];
  const rate = formatRate((2 * row.macs) / row.seconds, 'op/s');
  return [
    row.chip,
    row.runtime,
    row.format,
    formatSeconds(row.seconds),
    '–',
    formatRatio(base / row.seconds),
    rate,
    'not computed',
    'simulated',
  ];
}

function failedText({ failed }: HostReport): string {
  return failed
    .map(
      ({ library, backend, kernel, reason }) => `${library} ${backend}: could not run ${kernel}: ${plainText(reason)}`,
    )
    .join('\n');
}

/** The LSTM is no part of the fit: it says how good the chip file is. */
function fitText({ rows, simulated }: HostReport, fit: string): string {
  const predicted = simulated.find((row) => row.chip === 'this-machine');
  const own = rows.find((row) => row.kernel === 'lstm.in-cache' && row.format === 'fp32');
  const wrote = `wrote ${fit}: try onchip run lstm.fused --chip ${fit} --format fp32`;
  if (predicted === undefined || own === undefined || !('seconds' in predicted)) return wrote;
  const ratio = predicted.seconds / own.seconds;
  return `${wrote}\nthe LSTM, not part of the fit: predicted ${formatSeconds(predicted.seconds)}, measured ${formatSeconds(own.seconds)} (${formatRatio(ratio)})`;
}
