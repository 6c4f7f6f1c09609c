/** @file Operations of a few steps, with their table. */
import { useMemo } from 'preact/hooks';
import type { ChartSize } from '../../src/report/charts/draw.js';
import { timelineChart } from '../../src/report/charts/timeline.js';
import { formatCount } from '../../src/report/numbers.js';
import type { Timeline } from '../../src/study/timeline.js';
import { Figure } from '../charts/Figure.js';
import { Table } from '../charts/Table.js';

/** Lines of the table: the picture has all. */
const MOST_ROWS = 200;

export function TimelineFigure({ timeline, note }: { readonly timeline: Timeline; readonly note?: string }) {
  const { spans, labels, tracks, cut } = timeline;
  const chart = useMemo(() => (size: ChartSize) => timelineChart(timeline, size), [timeline]);
  const notes = [...(note === undefined ? [] : [note]), ...(cut ? [`the first ${spans.length} operations`] : [])];
  return (
    <Figure title="Timeline" wide chart={spans.length === 0 ? null : chart} note={notes.join('; ') || undefined}>
      {spans.length === 0 ? (
        <p class="note">No operation in this window.</p>
      ) : (
        <Table
          caption="Operations of the window"
          columns={[
            { label: 'operation', text: true },
            { label: 'part', text: true },
            { label: 'start' },
            { label: 'cycles' },
          ]}
          rows={spans
            .slice(0, MOST_ROWS)
            .map(([track, label, start, end]) => [
              labels[label],
              tracks[track],
              formatCount(start),
              formatCount(end - start),
            ])}
        />
      )}
    </Figure>
  );
}
