/** @file Two trainings side by side, each in a worker of its own: same weights, same data, another format. */
import { signal } from '@preact/signals';
import { proxy } from 'comlink';
import type { ExponentSample } from '../../src/study/accuracyTypes.js';
import { Cancelled, WorkerClient } from '../engine/client.js';
import { messageOf } from '../engine/makeRow.js';
import type { TrainingEnd, TrainingNews } from '../training/train.js';
import type { TrainingApi } from '../worker/training.js';
import type { TrainingChoices } from './choices.js';
import { training } from './page.js';

export interface TrainingRun {
  readonly format: string;
  readonly losses: readonly number[];
  /** Tensor → its samples over the updates. */
  readonly exponents: Readonly<Record<string, readonly ExponentSample[]>>;
  readonly saturated: number;
  readonly overflows: number;
  readonly flushedToZero: number;
  readonly end: TrainingEnd | null;
}

export interface TrainingState {
  readonly choices: TrainingChoices;
  readonly runs: readonly TrainingRun[];
  readonly busy: boolean;
  /** Which core computes: WASM, or plain code with the same bits. */
  readonly core: string;
  readonly problem: string;
}

export const trainingState = signal<TrainingState | null>(null);

let clients: readonly WorkerClient<TrainingApi>[] = [];

export function cancelTraining(): void {
  for (const client of clients) client.cancel();
}

const emptyRun = (format: string): TrainingRun => ({
  format,
  losses: [],
  exponents: {},
  saturated: 0,
  overflows: 0,
  flushedToZero: 0,
  end: null,
});

/** Starts anew with the choices of now. Never throws. */
export async function startTraining(): Promise<void> {
  cancelTraining();
  const choices = training.value;
  const own = choices.formats.map(
    () =>
      new WorkerClient<TrainingApi>(() => new Worker(new URL('./training.js', import.meta.url), { type: 'module' })),
  );
  clients = own;
  trainingState.value = { choices, runs: choices.formats.map(emptyRun), busy: true, core: '', problem: '' };
  try {
    await Promise.all(choices.formats.map((format, i) => runOne(own[i], choices, format, i)));
    put(own, { busy: false });
  } catch (error) {
    for (const client of own) client.cancel();
    put(own, { busy: false, problem: error instanceof Cancelled ? 'cancelled' : messageOf(error) });
  }
}

/** News of a training that was replaced are dropped. */
function put(own: typeof clients, changed: Partial<TrainingState>): void {
  const before = trainingState.value;
  if (clients === own && before !== null) trainingState.value = { ...before, ...changed };
}

async function runOne(
  client: WorkerClient<TrainingApi>,
  choices: TrainingChoices,
  format: string,
  place: number,
): Promise<void> {
  const own = clients;
  const change = (next: (run: TrainingRun) => TrainingRun): void => {
    const runs = trainingState.value?.runs.map((run, i) => (i === place ? next(run) : run));
    if (runs !== undefined) put(own, { runs });
  };
  const core = await client.call<string>((remote) => remote.ready());
  put(own, { core });
  const tell = proxy((news: TrainingNews) => change((run) => withNews(run, news)));
  const end = await client.call<TrainingEnd>((remote) => remote.train(choices, format, tell));
  change((run) => ({ ...run, end }));
  client.cancel();
}

function withNews(run: TrainingRun, { losses, exponents, ...counts }: TrainingNews): TrainingRun {
  const all: Record<string, readonly ExponentSample[]> = { ...run.exponents };
  for (const [tensor, sample] of Object.entries(exponents)) all[tensor] = [...(all[tensor] ?? []), sample];
  return { ...run, ...counts, losses: [...run.losses, ...losses], exponents: all };
}
