/** @file One row in full: how near it comes to each limit, what it loses on the way from ideal, what lies where when, how
 * long each unit works, and how the planner cut the kernel. */
import { useMemo } from 'preact/hooks';
import type { ChartSize } from '../../src/report/charts/draw.js';
import type { NamedRow } from '../../src/report/charts/namedRow.js';
import { residencyMapChart } from '../../src/report/charts/residencyMap.js';
import { speedOfLightChart } from '../../src/report/charts/speedOfLight.js';
import { unitMapChart } from '../../src/report/charts/unitMap.js';
import { waterfallChart } from '../../src/report/charts/waterfall.js';
import { lightLines, residencyLines, unitLines, waterfallLines } from '../../src/report/tables/closeUp.js';
import { Figure } from '../charts/Figure.js';
import { Table } from '../charts/Table.js';
import { LimitFigures } from './LimitFigures.js';

export function RowFigures({ label, row }: NamedRow) {
  const named = useMemo(() => ({ label, row }), [label, row]);
  const charts = useMemo(
    () => ({
      light: (size: ChartSize) => speedOfLightChart(named, size),
      steps: (size: ChartSize) => waterfallChart(named, size),
      memory: (size: ChartSize) => residencyMapChart(named, size),
      units: (size: ChartSize) => unitMapChart(named, size),
    }),
    [named],
  );
  const buffers = residencyLines(named);
  return (
    <>
      <LimitFigures row={row} />
      <Figure title="Speed of light" chart={charts.light} later>
        <Table
          caption="Share of each limit"
          columns={[{ label: 'limit', text: true }, { label: 'share' }]}
          rows={lightLines(named)}
        />
      </Figure>
      <Figure title="From ideal to simulated" chart={charts.steps} later>
        <Table
          caption="Time by step"
          columns={[{ label: 'step', text: true }, { label: 'time' }, { label: 'so far' }]}
          rows={waterfallLines(named)}
        />
      </Figure>
      <Figure title="Memory over time" wide chart={buffers.length === 0 ? null : charts.memory} later>
        {buffers.length === 0 ? (
          <p class="note">Nothing lies in the units.</p>
        ) : (
          <Table
            caption="Buffers on the chip"
            columns={[
              { label: 'buffer', text: true },
              { label: 'level', text: true },
              { label: 'bytes' },
              { label: 'from cycle' },
              { label: 'to cycle' },
            ]}
            rows={buffers}
          />
        )}
      </Figure>
      <Figure title="Map of the units" wide chart={charts.units} later>
        <Table
          caption="Units with equal shares"
          columns={[
            { label: 'units', text: true },
            { label: 'how many' },
            { label: 'works' },
            { label: 'holds', text: true },
          ]}
          rows={unitLines(named)}
        />
      </Figure>
      <section class="card wide" aria-label="Mapping">
        <h3>Mapping</h3>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
        <pre tabIndex={0}>{row.mapping.loopNest.join('\n')}</pre>
      </section>
    </>
  );
}
