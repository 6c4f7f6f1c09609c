/** @file The charts of rows: speedup, where the time goes, what stays on the chip; one kernel and one batch at a time. */
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { ChartSize } from '../../src/report/charts/draw.js';
import { residencyChart, residentLevels } from '../../src/report/charts/residency.js';
import { speedupChart } from '../../src/report/charts/speedup.js';
import { shareOf, waitsChart } from '../../src/report/charts/waits.js';
import { formatBytes, formatPercent, formatRatio } from '../../src/report/numbers.js';
import { type ChartView, isSimulated } from '../../src/report/view.js';
import { reasonMeaning, timeReasons } from '../../src/sim/waits.js';
import { Select } from '../app/Select.js';
import { Figure } from '../charts/Figure.js';
import { Legend } from '../charts/Legend.js';
import { Table } from '../charts/Table.js';

interface SpeedChartsProps {
  readonly view: ChartView;
  /** Name of the base of speedups; null: there is none. */
  readonly base: string | null;
}

export function SpeedCharts({ view, base }: SpeedChartsProps) {
  const { kernels, batches } = view;
  const chosenKernel = useSignal('');
  const chosenBatch = useSignal('');
  const kernel = kernels.find((name) => name === chosenKernel.value) ?? kernels[kernels.length - 1] ?? '';
  const batch = batches.find((b) => String(b) === chosenBatch.value) ?? batches[0] ?? 1;
  return (
    <div class="charts">
      {(kernels.length > 1 || batches.length > 1) && (
        <section class="card wide controls" aria-label="Rows shown">
          <Select
            label="Kernel"
            value={kernel}
            options={kernels}
            onChange={(name) => {
              chosenKernel.value = name;
            }}
          />
          <Select
            label="Batch"
            value={String(batch)}
            options={batches.map(String)}
            onChange={(name) => {
              chosenBatch.value = name;
            }}
          />
        </section>
      )}
      {base !== null && <SpeedupFigure view={view} base={base} batch={batch} />}
      <WaitsFigure view={view} kernel={kernel} batch={batch} />
      <ResidencyFigure view={view} kernel={kernel} batch={batch} wide={base !== null} />
    </div>
  );
}

function SpeedupFigure({ view, base, batch }: { view: ChartView; base: string; batch: number }) {
  const chart = useMemo(() => (size: ChartSize) => speedupChart(view, batch, base, size), [view, batch, base]);
  const rows = view.targets.flatMap((target) =>
    view.kernels.map((kernel) => [target.label, kernel, formatRatio(view.speedup(target, kernel, batch, base))]),
  );
  return (
    <Figure title="Speedup" chart={chart}>
      <Table
        caption="Speedup over the base"
        columns={[{ label: 'target', text: true }, { label: 'kernel', text: true }, { label: 'speedup' }]}
        rows={rows}
      />
    </Figure>
  );
}

interface OneKernel {
  readonly view: ChartView;
  readonly kernel: string;
  readonly batch: number;
}

function WaitsFigure({ view, kernel, batch }: OneKernel) {
  const chart = useMemo(() => (size: ChartSize) => waitsChart(view, kernel, batch, size), [view, kernel, batch]);
  const rows = view.targets.flatMap((target) => {
    const row = view.simulated(target, kernel, batch);
    return isSimulated(row) ? [{ label: target.label, row }] : [];
  });
  const reasons = timeReasons.filter((reason) => rows.some(({ row }) => shareOf(row, reason) > 0));
  return (
    <Figure title="Where the time goes" chart={rows.length === 0 ? null : chart} legend={<Legend reasons={reasons} />}>
      {rows.length === 0 ? (
        <p class="note">n/a (no target can run this)</p>
      ) : (
        <Table
          caption="Share of cycles by reason"
          columns={[
            { label: 'target', text: true },
            ...reasons.map((reason) => ({ label: reason, title: reasonMeaning[reason] })),
          ]}
          rows={rows.map(({ label, row }) => [label, ...reasons.map((r) => formatPercent(shareOf(row, r)))])}
        />
      )}
    </Figure>
  );
}

function ResidencyFigure({ view, kernel, batch, wide }: OneKernel & { readonly wide: boolean }) {
  const chart = useMemo(() => (size: ChartSize) => residencyChart(view, kernel, batch, size), [view, kernel, batch]);
  const levels = residentLevels(view, kernel, batch);
  // A run's file does not say how large the levels are.
  if (view.report.chips.length === 0) return null;
  return (
    <Figure title="What stays on the chip" wide={wide} chart={levels.length === 0 ? null : chart}>
      {levels.length === 0 ? (
        <p class="note">Nothing stays: the kernel streams everything, or no target can run it.</p>
      ) : (
        <Table
          caption="Resident bytes by level"
          columns={[{ label: 'level', text: true }, { label: 'resident' }, { label: 'pinnable' }, { label: 'in all' }]}
          rows={levels.map((l) => [
            l.label,
            formatBytes(l.bytes),
            formatBytes(l.pinnableBytes),
            formatBytes(l.capacityBytes),
          ])}
        />
      )}
    </Figure>
  );
}
