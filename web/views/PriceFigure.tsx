/** @file Price against performance: what a chip without a list price may cost to be worth as much as those that have one. */
import { useMemo } from 'preact/hooks';
import type { ChartSize } from '../../src/report/charts/draw.js';
import { breakEvenDollars, type PricedChip, priceChart } from '../../src/report/charts/price.js';
import { groupThousands } from '../../src/report/numbers.js';
import { chip } from '../../src/sim/chips/index.js';
import { Figure } from '../charts/Figure.js';
import { Table } from '../charts/Table.js';
import type { Results } from '../state/rows.js';
import { priceOf } from './price.js';

type Listed = PricedChip & { readonly dollars: number };

/** A chip whose price the user chose is one whose price is the question. */
function pricedChips({ rows }: Results): PricedChip[] {
  return rows.flatMap((row) => {
    const { outcome, job, label } = row;
    if (outcome.kind !== 'done') return [];
    const dollars = chip(job.chip).price === undefined ? null : priceOf(row);
    return [{ label, seconds: outcome.row.seconds, dollars }];
  });
}

export function PriceFigure({ results }: { readonly results: Results }) {
  const chips = useMemo(() => pricedChips(results), [results]);
  const chart = useMemo(() => (size: ChartSize) => priceChart(chips, size), [chips]);
  const open = chips.filter(({ dollars }) => dollars === null);
  const listed = chips.filter((c): c is Listed => c.dollars !== null);
  if (open.length === 0 || listed.length === 0) return null;
  return (
    <Figure
      title="What is it worth?"
      wide
      chart={chart}
      later
      note="Work per dollar over an open price, beside chips at their list price; at a dot both are worth the same. Vertical lines are the prices that the essay names."
      legend={
        <ul class="key">
          {open.map(({ label }, i) => (
            <li key={label}>
              <i class={`swatch k-${(i + 2) % 6}`} />
              {label}
            </li>
          ))}
        </ul>
      }
    >
      <Table
        caption="Break-even prices"
        columns={[
          { label: 'against', text: true },
          { label: 'list price' },
          ...open.map(({ label }) => ({ label: `break-even price of ${label}` })),
        ]}
        rows={listed.map((other) => [
          other.label,
          `$${groupThousands(other.dollars)}`,
          ...open.map((c) => `$${groupThousands(breakEvenDollars(c, other))}`),
        ])}
      />
    </Figure>
  );
}
