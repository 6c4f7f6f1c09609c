/** @file One row of an opened file, chosen by name, in full. */
import { useSignal } from '@preact/signals';
import type { NamedRow } from '../../src/report/charts/namedRow.js';
import { timelineTitle } from '../../src/report/charts/timeline.js';
import type { ReportRow } from '../../src/report/schema.js';
import type { Timeline } from '../../src/study/timeline.js';
import { Select } from '../app/Select.js';
import { RowFigures } from './RowFigures.js';
import { TimelineFigure } from './TimelineFigure.js';

/** `lstm.in-cache on titan-v fp16, batch 4`; a number behind names that two rows share. */
function namedRows(rows: readonly ReportRow[]): NamedRow[] {
  const seen = new Map<string, number>();
  return rows.flatMap((row) => {
    if (!('cycles' in row)) return [];
    const { kernel, chip, runtime, format, params } = row;
    const batch = params.batch === undefined ? '' : `, batch ${params.batch}`;
    const name = `${kernel} on ${chip} ${format}${batch} (${runtime})`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return [{ label: times === 1 ? name : `${name} #${times}`, row }];
  });
}

export function RowCloseUp({ rows }: { readonly rows: readonly ReportRow[] }) {
  const chosen = useSignal('');
  const named = namedRows(rows);
  const one = named.find(({ label }) => label === chosen.value) ?? named[0];
  if (one === undefined) return null;
  const { label, row } = one;
  return (
    <div class="charts">
      <section class="card wide controls" aria-label="One row">
        <Select
          label="Look closely at"
          value={label}
          options={named.map((n) => n.label)}
          onChange={(next) => {
            chosen.value = next;
          }}
        />
      </section>
      {row.timeline !== undefined && (
        <TimelineFigure timeline={row.timeline as Timeline} note={timelineTitle(row.timeline as Timeline)} />
      )}
      <RowFigures label={label} row={row} />
    </div>
  );
}
