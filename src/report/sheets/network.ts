/** @file What is said of networks only: which of its kernels each row is of and what became of the others, and the time of
 * each layer. */
import { formatBytes, formatCount, formatPercent, formatSeconds } from '../numbers.js';
import type { RunReportRow } from '../schemas/run.js';
import { left, right, type SheetSection } from '../sheet.js';

type Simulated = Exclude<RunReportRow, { readonly rejected: unknown }>;
type NameOf = (row: Simulated) => string;

export function networkSections(rows: readonly Simulated[], nameOf: NameOf): readonly SheetSection[] {
  return [...rungSection(rows, nameOf), ...rows.flatMap((row) => layerSection(row, nameOf))];
}

function rungSection(rows: readonly Simulated[], nameOf: NameOf): readonly SheetSection[] {
  const lines = rows.flatMap((row) =>
    (row.rungs ?? []).map((rung) => [
      nameOf(row),
      rung.kernel,
      ...('rejected' in rung
        ? ['n/a', `does not fit in ${rung.rejected.level}: ${rung.rejected.suggestion}`]
        : [formatSeconds(rung.seconds), rung.kernel === row.kernel ? 'taken' : 'slower']),
    ]),
  );
  if (lines.length === 0) return [];
  return [
    {
      title: 'Which kernel was taken?',
      text: ['The fastest that fits, of all that a network has.'],
      table: { heads: [left('target'), left('kernel'), right('time', 'seconds'), left('')], rows: lines },
    },
  ];
}

/** A line a layer: cycles, their share, multiply-adds, bytes in and off the units. */
export const layerLines = ({ parts = [], cycles: all }: Simulated, share: (of: number) => string): string[][] =>
  parts.map(({ part, cycles, macs, residentBytes, offUnitBytes }) => [
    part === '' ? '(launches, first loads)' : part,
    formatCount(cycles),
    share(cycles / all),
    formatCount(macs),
    formatBytes(residentBytes),
    formatBytes(offUnitBytes),
  ]);

function layerSection(row: Simulated, nameOf: NameOf): readonly SheetSection[] {
  if (row.parts === undefined) return [];
  return [
    {
      title: `Layer by layer: ${nameOf(row)}`,
      table: {
        heads: [
          left('layer'),
          right('cycles', 'cycles'),
          right('of all'),
          right('multiply-adds'),
          right('in the units', 'resident'),
          right('off the units'),
        ],
        rows: layerLines(row, formatPercent),
      },
    },
  ];
}
