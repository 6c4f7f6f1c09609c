/** @file How near a row comes to what its chip can do: the roofline, and how long each part was taken. */
import { useMemo } from 'preact/hooks';
import type { ChartSize } from '../../src/report/charts/draw.js';
import { rooflineChart, rooflinePoints } from '../../src/report/charts/roofline.js';
import { formatCount, formatPercent, significant } from '../../src/report/numbers.js';
import type { ReportSimulatedRow } from '../../src/report/schema.js';
import { Figure } from '../charts/Figure.js';
import { Table } from '../charts/Table.js';

export function LimitFigures({ row }: { readonly row: ReportSimulatedRow }) {
  const points = rooflinePoints(row);
  const chart = useMemo(() => (size: ChartSize) => rooflineChart(row, size), [row]);
  const busy = Object.entries(row.busy ?? {}).sort(([, a], [, b]) => b - a);
  return (
    <>
      <Figure
        title="Roofline"
        chart={points.length === 0 ? null : chart}
        legend={
          <ul class="key">
            {points.map(({ level }, i) => (
              <li key={level}>
                <i class={`swatch k-${(i + 1) % 6}`} />
                {level}
              </li>
            ))}
          </ul>
        }
      >
        {points.length === 0 ? (
          <p class="note">n/a (the kernel multiplies no matrices)</p>
        ) : (
          <Table
            caption="Multiply-accumulates against the roof of each level"
            columns={[
              { label: 'level', text: true },
              { label: 'MAC a byte' },
              { label: 'bandwidth' },
              { label: 'roof' },
              { label: 'reached' },
              { label: 'of the roof' },
            ]}
            rows={points.map((p) => [
              p.level,
              significant(p.intensity),
              `${formatCount(p.bytesPerSecond)}B/s`,
              `${formatCount(p.roof)}MAC/s`,
              `${formatCount(p.macsPerSecond)}MAC/s`,
              formatPercent(p.share),
            ])}
          />
        )}
      </Figure>
      <section class="card" aria-label="How long each part was taken">
        <h3>How long each part was taken</h3>
        <p class="note">Share of the cycles: of one unit of those that work most, and of what all units share.</p>
        <ul class="bars">
          {busy.map(([name, share]) => (
            <li key={name}>
              <span>{name}</span>
              <meter min={0} max={1} value={share} aria-label={`${name}: share of the cycles`} />
              <b>{formatPercent(share)}</b>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
