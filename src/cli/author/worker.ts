/** @file The thread in which an author's file runs: loads it, plans, checks values, counts cycles, and says what came of it. */
import { parentPort, workerData } from 'node:worker_threads';
import { traceAuthor } from '../../kernels/callSite.js';
import { InputError } from '../../numerics/errors.js';
import { explainPlans } from '../explainedPlans.js';
import { makeReport } from '../runReport.js';
import { withTrace } from '../traceFlags.js';
import { Guard, guardedKernel, hasPlace, word } from './guard.js';
import type { WorkerReply, WorkerSetup } from './messages.js';
import { pickKernel } from './pickKernel.js';
import { shownPath } from './shownPath.js';
import { AuthorSources } from './sources.js';

const { path, name, task, shared } = workerData as WorkerSetup;
const words = new Int32Array(shared);
const say = (reply: WorkerReply): void => parentPort?.postMessage(reply);

const sources = new AuthorSources({
  tick: (file, line) => {
    words[word.file] = file;
    words[word.line] = line;
  },
  onFile: (file, shown, index) => say({ kind: 'file', path: file, shown, index }),
});

function work(): void {
  const shown = shownPath(path);
  const guard = new Guard(sources, words, shown);
  traceAuthor((frame) => sources.placeOf(frame));
  const kernel = pickKernel(
    guard.run(() => sources.load(path)),
    shown,
    name,
  );
  try {
    const source = { file: shown, hash: sources.hash };
    const onProgress = (done: number, total: number, label: string): void =>
      say({ kind: 'progress', done, total, label });
    const guarded = guardedKernel(kernel, guard);
    if (task.kind === 'plan') {
      say({
        kind: 'done',
        result: explainPlans(name === null ? shown : `${shown}#${name}`, [guarded], task.flags),
        notice: null,
      });
      return;
    }
    const done = withTrace(task.flags, (trace) => makeReport(guarded, task.flags, onProgress, { source, trace }));
    say({ kind: 'done', ...done });
  } catch (error) {
    // What the planner refuses has no line of its own: the kernel's is the best one.
    if (!(error instanceof InputError) || hasPlace(error) || !error.problem.where.startsWith('kernel ')) throw error;
    throw new InputError({ ...error.problem, where: `${kernel.site ?? shown}: ${error.problem.where}` });
  }
}

Error.stackTraceLimit = 50;
try {
  work();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  say({ kind: 'wrong', problem: error.problem });
}
