/** @file A training as it goes on: how far, losses side by side, exponents of the formats that share them. */
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { exponentChart, lossCurves } from '../../src/report/charts/accuracyCurves.js';
import type { ChartSize } from '../../src/report/charts/draw.js';
import { lossDifferenceChart, lossDifferences } from '../../src/report/charts/lossDifference.js';
import { metric } from '../../src/report/metrics.js';
import { formatNumber, groupThousands } from '../../src/report/numbers.js';
import { Select } from '../app/Select.js';
import { Figure } from '../charts/Figure.js';
import { Table } from '../charts/Table.js';
import { cancelTraining, type TrainingRun, type TrainingState } from '../state/trainingRuns.js';

/** Points of a loss curve. */
const CURVE_POINTS = 60;

const groups = {
  weights: /^(E|W\w*|U\w*|b\w*)$/,
  gradients: /^g\./,
  activations: /^(?!g\.)(?!(E|W\w*|U\w*|b\w*)$)/,
} as const;

export function TrainingCharts({ state }: { readonly state: TrainingState }) {
  const { runs, choices, busy, core, problem } = state;
  const done = Math.min(...runs.map((run) => run.losses.length));
  const curves = useMemo(() => {
    const curve = runs.map(curveOf);
    return (size: ChartSize) =>
      lossCurves(
        curve,
        runs.map((run) => run.format),
        size,
      );
  }, [runs]);
  const started = runs.some((run) => run.losses.length > 1);
  return (
    <>
      <section class="card wide" aria-label="Progress">
        <h2>{verdict(runs)}</h2>
        <div class="busy">
          <span role="status">
            {busy ? 'training' : problem === '' ? 'trained' : problem}: {groupThousands(done)} of{' '}
            {groupThousands(choices.updates)} updates{core === '' ? '' : `, ${core} core`}
          </span>
          {busy && (
            <>
              <progress value={done} max={choices.updates} aria-label="updates done" />
              <button type="button" onClick={cancelTraining}>
                Cancel
              </button>
            </>
          )}
        </div>
        <ResultsTable runs={runs} />
      </section>
      {started && (
        <Figure
          title="Training loss"
          wide
          chart={curves}
          legend={
            <ul class="key">
              {runs.map(({ format }, i) => (
                <li key={format}>
                  <i class={`swatch k-${i}`} />
                  {format}
                </li>
              ))}
            </ul>
          }
        >
          <LossTable runs={runs} />
        </Figure>
      )}
      {started && <Difference runs={runs} />}
      {runs
        .filter((run) => shares(run))
        .map((run) => (
          <Exponents key={run.format} run={run} />
        ))}
    </>
  );
}

/** Curves that lie on each other are told apart here. */
function Difference({ runs: [base, other] }: { readonly runs: readonly TrainingRun[] }) {
  const length = Math.min(base.losses.length, other.losses.length);
  const [a, b] = [base, other].map((run) => curveOf({ ...run, losses: run.losses.slice(0, length) }));
  const points = lossDifferences(b, a);
  if (points.length < 2) return null;
  return (
    <Figure
      title={`Loss of ${other.format} minus ${base.format}`}
      wide
      chart={(size) => lossDifferenceChart(b, a, size)}
    >
      <Table
        caption="Difference of the training losses"
        columns={[{ label: 'update', text: true }, { label: 'difference' }]}
        rows={points.map(({ step, difference }) => [groupThousands(step), formatNumber(difference)])}
      />
    </Figure>
  );
}

const shares = ({ exponents }: TrainingRun): boolean =>
  Object.values(exponents).some((samples) => samples.some((s) => s.exponent !== null));

function curveOf({ format, losses }: TrainingRun) {
  const lossEvery = Math.max(1, Math.ceil(losses.length / CURVE_POINTS));
  const loss = Array.from({ length: Math.ceil(losses.length / lossEvery) }, (_, i) => {
    const part = losses.slice(i * lossEvery, (i + 1) * lossEvery);
    return part.reduce((sum, x) => sum + x, 0) / part.length;
  });
  return { format, loss, lossEvery };
}

