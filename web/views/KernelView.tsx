/** @file Write a kernel in the page and run it. Nothing runs before the user asks: a kernel may have come with a link. */
import { formatNumber } from '../../src/report/numbers.js';
import { isRejected } from '../../src/study/row.js';
import { Group } from '../app/Group.js';
import { ParamFields } from '../app/ParamFields.js';
import { Select } from '../app/Select.js';
import { type ExampleName, examples } from '../author/examples.js';
import {
  authorKernel,
  authorProblem,
  authorProgress,
  authorResults,
  cancelAuthor,
  LIMIT_SECONDS,
  runAuthor,
  sourceText,
} from '../state/authorRuns.js';
import { source, sourceParams } from '../state/page.js';
import type { Results } from '../state/rows.js';
import { TargetFields } from './ChoicePanel.js';
import { ResultCharts } from './ResultCharts.js';
import { ResultTable } from './ResultTable.js';
import { SourceEditor } from './SourceEditor.js';

export function KernelView() {
  const text = sourceText();
  const busy = authorProgress.value;
  const [, line] = /kernel\.ts:(\d+)/.exec(authorProblem.value) ?? [];
  const example = Object.entries(examples).find(([, code]) => code === text)?.[0] ?? '';
  return (
    <div class="sides">
      <form class="panel" aria-label="What to run it on" onSubmit={(event) => event.preventDefault()}>
        {authorKernel.value !== null && (
          <Group title={`Parameters of ${authorKernel.value.name}`} first>
            <ParamFields
              specs={authorKernel.value.params}
              given={sourceParams.value}
              onChange={(next) => {
                sourceParams.value = next;
              }}
            />
          </Group>
        )}
        <TargetFields />
      </form>
      <div class="results" aria-busy={busy !== null}>
        <section class="card wide" aria-label="Editor">
          <div class="controls">
            <Select
              label="Begin with"
              value={example}
              options={example === '' ? ['', ...Object.keys(examples)] : Object.keys(examples)}
              names={{ '': 'your own text' }}
              onChange={(name) => {
                if (name !== '') source.value = examples[name as ExampleName];
              }}
            />
            <button type="button" class="main" disabled={busy !== null} onClick={runAuthor}>
              Run
            </button>
            <button type="button" disabled={busy === null} onClick={cancelAuthor}>
              Cancel
            </button>
            <span class="hint">
              Ctrl+Enter runs. It runs in a worker that can reach nothing and is stopped after {LIMIT_SECONDS} s of
              silence.
            </span>
          </div>
          <SourceEditor
            text={text}
            wrongLine={line === undefined ? null : Number(line)}
            onChange={(next) => {
              source.value = next;
            }}
            onRun={runAuthor}
          />
          <div role="status" class={authorProblem.value === '' ? 'said' : 'wrong'}>
            {authorProblem.value || statusText(busy)}
          </div>
        </section>
        {authorResults.value !== null && (
          <>
            <ValuesCard results={authorResults.value} />
            <ResultTable results={authorResults.value} compared={false} />
            <ResultCharts results={authorResults.value} compared={false} />
          </>
        )}
      </div>
    </div>
  );
}

function statusText(busy: typeof authorProgress.value): string {
  if (busy !== null)
    return busy.total === 0 ? 'loading the kernel' : `checked and simulated: ${busy.done} of ${busy.total}`;
  return authorResults.value === null ? 'not run yet' : `${authorResults.value.kernel} has run`;
}

/** First of all: are the numbers right? One line a format. */
function ValuesCard({ results }: { readonly results: Results }) {
  const byFormat = new Map(
    results.rows.flatMap(({ outcome }) =>
      outcome.kind === 'done' && !isRejected(outcome.row) ? [[outcome.row.format, outcome.row.values] as const] : [],
    ),
  );
  if (byFormat.size === 0) return null;
  return (
    <section class="card wide" aria-label="Values">
      <h2>Values</h2>
      <ul class="values">
        {[...byFormat].map(([format, values]) => (
          <li key={format}>
            <b>{format}</b>{' '}
            {values === null ? (
              'n/a (the kernel gives no reference)'
            ) : (
              <>
                <span class={values.ok ? 'good' : 'wrong'}>
                  {values.ok ? 'match the float64 reference' : 'ARE OFF'}
                </span>
                : relative error {formatNumber(values.relL2)}, limit {formatNumber(values.tolerance)}; saturated{' '}
                {values.saturated}, overflows {values.overflows}, NaN {values.nans}
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
