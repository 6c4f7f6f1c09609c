/** @file One target closely: what the parts of the chip do in a few steps, side by side, how near the row comes to its
 * limits, and how the planner cut the kernel. */
import { useSignal, useSignalEffect } from '@preact/signals';
import type { Timeline } from '../../src/study/timeline.js';
import { NumberField } from '../app/NumberField.js';
import { Select } from '../app/Select.js';
import { Cancelled, WorkerClient } from '../engine/client.js';
import { results } from '../state/rows.js';
import type { EngineApi } from '../worker/engine.js';
import { RowFigures } from './RowFigures.js';
import { TimelineFigure } from './TimelineFigure.js';

/** A worker of its own: rows never wait for a timeline. */
const worker = new WorkerClient<EngineApi>(
  () => new Worker(new URL('./engine.js', import.meta.url), { type: 'module' }),
);
const MOST_STEPS = 16;

export function DetailPanel() {
  const chosen = useSignal('');
  const from = useSignal(2);
  const steps = useSignal(2);
  const found = useSignal<Timeline | null>(null);
  const trouble = useSignal('');
  useSignalEffect(() => {
    const done = doneRows();
    const row = done.find((r) => r.label === chosen.value) ?? done[0];
    const window = { from: from.value, to: from.value + steps.value - 1 };
    let current = true;
    if (row !== undefined) {
      worker
        .call((remote) => remote.timeline(row.job, window) as Promise<Timeline>)
        .then((timeline) => {
          if (!current) return;
          found.value = timeline;
          trouble.value = '';
        })
        .catch((error: Error) => {
          if (current && !(error instanceof Cancelled)) trouble.value = error.message;
        });
    }
    return () => {
      current = false;
    };
  });
  const done = doneRows();
  const row = done.find((r) => r.label === chosen.value) ?? done[0];
  const timeline = found.value;
  if (row === undefined) return null;
  return (
    <div class="charts">
      <section class="card wide controls" aria-label="One target">
        <Select
          label="Look closely at"
          value={row.label}
          options={done.map((r) => r.label)}
          onChange={(label) => {
            chosen.value = label;
          }}
        />
        {timeline?.loop !== null && timeline !== null && (
          <>
            <NumberField
              label="from step"
              doc={`of ${timeline.iterations.toLocaleString('en')} of loop ${timeline.loop}, counted from 0`}
              value={from.value}
              min={0}
              max={Math.max(0, timeline.iterations - 1)}
              whole
              onChange={(value) => {
                from.value = value;
              }}
            />
            <NumberField
              label="steps"
              doc={`shown, at most ${MOST_STEPS}`}
              value={steps.value}
              min={1}
              max={MOST_STEPS}
              whole
              onChange={(value) => {
                steps.value = value;
              }}
            />
          </>
        )}
        {trouble.value !== '' && <p class="wrong">{trouble.value}</p>}
      </section>
      {timeline !== null && <TimelineFigure timeline={timeline} />}
      {row.outcome.kind === 'done' && <RowFigures label={row.label} row={row.outcome.row} />}
    </div>
  );
}

const doneRows = () => (results.value?.rows ?? []).filter((row) => row.outcome.kind === 'done');
