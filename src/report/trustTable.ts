/** @file The README's table of errors: what `onchip validate` says of the tables that the model was fitted on, and beside it
 * what docs/calibration.md says of each device left out. */
import { fitSummary } from '../study/fitSummary.js';
import type { ValidatedRow, ValidationResult } from '../study/validate.js';

const kinds = ['gemm', 'fwd', 'bwd'] as const;
type Kind = (typeof kinds)[number];

const kindOf = (row: ValidatedRow): Kind =>
  row.m !== undefined ? 'gemm' : String(row.direction).startsWith('bwd') ? 'bwd' : 'fwd';

interface Device {
  readonly chip: string;
  readonly runtime: string;
  readonly rows: readonly ValidatedRow[];
}

/** Markdown: a line a device and library; cells are median / mean symmetric error in per cent. */
export function trustTable(results: readonly ValidationResult[], calibration: string): string {
  const lines = devicesOf(results).map((device) => {
    const { chip, runtime, rows } = device;
    const fitted = kinds.map((kind) => errorsOf(rows.filter((row) => kindOf(row) === kind)));
    const leftOut = kinds.map((kind) => worstLeftOut(calibration, chip, runtime, kind));
    return [chip, runtime, rows.length, ...fitted, ...leftOut];
  });
  const head = ['device', 'library', 'rows', 'GEMM', 'forward', 'backward', 'GEMM, left out', 'forward, left out'];
  const rule = ['---', '---', ...Array<string>(7).fill('--:')];
  return [[...head, 'backward, left out'], rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function devicesOf(results: readonly ValidationResult[]): readonly Device[] {
  const devices = new Map<string, Device>();
  for (const { chip, runtime, rows } of results) {
    const key = `${chip} ${runtime}`;
    devices.set(key, { chip, runtime, rows: [...(devices.get(key)?.rows ?? []), ...rows] });
  }
  return [...devices.values()];
}

function errorsOf(rows: readonly ValidatedRow[]): string {
  const { medianApe, meanSymmetric } = fitSummary(
    rows.map((row) => ({ predicted: row.predictedMs, measured: row.measuredMs })),
  );
  if (medianApe === null || meanSymmetric === null) return '—';
  return `${(100 * medianApe).toFixed(1)} / ${(100 * meanSymmetric).toFixed(1)}`;
}

/** The device-left-out cell with the largest median among the formats and halves of a kind, as the page prints it. */
function worstLeftOut(calibration: string, chip: string, runtime: string, kind: Kind): string {
  const cells = calibration.split('\n').flatMap((line) => {
    const [, device, library, rows = '', , , leftOut = ''] = line.split('|').map((cell) => cell.trim());
    return device === chip && library === runtime && rows.includes(kind) ? [leftOut] : [];
  });
  return cells.sort((a, b) => Number.parseFloat(b) - Number.parseFloat(a))[0] ?? '—';
}
