/** @file The main report as a sheet. */
import { formatCount, formatNumber, formatRatio, formatSeconds, groupThousands } from '../numbers.js';
import type { Report, ReportAccuracy } from '../schema.js';
import { left, right, type Sheet, type SheetSection } from '../sheet.js';
import { figureCounts, isSimulated, type ReportView, viewOf } from '../view.js';
import { claimSection } from './claims.js';

export function reportSheet(report: Report): Sheet {
  const view = viewOf(report);
  const { assumed, all } = figureCounts(report);
  const { manifest, schema } = report;
  return {
    title: report.title,
    source: `onchip ${manifest.version}, ${schema}, manifest ${manifest.hash}. The same version, options and text give the same bytes: onchip rerun report.json.`,
    lead: `${assumed} of ${all} hardware values are assumed, not published; every verdict is a range over them. Simulated, not measured.`,
    sections: [
      ...view.batches.map((batch) => resultSection(view, batch)),
      ...report.claims.map(claimSection),
      ...(report.accuracy === null ? [] : [accuracySection(report.accuracy)]),
    ],
  };
}

/** Every kernel on every target. */
function resultSection(view: ReportView, batch: number): SheetSection {
  const [base] = view.report.bases;
  const rows = view.targets.flatMap((target) =>
    view.kernels.flatMap((kernel) => {
      const row = view.row(target, kernel, batch);
      if (row === undefined) return [];
      if (!isSimulated(row)) {
        const why = `n/a (does not fit in ${row.rejected.level}; ${row.rejected.suggestion})`;
        return [[target.label, kernel, why, '', '', '']];
      }
      const speedup = base === undefined ? { na: 'no base' } : view.speedup(target, kernel, batch, base.id);
      const { cycles, seconds, boundBy } = row;
      return [[target.label, kernel, formatCount(cycles), formatSeconds(seconds), formatRatio(speedup), boundBy]];
    }),
  );
  const against =
    base === undefined ? [] : [`Speedup over ${base.kernel} on ${base.chip} in ${base.format}, ${base.runtime}.`];
  const heads = [
    left('target'),
    left('kernel'),
    right('cycles', 'cycles'),
    right('time', 'seconds'),
    right('speedup', 'speedup'),
    left('bound by', 'boundBy'),
  ];
  return { title: `Batch ${batch}`, text: against, table: { heads, rows } };
}

function accuracySection({ formats, heldOutCharacters, protocol }: ReportAccuracy): SheetSection {
  return {
    title: 'What the formats do to the numbers',
    text: [`Judged on ${groupThousands(heldOutCharacters)} held-out characters. ${protocol}`],
    table: {
      heads: [
        left('format'),
        right('bits a character', 'bitsPerChar'),
        right('against fp32', 'deltaToFp32'),
        right('error', 'relativeError'),
        right('saturated', 'saturated'),
        right('overflows', 'overflows'),
        right('flushed', 'flushedToZero'),
      ],
      rows: formats.map((f) => [
        f.format,
        formatNumber(f.bitsPerChar),
        formatNumber(f.deltaToFp32 ?? { na: 'is fp32' }),
        formatNumber(f.relativeError),
        groupThousands(f.saturated),
        groupThousands(f.overflows),
        groupThousands(f.flushedToZero),
      ]),
    },
  };
}
