/** @file `npm run bench:numerics`: the numerics core beside its peers, interleaved in one process, medians. W200 is 2 layers of
 * 200 units, batch 20, 100 steps. `--quick` takes fewer repetitions, `--json` prints JSON only. Needs `npm run build`. */
import { allocFloat32, currentCore, fillUniform, gemm, parseFormat, setCore } from './library.mjs';
import { backward, createLstm, forward, forwardOperations, loadLstm, trainStep } from './lstm.mjs';
import { createOnnxLstm } from './onnx.mjs';
import { createTensorflowLstm } from './tfjs.mjs';

const quick = process.argv.includes('--quick');
const json = process.argv.includes('--json');
const shape = { hidden: 200, layers: 2, batch: 20, steps: 100 };
const FORMATS = ['fp32', 'fp16', 'bf16', 'flex16+5', 'fp16-all'];
const operations = forwardOperations(shape);

function uniform(length, stream) {
  const array = new Float32Array(length);
  fillUniform(array, { seed: 1, stream, step: 0 }, -0.08, 0.08);
  return array;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Runs the contenders in turn, so that a change of machine load hits all of them; milliseconds per contender. */
async function interleave(contenders, repetitions) {
  const times = contenders.map(() => []);
  for (let round = -1; round < repetitions; round++) {
    for (const [i, { run, once }] of contenders.entries()) {
      if (once && round > 0) continue;
      await pause(20); // lets the garbage of the contender before be collected outside of our time
      const start = performance.now();
      await run();
      if (round >= 0) times[i].push(performance.now() - start);
    }
  }
  return times.map(median);
}

function largestDifference(a, b) {
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i])), 0);
}

/** [rows, columns] to [columns, rows]. */
function transposed(a, rows, columns) {
  return Float32Array.from(a, (_, i) => a[(i % rows) * columns + Math.floor(i / rows)]);
}

const weights = Array.from({ length: shape.layers }, (_, l) => uniform(8 * shape.hidden ** 2, l));
const inputs = Array.from({ length: shape.steps }, (_, t) => uniform(shape.hidden * shape.batch, 100 + t));
const tensorflow = await createTensorflowLstm(shape, weights, inputs);
const models = Object.fromEntries(
  FORMATS.map((name) => {
    const model = createLstm(shape, parseFormat(name));
    loadLstm(model, weights, inputs);
    return [name, model];
  }),
);

const peerDifferences = {};

/** The last step's output of our fp32 model as [B, H]. */
function lastOutput() {
  forward(models.fp32, false);
  return transposed(models.fp32.layers[1].h[shape.steps - 1], shape.hidden, shape.batch);
}

function agreement() {
  const forwardDifference = largestDifference(tensorflow.forward(), lastOutput());
  forward(models.fp32, true);
  backward(models.fp32);
  const { hidden } = shape;
  return {
    forwardDifference,
    peerDifferences,
    gradientDifference: largestDifference(
      tensorflow.gradient(),
      transposed(models.fp32.layers[0].dw, 4 * hidden, 2 * hidden),
    ),
    gradientMaximum: models.fp32.layers[0].dw.reduce((worst, x) => Math.max(worst, Math.abs(x)), 0),
  };
}

async function lstmRows(kind, factor, repetitions) {
  const contenders = [
    {
      name: `tfjs-wasm ${tensorflow.version} fp32`,
      run: kind === 'inference' ? tensorflow.forward : tensorflow.trainStep,
    },
  ];
  for (const name of FORMATS) {
    contenders.push({
      name: `onchip ${name}`,
      run: () => (kind === 'inference' ? forward(models[name], false) : trainStep(models[name], 0.1)),
    });
  }
  if (kind === 'inference') {
    for (const peer of ['onnxruntime-web', 'onnxruntime-node']) {
      const run = await createOnnxLstm(peer, shape, weights, inputs);
      if (run === undefined) continue;
      peerDifferences[peer] = largestDifference(await run(), lastOutput());
      contenders.push({ name: `${peer} fp32`, run });
    }
  }
  const times = await interleave(contenders, repetitions);
  const baseline = times[0];
  return contenders.map(({ name }, i) => ({
    what: kind,
    name,
    milliseconds: times[i],
    gops: (factor * operations) / times[i] / 1e6,
    speedupOverTfjs: baseline / times[i],
  }));
}

