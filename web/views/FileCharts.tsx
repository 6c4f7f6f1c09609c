/** @file The charts of an opened file, by its kind. */
import { exponentChart, lossCurves } from '../../src/report/charts/accuracyCurves.js';
import { claimIntervals, claimsChart } from '../../src/report/charts/claims.js';
import { lossChart, lossPoints } from '../../src/report/charts/loss.js';
import { agreementChart } from '../../src/report/charts/validation.js';
import type { ReportFile } from '../../src/report/file.js';
import { formatNumber, formatRatio } from '../../src/report/numbers.js';
import type { Report, ReportClaim, ReportRow } from '../../src/report/schema.js';
import type { AccuracyFile } from '../../src/report/schemas/accuracy.js';
import { type ValidateReport, validationPoints } from '../../src/report/validateReport.js';
import { rowsView, viewOf } from '../../src/report/view.js';
import type { AccuracyRun, TensorRecord } from '../../src/study/accuracyTypes.js';
import { Figure } from '../charts/Figure.js';
import { Table } from '../charts/Table.js';
import { RowCloseUp } from './RowCloseUp.js';
import { SpeedCharts } from './SpeedCharts.js';

export function FileCharts({ file }: { readonly file: ReportFile }) {
  switch (file.kind) {
    case 'report':
      return <ReportCharts report={file.data} />;
    case 'run':
      return (
        <>
          <SpeedCharts view={rowsView(file.data.rows)} base={null} />
          <RowCloseUp rows={file.data.rows as readonly ReportRow[]} />
        </>
      );
    case 'claims':
      return <ClaimsFigure claims={file.data.claims} />;
    case 'accuracy':
      return <AccuracyCharts report={file.data} />;
    case 'validate':
      // The schema says `string` where the study knows the words.
      return <ValidateFigure report={file.data as unknown as ValidateReport} />;
    default:
      return null;
  }
}

function ReportCharts({ report }: { readonly report: Report }) {
  const { accuracy } = report;
  return (
    <>
      <SpeedCharts view={viewOf(report)} base={report.bases[0]?.id ?? null} />
      <RowCloseUp rows={report.rows} />
      <ClaimsFigure claims={report.claims} />
      {accuracy !== null && (
        <Figure title="Training loss" wide chart={(size) => lossChart(accuracy, size)}>
          <Table
            caption="Training loss by step"
            columns={[{ label: 'step', text: true }, { label: 'bits a character' }]}
            rows={lossPoints(accuracy).map(({ step, bits }) => [step, formatNumber(bits)])}
          />
        </Figure>
      )}
    </>
  );
}

function ClaimsFigure({ claims }: { readonly claims: readonly ReportClaim[] }) {
  const intervals = claimIntervals(claims);
  if (intervals.length === 0) return null;
  return (
    <Figure title="Answers to the claims" wide chart={(size) => claimsChart(claims, size)}>
      <Table
        caption="Lowest and highest answer"
        columns={[{ label: 'claim and subject', text: true }, { label: 'lowest' }, { label: 'highest' }]}
        rows={intervals.map(({ label, low, high }) => [label, formatRatio(low), formatRatio(high)])}
      />
    </Figure>
  );
}

function AccuracyCharts({ report }: { readonly report: AccuracyFile }) {
  const formats = report.formats.map(({ format }) => format);
  return (
    <div class="charts">
      {report.tasks.map(({ task }) => {
        const runs = report.runs.filter((run) => run.task === task) as readonly Pick<
          AccuracyRun,
          'format' | 'loss' | 'lossEvery'
        >[];
        const moving = report.tensors.filter((t) => t.task === task && t.samples.some((s) => s.exponent !== null));
        const [first] = moving;
        const own = moving
          .filter((t) => t.format === first.format && t.seed === first.seed)
          .sort((a, b) => b.exponentChanges - a.exponentChanges)
          .slice(0, 12) as readonly Pick<TensorRecord, 'tensor' | 'samples'>[];
        return (
          <>
            <Figure
              key={`${task} loss`}
              title={`Training loss: ${task}`}
              chart={(size) => lossCurves(runs, formats, size)}
              legend={
                <ul class="key">
                  {formats.map((format, i) => (
                    <li key={format}>
                      <i class={`swatch k-${i % 6}`} />
                      {format}
                    </li>
                  ))}
                </ul>
              }
            >
              <Table
                caption="Last training loss of each run"
                columns={[{ label: 'format', text: true }, { label: 'loss' }]}
                rows={runs.map(({ format, loss }) => [format, formatNumber(loss[loss.length - 1] ?? null)])}
              />
            </Figure>
            {own.length > 0 && (
              <Figure
                key={`${task} exponents`}
                title={`Shared exponents: ${task}, ${first.format}`}
                chart={(size) => exponentChart(own, size)}
              >
                <Table
                  caption="Exponents at the last sample"
                  columns={[{ label: 'tensor', text: true }, { label: 'exponent' }]}
                  rows={own.map(({ tensor, samples }) => [tensor, samples[samples.length - 1]?.exponent ?? 'n/a'])}
                />
              </Figure>
            )}
          </>
        );
      })}
    </div>
  );
}

function ValidateFigure({ report }: { readonly report: ValidateReport }) {
  const points = validationPoints(report);
  const ops = [...new Set(points.map(({ op }) => op))];
  if (points.length === 0) return null;
  return (
    <Figure title="Predicted against measured" wide chart={(size) => agreementChart(points, ops, size)}>
      <Table
        caption="The first rows"
        columns={[
          { label: 'target', text: true },
          { label: 'problem', text: true },
          { label: 'predicted, ms' },
          { label: 'measured, ms' },
        ]}
        rows={points
          .slice(0, 100)
          .map((p) => [p.target, p.problem, formatNumber(p.predictedMs), formatNumber(p.measuredMs)])}
      />
    </Figure>
  );
}
