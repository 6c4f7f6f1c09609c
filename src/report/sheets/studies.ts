/** @file Accuracy studies, validations and host measurements as sheets. */
import { formatNumber, formatPercent, formatRatio, formatSeconds, groupThousands, type Known } from '../numbers.js';
import type { AccuracyFile } from '../schemas/accuracy.js';
import type { HostReport } from '../schemas/host.js';
import type { ValidateFile } from '../schemas/validate.js';
import { left, right, type Sheet } from '../sheet.js';

const orNa = (value: number | null, na: string): Known => value ?? { na };

export function accuracySheet(report: AccuracyFile): Sheet {
  const { tasks, summary, seeds, formats } = report;
  return {
    title: `Recurrent networks in ${formats.length} number formats`,
    source: `onchip ${report.version}, ${report.schema}, preset ${report.preset}.`,
    lead: `Seeds ${seeds.join(', ')}. Runs of one seed start from the same weights and see the same data: they differ in the format alone. Lower is better.`,
    sections: tasks.map(({ task, title, settings: s, parameters }) => {
      const lines = summary.filter((line) => line.task === task);
      return {
        title: `${task}: ${title}`,
        text: [
          `${s.cell}, ${s.layers} x ${s.hidden} units, ${groupThousands(parameters)} parameters; ${s.updates} updates of ${s.batch} x ${s.seqLength}.`,
        ],
        table: {
          heads: [
            left('format'),
            right(lines[0]?.metric ?? 'value', 'heldOutValue'),
            right('± over seeds', 'seedSpread'),
            right('against fp32', 'pairedDelta'),
            right('diverged', 'diverged'),
            right('gradient cosine', 'gradientCosine'),
            right('unchanged updates', 'unchangedUpdates'),
          ],
          rows: lines.map((line) => [
            line.format,
            formatNumber(orNa(line.mean, 'diverged')),
            formatNumber(orNa(line.deviation, 'one seed')),
            formatNumber(orNa(line.meanDelta, 'no pair')),
            `${line.diverged} of ${line.seeds}`,
            formatNumber(orNa(line.gradientCosine, line.format === 'fp32' ? 'is fp32' : 'not finite')),
            formatPercent(orNa(line.unchangedUpdates, 'not sampled')),
          ]),
        },
      };
    }),
  };
}

export function validateSheet({ version, schema, rows, summary, tables }: ValidateFile): Sheet {
  const few = 'too few rows';
  const cells = (fit: ValidateFile['summary']): string[] => [
    groupThousands(fit.n),
    ...[fit.medianApe, fit.meanApe, fit.meanSymmetric].map((share) => formatPercent(orNa(share, few))),
    ...[fit.slope, fit.spearman].map((value) => formatNumber(orNa(value, few))),
  ];
  const lines = tables.flatMap(({ chip, runtime, groups }) =>
    Object.entries(groups).map(([group, fit]) => [`${chip} ${runtime}`, group, ...cells(fit)]),
  );
  const heads = [
    left('target'),
    left('rows of'),
    right('rows', 'rows'),
    right('median error', 'medianApe'),
    right('mean error', 'meanApe'),
    right('symmetric', 'meanSymmetric'),
    right('slope', 'slope'),
    right('rank corr.', 'spearman'),
  ];
  const worst = tables.flatMap((table) =>
    table.worst.map((row) => [
      `${table.chip} ${table.runtime}`,
      String(row.line),
      formatSeconds(row.predictedMs / 1e3),
      formatSeconds(row.measuredMs / 1e3),
      formatRatio(row.ratio),
      row.boundBy,
    ]),
  );
  return {
    title: `Predicted against ${groupThousands(rows.length)} measured times`,
    source: `onchip ${version}, ${schema}.`,
    lead: `Half of the rows are within ${formatPercent(orNa(summary.medianApe, few))}; the mean error is ${formatPercent(orNa(summary.meanApe, few))}.`,
    sections: [
      { title: 'How far off?', table: { heads, rows: [...lines, ['all', '', ...cells(summary)]] } },
      {
        title: 'The worst rows of each table',
        table: {
          heads: [
            left('target'),
            right('line'),
            right('predicted', 'predictedMs'),
            right('measured', 'measuredMs'),
            right('ratio', 'ratio'),
            left('bound by', 'limiter'),
          ],
          rows: worst,
        },
      },
    ],
  };
}

export function hostSheet({ version, schema, machine, rows, simulated }: HostReport): Sheet {
  const measured = rows.map((row) => [
    row.kernel,
    `${row.library} ${row.backend}`,
    row.format,
    formatSeconds(row.seconds),
    `${formatSeconds(row.leastSeconds)} … ${formatSeconds(row.mostSeconds)}`,
    row.values.ok ? 'right' : 'OFF',
    'measured',
  ]);
  const beside = simulated.flatMap((row) =>
    'rejected' in row
      ? []
      : [
          [
            row.kernel,
            `${row.chip} ${row.runtime}`,
            row.format,
            formatSeconds(row.seconds),
            '',
            'not computed',
            'simulated',
          ],
        ],
  );
  return {
    title: `Measured on ${machine.cpu}`,
    source: `onchip ${version}, ${schema}.`,
    lead: `${machine.threads} threads, ${machine.system}, Node ${machine.node}.`,
    sections: [
      {
        title: 'Times',
        table: {
          heads: [
            left('kernel'),
            left('who'),
            left('format'),
            right('time', 'seconds'),
            right('spread', 'spread'),
            left('values', 'values'),
            left('status', 'status'),
          ],
          rows: [...measured, ...beside],
        },
      },
    ],
  };
}
