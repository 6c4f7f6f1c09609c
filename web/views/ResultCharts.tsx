/** @file The charts of the rows: the report's own, drawn live. */
import { useMemo } from 'preact/hooks';
import { residencyChart, residentLevels } from '../../src/report/charts/residency.js';
import { speedupChart } from '../../src/report/charts/speedup.js';
import { shareOf, waitsChart } from '../../src/report/charts/waits.js';
import { formatBytes, formatPercent, formatRatio } from '../../src/report/numbers.js';
import { isSimulated } from '../../src/report/view.js';
import { reasonMeaning, timeReasons } from '../../src/sim/waits.js';
import { BASE, chartViewOf } from '../charts/chartView.js';
import { Figure } from '../charts/Figure.js';
import { Legend } from '../charts/Legend.js';
import { Table } from '../charts/Table.js';
import type { Results } from '../state/rows.js';

export function ResultCharts({ results, compared }: { readonly results: Results; readonly compared: boolean }) {
  const view = useMemo(() => chartViewOf(results), [results]);
  const { kernel } = results;
  const speedup = useMemo(() => (size: 'wide' | 'narrow') => speedupChart(view, 1, BASE, size), [view]);
  const waits = useMemo(() => (size: 'wide' | 'narrow') => waitsChart(view, kernel, 1, size), [view]);
  const resident = useMemo(() => (size: 'wide' | 'narrow') => residencyChart(view, kernel, 1, size), [view]);
  const simulated = view.targets.flatMap((target) => {
    const row = view.simulated(target, kernel, 1);
    return isSimulated(row) ? [{ label: target.label, row, speedup: view.speedup(target, kernel, 1, BASE) }] : [];
  });
  const reasons = timeReasons.filter((reason) => simulated.some(({ row }) => shareOf(row, reason) > 0));
  const levels = residentLevels(view, kernel, 1);
  if (simulated.length === 0) return null;
  return (
    <div class="charts">
      {compared && (
        <Figure title="Speedup" chart={speedup}>
          <Table
            caption="Speedup over the base"
            columns={[{ label: 'target', text: true }, { label: 'speedup' }]}
            rows={simulated.map((s) => [s.label, formatRatio(s.speedup)])}
          />
        </Figure>
      )}
      <Figure title="Where the time goes" chart={waits} legend={<Legend reasons={reasons} />}>
        <Table
          caption="Share of cycles by reason"
          columns={[
            { label: 'target', text: true },
            ...reasons.map((reason) => ({ label: reason, title: reasonMeaning[reason] })),
          ]}
          rows={simulated.map(({ label, row }) => [label, ...reasons.map((r) => formatPercent(shareOf(row, r)))])}
        />
      </Figure>
      <Figure title="What stays on the chip" chart={levels.length === 0 ? null : resident}>
        {levels.length === 0 ? (
          <p class="note">Nothing stays: the kernel streams everything.</p>
        ) : (
          <Table
            caption="Resident bytes by level"
            columns={[
              { label: 'level', text: true },
              { label: 'resident' },
              { label: 'pinnable' },
              { label: 'in all' },
            ]}
            rows={levels.map((l) => [
              l.label,
              formatBytes(l.bytes),
              formatBytes(l.pinnableBytes),
              formatBytes(l.capacityBytes),
            ])}
          />
        )}
      </Figure>
    </div>
  );
}
