/** @file The explorer: choices at the side, what they mean beside them. */
import { lastUpdateMs, progress, results, stopped, stopRows } from '../state/rows.js';
import { ChangePanel } from './ChangePanel.js';
import { ChoicePanel } from './ChoicePanel.js';
import { DetailPanel } from './DetailPanel.js';
import { PriceFigure } from './PriceFigure.js';
import { ResultCharts } from './ResultCharts.js';
import { ResultTable, verdict } from './ResultTable.js';

export function ExploreView() {
  return (
    <div class="sides">
      {results.value !== null && (
        <div class="below" aria-hidden="true">
          {verdict(results.value, true)}
        </div>
      )}
      <form class="panel" aria-label="What to simulate" onSubmit={(event) => event.preventDefault()}>
        <ChoicePanel />
        <ChangePanel />
      </form>
      <div class="results" aria-busy={progress.value !== null}>
        <Busy />
        {results.value !== null && (
          <>
            <ResultTable results={results.value} compared />
            <ResultCharts results={results.value} compared />
            <PriceFigure results={results.value} />
            <DetailPanel />
          </>
        )}
      </div>
    </div>
  );
}

/** Progress of what takes longer than a moment, and the way out of it. */
function Busy() {
  const now = progress.value;
  return (
    <div class="busy">
      <span role="status">
        {now !== null ? `simulating: ${now.done} of ${now.total} rows` : stopped.value ? 'stopped' : ready()}
      </span>
      {now !== null && (
        <>
          <progress value={now.done} max={now.total} aria-label="rows simulated" />
          <button type="button" onClick={stopRows}>
            Cancel
          </button>
        </>
      )}
    </div>
  );
}

const ready = (): string =>
  lastUpdateMs.value === null ? '' : `simulated and drawn in ${Math.ceil(lastUpdateMs.value)} ms`;
