/** @file One row in full: how near it comes to each limit, what it loses on the way from ideal, what lies where when, how
 * long each unit works, and how the planner cut the kernel. */
import { useMemo } from 'preact/hooks';
import type { ChartSize } from '../../src/report/charts/draw.js';
import type { NamedRow } from '../../src/report/charts/namedRow.js';
import { residencyBlocks, residencyMapChart } from '../../src/report/charts/residencyMap.js';
import { lightShares, speedOfLightChart } from '../../src/report/charts/speedOfLight.js';
import { unitMapChart } from '../../src/report/charts/unitMap.js';
import { waterfallChart, waterfallSteps } from '../../src/report/charts/waterfall.js';
import { formatBytes, formatPercent, formatSeconds, groupThousands } from '../../src/report/numbers.js';
import { Figure } from '../charts/Figure.js';
import { Table } from '../charts/Table.js';
import { LimitFigures } from './LimitFigures.js';

const ALL_LIMITS = 99;

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
  const blocks = residencyBlocks(named);
  return (
    <>
      <LimitFigures row={row} />
      <Figure title="Speed of light" chart={charts.light} later>
        <Table
          caption="Share of each limit"
          columns={[{ label: 'limit', text: true }, { label: 'share' }]}
          rows={lightShares(named, ALL_LIMITS).map(({ limit, share }) => [limit, formatPercent(share)])}
        />
      </Figure>
      <Figure title="From ideal to simulated" chart={charts.steps} later>
        <Table
          caption="Time by step"
          columns={[{ label: 'step', text: true }, { label: 'time' }, { label: 'so far' }]}
          rows={waterfallSteps(named).map(({ step, fromSeconds, toSeconds }) => [
            step,
            formatSeconds(toSeconds - fromSeconds),
            formatSeconds(toSeconds),
          ])}
        />
      </Figure>
      <Figure title="Memory over time" wide chart={blocks.length === 0 ? null : charts.memory} later>
        {blocks.length === 0 ? (
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
            rows={blocks.map((b) => [
              b.tensor,
              b.level,
              formatBytes(b.bytes),
              groupThousands(b.fromCycle),
              groupThousands(b.toCycle),
            ])}
          />
        )}
      </Figure>
      <Figure title="Map of the units" wide chart={charts.units} later>
        <UnitTable row={row} />
      </Figure>
      <section class="card wide" aria-label="Mapping">
        <h3>Mapping</h3>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
        <pre tabIndex={0}>{row.mapping.loopNest.join('\n')}</pre>
      </section>
    </>
  );
}

function UnitTable({ row: { units = [], cycles } }: Pick<NamedRow, 'row'>) {
  return (
    <Table
      caption="Units with equal shares"
      columns={[
        { label: 'units', text: true },
        { label: 'how many' },
        { label: 'works' },
        { label: 'holds', text: true },
      ]}
      rows={units.map(({ firstUnit, units: count, work, bytes }) => [
        count === 1 ? String(firstUnit) : `${firstUnit} … ${firstUnit + count - 1}`,
        groupThousands(count),
        formatPercent(work / cycles),
        Object.entries(bytes)
          .map(([level, held]) => `${formatBytes(held)} in ${level}`)
          .join(', '),
      ])}
    />
  );
}