/** Mean of the last tenth: what a run has come to. */
function lastLoss({ losses }: TrainingRun): number {
  const last = losses.slice(-Math.max(1, Math.ceil(losses.length / 10)));
  return last.reduce((sum, x) => sum + x, 0) / last.length;
}

function verdict([a, b]: readonly TrainingRun[]): string {
  const [x, y] = [a.end?.value ?? null, b.end?.value ?? null];
  if (a.end === null || b.end === null) return `LSTM in ${a.format} and in ${b.format}`;
  if (x === null || y === null) {
    const broken = [a, b].filter((run) => run.end?.value === null).map((run) => run.format);
    return `${broken.join(' and ')} diverged`;
  }
  return `${b.format}: ${formatNumber(y)} ${a.end.metric} held out, ${a.format}: ${formatNumber(x)}`;
}

function ResultsTable({ runs }: { readonly runs: readonly TrainingRun[] }) {
  const na = <span class="na">n/a (not yet)</span>;
  return (
    <Table
      caption="Lower is better; baseline: without learning anything"
      columns={[
        { label: 'format', text: true },
        { label: 'updates' },
        { label: 'training loss', title: 'Mean of the last tenth of the updates.' },
        { label: 'held out', title: metric('heldOutValue').definition },
        { label: 'baseline' },
        { label: metric('saturated').label, title: metric('saturated').definition },
        { label: metric('overflows').label, title: metric('overflows').definition },
        { label: metric('flushedToZero').label, title: metric('flushedToZero').definition },
      ]}
      rows={runs.map((run) => [
        run.format,
        groupThousands(run.losses.length),
        run.losses.length === 0 ? na : formatNumber(lastLoss(run)),
        run.end === null ? na : run.end.value === null ? 'n/a (diverged)' : formatNumber(run.end.value),
        run.end === null ? na : formatNumber(run.end.baseline),
        groupThousands(run.saturated),
        groupThousands(run.overflows),
        groupThousands(run.flushedToZero),
      ])}
    />
  );
}

function LossTable({ runs }: { readonly runs: readonly TrainingRun[] }) {
  const curves = runs.map(curveOf);
  const length = Math.max(...curves.map((c) => c.loss.length));
  return (
    <Table
      caption="Training loss, mean over the updates since the row before"
      columns={[{ label: 'update', text: true }, ...runs.map(({ format }) => ({ label: format }))]}
      rows={Array.from({ length }, (_, i) => [
        groupThousands((i + 1) * (curves[0]?.lossEvery ?? 1)),
        ...curves.map(({ loss }) => (i < loss.length ? formatNumber(loss[i]) : '')),
      ])}
    />
  );
}

function Exponents({ run }: { readonly run: TrainingRun }) {
  const group = useSignal<keyof typeof groups>('weights');
  const tensors = Object.entries(run.exponents)
    .filter(([name]) => groups[group.value].test(name))
    .map(([tensor, samples]) => ({ tensor, samples }));
  const last = (samples: (typeof tensors)[number]['samples']) => samples[samples.length - 1];
  return (
    <Figure
      title={`Shared exponents of ${run.format}`}
      wide
      chart={tensors.length === 0 ? null : (size) => exponentChart(tensors, size)}
      legend={
        <Select
          label="Tensors"
          value={group.value}
          options={Object.keys(groups)}
          onChange={(name) => {
            group.value = name as keyof typeof groups;
          }}
        />
      }
    >
      <Table
        caption="Exponents at the latest sample"
        columns={[
          { label: 'tensor', text: true },
          { label: 'exponent' },
          { label: 'least, most so far' },
          { label: 'headroom, bits', title: metric('headroom').definition },
        ]}
        rows={tensors.map(({ tensor, samples }) => {
          const seen = samples.flatMap((s) => s.exponent ?? []);
          return [
            tensor,
            last(samples).exponent ?? 'n/a',
            seen.length === 0 ? 'n/a' : `${Math.min(...seen)} … ${Math.max(...seen)}`,
            last(samples).headroomBits === null ? 'n/a (all zero)' : formatNumber(last(samples).headroomBits),
          ];
        })}
      />
    </Figure>
  );
}
