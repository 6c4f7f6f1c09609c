/** What docs/accuracy.md needs beside `onchip accuracy`. Run after `npm run build`:
 *
 *   node bench/accuracyStudy.mjs exponents   one shared exponent for all time steps against one for each
 *   node bench/accuracyStudy.mjs noise       how far two fp32 runs end from each other whose weights start 2^-20 apart
 *   node bench/accuracyStudy.mjs ceiling     what flex16+5's range (2^-31 to 32,767) would do to sums and optimiser state
 *
 * Markdown on stdout; equal seeds give equal numbers. */
import { libraryText } from '../dist/cli/studyText.js';
import { initialWeights } from '../dist/models/config.js';
import { Evaluator } from '../dist/models/evaluator.js';
import { taskNamed } from '../dist/models/tasks/index.js';
import { Trainer } from '../dist/models/trainer.js';
import { parseFormat, uniformAt } from '../dist/numerics/index.js';
import { accuracyJobs, runAccuracy } from '../dist/study/accuracy.js';
import { meanOf } from '../dist/study/accuracyRecord.js';
import { networkOf } from '../dist/study/accuracyRun.js';
import { deviationOf } from '../dist/study/accuracySummary.js';

const tasks = ['char', 'copy'];
const { text, textName } = libraryText();
const study = { tasks, seeds: 3, text: { text, name: textName } };
const figure = (x) => (x === null ? '–' : Number(x.toPrecision(3)).toString());
const line = (cells) => console.log(`| ${cells.join(' | ')} |`);

function head(cells) {
  line(cells);
  line(cells.map((_, i) => (i === 0 ? '---' : '--:')));
}

function exponents() {
  head(['task, exponents', 'value', '± over seeds', 'against fp32', '±', 'gradient cosine', 'saturated', 'overflows']);
  for (const task of tasks) {
    for (const sharing of ['shared', 'per-step']) {
      const options = { ...study, tasks: [task], formats: ['fp32', 'flex16+5'], exponents: sharing };
      const { summary, runs } = runAccuracy(options);
      const [, flex] = summary;
      const count = (key) =>
        runs.reduce((sum, r) => sum + (r.format === 'fp32' ? 0 : r.final.counts[key]), 0).toLocaleString('en');
      const numbers = [flex.mean, flex.deviation, flex.meanDelta, flex.deltaDeviation, flex.gradientCosine];
      line([`${task}, ${sharing}`, ...numbers.map(figure), count('saturated'), count('overflows')]);
    }
  }
}

/** A job's network, data and training, with weights that start as `change` has them. */
function prepared(job, format, change = (w) => w) {
  const { settings, seed } = job;
  const { batch, seqLength, optimiser, learningRate, clipNorm, maxSymbols } = settings;
  const own = job.text === undefined ? undefined : { ...job.text, ...(maxSymbols === undefined ? {} : { maxSymbols }) };
  const task = taskNamed(job.task, { batch, steps: seqLength, seed }, own);
  const config = networkOf(task, settings);
  const weights = Object.fromEntries(
    Object.entries(initialWeights(config, { seed })).map(([name, w]) => [name, w.map(change)]),
  );
  const options = { batch, steps: seqLength, optimiser, learningRate, clipNorm, seed };
  return { task, config, trainer: new Trainer(config, options, parseFormat(format), weights) };
}

function heldOutValue({ task, config, trainer }, { settings, seed }) {
  const evaluator = new Evaluator(config, parseFormat('fp32'), {
    batch: settings.batch,
    steps: settings.seqLength,
    seed,
  });
  evaluator.setWeights(trainer.weights());
  evaluator.run(task.training.batch(0));
  let sum = 0;
  for (let i = 0; i < task.heldOutBatches; i++) sum += evaluator.run(task.heldOut.batch(i));
  evaluator.release();
  return task.metric.of(sum / task.heldOutBatches);
}

function noise() {
  head(['task', 'seed', 'fp32', 'weights moved by 2^-20', 'difference']);
  for (const task of tasks) {
    const differences = accuracyJobs({ ...study, tasks: [task], formats: ['fp32'] }).map((job) => {
      const moved = (x, i) => x * (1 + (uniformAt({ seed: 99, stream: 0, step: 0 }, i) < 0.5 ? -1 : 1) * 2 ** -20);
      const [plain, other] = [(x) => x, moved].map((change) => {
        const run = prepared(job, 'fp32', change);
        for (let i = 0; i < job.settings.updates; i++) run.trainer.train(run.task.training.batch(i));
        const value = heldOutValue(run, job);
        run.trainer.release();
        return value;
      });
      line([task, job.seed, figure(plain), figure(other), figure(other - plain)]);
      return other - plain;
    });
    line([task, 'mean, ±', '', '', `${figure(meanOf(differences))}, ${figure(deviationOf(differences))}`]);
  }
}

/** Share of the values that are not zero and that a format, given the right exponent, makes zero. */
function flushedShare(values, format) {
  const f = parseFormat(format);
  const entry = f.createEntry({ shape: [1, values.length] });
  const held = new Float32Array(values.length);
  for (let i = 0; i < 3; i++) f.store(values, held, entry, 0, values.length);
  return held.reduce((n, x, i) => n + (x === 0 && values[i] !== 0 ? 1 : 0), 0) / values.filter((x) => x !== 0).length;
}

function ceiling() {
  const [job] = accuracyJobs({ ...study, tasks: ['char'], formats: ['fp32'] });
  const run = prepared(job, 'fp32');
  const { batch, seqLength, updates } = job.settings;
  const [norms, losses] = [[], []];
  for (let i = 0; i < updates; i++) {
    const { loss, gradientNorm } = run.trainer.train(run.task.training.batch(i));
    norms.push(gradientNorm);
    losses.push(loss);
  }
  const symbols = batch * seqLength;
  const over = (scale) => norms.filter((n) => (n * scale) ** 2 > 32767).length;
  console.log(`char, fp32, seed ${job.seed}, ${updates} updates of ${batch} x ${seqLength}`);
  console.log(`largest gradient norm ${figure(Math.max(...norms))} with the mean loss`);
  console.log(`squared norm over 32,767: ${over(1)} updates (mean over all symbols), ${over(seqLength)} (sum over the`);
  console.log(`steps, mean over the batch), ${over(symbols)} (sum over all), ${over(1024)} (mean, loss scale 1024)`);
  const batches = losses.findIndex((_, i) => losses.slice(0, i + 1).reduce((a, b) => a + b, 0) * symbols > 32767) + 1;
  console.log(`sum of losses over 32,767 after ${batches} batches`);
  head(['tensor of Adam', 'largest', 'to zero: flex16+5', 'flex16+8', 'fp16', 'bf16']);
  for (const name of ['m.U0', 'v.U0', 'v.W1', 'v.Wy', 'v.E', 'v.b0']) {
    const values = run.trainer.tensors.get(name);
    const largest = values.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
    const shares = ['flex16+5', 'flex16+8', 'fp16', 'bf16'].map((f) => `${figure(100 * flushedShare(values, f))} %`);
    line([name, figure(largest), ...shares]);
  }
}

const parts = { exponents, noise, ceiling };
const part = parts[process.argv[2]];
if (part === undefined) throw new Error(`expected one of ${Object.keys(parts).join(', ')}`);
part();
