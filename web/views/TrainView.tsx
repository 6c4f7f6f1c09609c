/** @file Train the same small LSTM in two formats and watch: losses, and what the shared exponents do. */
import { taskNamed } from '../../src/models/tasks/index.js';
import { formatNames, parseFormat } from '../../src/numerics/format.js';
import { Group } from '../app/Group.js';
import { NumberField } from '../app/NumberField.js';
import { Select } from '../app/Select.js';
import type { TrainingChoices } from '../state/choices.js';
import { training } from '../state/page.js';
import { trainingLimits, trainingTasks } from '../state/trainingLimits.js';
import { cancelTraining, startTraining, trainingState } from '../state/trainingRuns.js';
import { TrainingCharts } from './TrainingCharts.js';

const change = (changed: Partial<TrainingChoices>): void => {
  training.value = { ...training.value, ...changed };
};

export function TrainView() {
  const chosen = training.value;
  const { task, formats } = chosen;
  const state = trainingState.value;
  const busy = state?.busy ?? false;
  const twice = formats[0] === formats[1];
  const { title } = taskNamed(task, { batch: 1, steps: chosen.steps, seed: 1 });
  return (
    <div class="sides">
      <form class="panel" aria-label="What to train" onSubmit={(event) => event.preventDefault()}>
        <Group title="Task" first>
          <Select
            label="Task"
            hideLabel
            value={task}
            options={trainingTasks}
            onChange={(name) => change({ task: name })}
          />
          <p class="hint">{title}</p>
        </Group>
        <Group title="Formats">
          {([0, 1] as const).map((i) => (
            <div key={i} class="stacked">
              <Select
                label={i === 0 ? 'First format' : 'Second format'}
                value={formats[i]}
                options={formatNames}
                onChange={(name) => change({ formats: i === 0 ? [name, formats[1]] : [formats[0], name] })}
              />
              <p class="hint">{parseFormat(formats[i]).fidelity.bitTrue}</p>
            </div>
          ))}
        </Group>
        <Group title="Network and training">
          <div class="params">
            {(Object.keys(trainingLimits) as (keyof typeof trainingLimits)[]).map((key) => (
              <NumberField
                key={key}
                {...trainingLimits[key]}
                value={chosen[key]}
                onChange={(value) => change({ [key]: value })}
              />
            ))}
          </div>
        </Group>
        <div class="controls">
          <button type="button" class="main" disabled={twice} onClick={startTraining}>
            {busy ? 'Start again' : 'Train'}
          </button>
          <button type="button" disabled={!busy} onClick={cancelTraining}>
            Cancel
          </button>
        </div>
        {twice && <p class="wrong">Choose two different formats.</p>}
      </form>
      <div class="results" aria-busy={busy}>
        {state === null ? (
          <section class="card wide" aria-label="About">
            <h2>One LSTM, two formats</h2>
            <p>
              Both start from the same weights and see the same data in the same order. All arithmetic goes through the
              simulator’s op stream, in the format, with the bits that a chip would have.
            </p>
          </section>
        ) : (
          <TrainingCharts state={state} />
        )}
      </div>
    </div>
  );
}