async function gemmRows(repetitions) {
  const rows = [];
  for (const batch of [1, 20, 64]) {
    const [m, k, n] = [800, 400, batch];
    const [a, b, c] = [m * k, k * n, m * n].map((length) => allocFloat32(length));
    parseFormat('fp16').store(uniform(m * k, 7), a, parseFormat('fp16').createEntry());
    parseFormat('fp16').store(uniform(k * n, 8), b, parseFormat('fp16').createEntry());
    const contender = (core, name) => ({
      name: `gemm 800x400x${batch} ${name} ${core}`,
      once: core === 'typescript' && batch > 1,
      run: () => {
        setCore(core);
        gemm({ m, n, k, a, b, c, format: parseFormat(name) });
      },
    });
    const contenders = ['fp32', 'fp16-all'].flatMap((name) =>
      ['typescript', 'wasm'].map((core) => contender(core, name)),
    );
    const times = await interleave(contenders, repetitions);
    contenders.forEach(({ name }, i) => {
      rows.push({
        what: 'gemm',
        name,
        milliseconds: times[i],
        gops: (2 * m * n * k) / times[i] / 1e6,
        speedupOverTypescript: i % 2 === 1 ? times[i - 1] / times[i] : 1,
      });
    });
  }
  setCore('wasm');
  return rows;
}

/** The targets of the project and what was measured for them. */
function targets(rows) {
  const speedup = (what, name) =>
    rows.find((row) => row.what === what && row.name === `onchip ${name}`).speedupOverTfjs;
  const time = (what, name) => rows.find((row) => row.what === what && row.name === `onchip ${name}`).milliseconds;
  const half = rows.find((row) => row.name === 'gemm 800x400x20 fp16-all wasm').speedupOverTypescript;
  return [
    ['training fp32 / tfjs-wasm', 8, speedup('training', 'fp32')],
    ['training flex16+5 / tfjs-wasm', 8, speedup('training', 'flex16+5')],
    ['inference fp32 / tfjs-wasm', 2, speedup('inference', 'fp32')],
    ['inference flex16+5 / tfjs-wasm', 2, speedup('inference', 'flex16+5')],
    ['fp16 storage / our fp32, training', 0.7, time('training', 'fp32') / time('training', 'fp16')],
    ['all-fp16 GEMM / plain TypeScript', 5, half],
  ].map(([name, target, measured]) => ({ name, target, measured, reached: measured >= target }));
}

const rows = [...(await gemmRows(quick ? 5 : 15)), ...(await lstmRows('inference', 1, quick ? 5 : 11))];
const agrees = agreement();
rows.push(...(await lstmRows('training', 3, quick ? 3 : 5)));
const result = { core: currentCore().name, shape, agreement: agrees, rows, targets: targets(rows) };

if (json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
else print(result);

function print({ core, agreement: close, rows: all, targets: goals }) {
  const out = [
    `core ${core}; W200: 2 layers x 200 units, batch 20, 100 steps; medians; training counted as 3 x forward`,
  ];
  out.push(
    `agreement with tfjs: outputs ${close.forwardDifference.toExponential(1)}, gradients ${close.gradientDifference.toExponential(1)} of ${close.gradientMaximum.toExponential(1)}`,
  );
  for (const [peer, difference] of Object.entries(close.peerDifferences)) {
    out.push(`agreement with ${peer}: outputs ${difference.toExponential(1)}`);
  }
  for (const row of all) {
    const ratio =
      row.speedupOverTfjs === undefined
        ? `${row.speedupOverTypescript.toFixed(1)}x TypeScript`
        : `${row.speedupOverTfjs.toFixed(2)}x tfjs`;
    out.push(
      `${row.what.padEnd(10)} ${row.name.padEnd(38)} ${row.milliseconds.toFixed(3).padStart(10)} ms ${row.gops.toFixed(2).padStart(7)} GOP/s  ${ratio}`,
    );
  }
  for (const goal of goals) {
    out.push(
      `${goal.reached ? 'reached    ' : 'NOT reached'} ${goal.name}: ${goal.measured.toFixed(2)}x, target ${goal.target}x`,
    );
  }
  process.stdout.write(`${out.join('\n')}\n`);
}
