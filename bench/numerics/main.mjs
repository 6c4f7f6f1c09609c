/** @file `npm run bench:numerics`: W200 (2 layers of 200 units, batch 20, 100 steps) through the op stream beside its peers,
 * interleaved in one process. `--quick` takes fewer turns, `--json` prints JSON only. Needs `npm run build`. */

import { interleave, ratioOf, rowOf } from '../measure.mjs';
import { numerics } from './library.mjs';
import { createOnnxLstm } from './onnx.mjs';
import { createInference, createTraining, inferenceOperations, trainingOperations } from './opStream.mjs';
import { print } from './print.mjs';
import { createTensorflowLstm } from './tfjs.mjs';

const quick = process.argv.includes('--quick');
const shape = { hidden: 200, layers: 2, batch: 20, steps: 100, classes: 50 };
const FORMATS = ['fp32', 'flex16+5', 'fp16', 'fp16-all'];
const { allocFloat32, currentCore, fillUniform, gemm, packA, parseFormat, setCore } = numerics;

function uniform(length, stream) {
  const array = new Float32Array(length);
  fillUniform(array, { seed: 1, stream, step: 0 }, -0.08, 0.08);
  return array;
}

const { hidden, layers, batch, steps, classes } = shape;
const data = {
  weights: Array.from({ length: layers }, (_, l) => uniform(8 * hidden ** 2, l)),
  inputs: Array.from({ length: steps }, (_, t) => uniform(hidden * batch, 100 + t)),
  projection: uniform(classes * hidden, 50),
  targets: Array.from({ length: steps * batch }, (_, i) => (i * 7 + Math.floor(i / batch)) % classes),
};

const largestDifference = (a, b) => a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i])), 0);

/** [rows, columns] to [columns, rows]. */
function transposed(a, rows, columns) {
  return Float32Array.from(a, (_, i) => a[(i % rows) * columns + Math.floor(i / rows)]);
}

const agreement = {};
const absent = [];

async function inferenceRows(tensorflow) {
  const ours = FORMATS.map((name) => ({ name, ...createInference(shape, data, name) }));
  const expected = transposed(ours[0].output(), hidden, batch);
  agreement[`tfjs-wasm ${tensorflow.version} outputs`] = largestDifference(tensorflow.forward(), expected);
  const contenders = [
    { name: `tfjs-wasm ${tensorflow.version} fp32`, run: tensorflow.forward },
    ...ours.map(({ name, run }) => ({ name: `onchip ${name}`, run })),
  ];
  for (const peer of ['onnxruntime-web', 'onnxruntime-node']) {
    const run = await createOnnxLstm(peer, shape, data.weights, data.inputs);
    if (run === undefined) {
      absent.push(peer);
      continue;
    }
    agreement[`${peer} outputs`] = largestDifference(await run(), expected);
    contenders.push({ name: `${peer} fp32`, run });
  }
  const times = await interleave(contenders, quick ? 5 : 11, 80);
  const operations = inferenceOperations(shape);
  return contenders.map(({ name }, i) => rowOf('inference', name, times[i], operations, times[0]));
}

async function trainingRows(tensorflow) {
  const ours = FORMATS.map((name) => ({ name, ...createTraining(shape, data, name) }));
  const gradient = tensorflow.gradient(); // [2H, 4H]; its first H rows belong to the layer's input
  ours[0].run();
  const own = transposed(ours[0].gradient(), 4 * hidden, hidden);
  const scale = own.reduce((worst, x) => Math.max(worst, Math.abs(x)), 0);
  agreement['tfjs-wasm gradient of W0, of its maximum'] = largestDifference(own, gradient) / scale;
  const contenders = [
    { name: `tfjs-wasm ${tensorflow.version} fp32`, run: tensorflow.trainStep },
    ...ours.map(({ name, run }) => ({ name: `onchip ${name}`, run })),
  ];
  const times = await interleave(contenders, quick ? 3 : 7, 100);
  const operations = trainingOperations(shape);
  const rows = contenders.map(({ name }, i) => rowOf('training', name, times[i], operations, times[0]));
  return { rows, storage: ratioOf(times[1], times[1 + FORMATS.indexOf('fp16')]) };
}

async function gemmRows() {
  const rows = [];
  for (const n of [1, 20, 64]) {
    const [m, k] = [800, 400];
    const [a, b, c] = [m * k, k * n, m * n].map((length) => allocFloat32(length));
    parseFormat('fp16').store(uniform(m * k, 7), a, parseFormat('fp16').createEntry());
    parseFormat('fp16').store(uniform(k * n, 8), b, parseFormat('fp16').createEntry());
    const packed = packA({ m, k, a });
    const calls = n === 1 ? 20 : 1; // a call of 0.05 ms is too short to time alone
    const contender = (name, core, packedA) => ({
      name: `${m}x${k}x${n} ${name} ${core}${packedA === null ? '' : ', packed'}`,
      once: core === 'typescript' && n > 1,
      run: () => {
        setCore(core);
        const format = parseFormat(name);
        for (let i = 0; i < calls; i++) gemm({ m, n, k, a, b, c, format, packedA });
      },
    });
    for (const name of ['fp32', 'fp16-all']) {
      const contenders = [contender(name, 'typescript', null), contender(name, 'wasm', null)];
      if (name === 'fp32') contenders.push(contender(name, 'wasm', packed));
      const times = await interleave(contenders, quick ? 5 : 15, 15);
      contenders.forEach((one, i) => {
        const row = rowOf('gemm', one.name, times[i], calls * 2 * m * n * k, [times[0][0]]);
        rows.push({ ...row, ratio: times[0].reduce((x, y) => Math.min(x, y)) / row.milliseconds });
      });
    }
  }
  setCore('wasm');
  return rows;
}

/** The targets of the project and what was measured for them. */
function targets(rows, storage) {
  const ratio = (what, name) => rows.find((row) => row.what === what && row.name === name).ratio;
  return [
    ['training fp32 / tfjs-wasm fp32', 8, ratio('training', 'onchip fp32')],
    ['training flex16+5 / tfjs-wasm fp32', 8, ratio('training', 'onchip flex16+5')],
    ['inference fp32 / tfjs-wasm fp32', 2, ratio('inference', 'onchip fp32')],
    ['inference flex16+5 / tfjs-wasm fp32', 2, ratio('inference', 'onchip flex16+5')],
    ['training fp16 storage / our fp32', 0.7, storage],
    ['all-fp16 GEMM 800x400x20 / plain TypeScript', 5, ratio('gemm', '800x400x20 fp16-all wasm')],
  ].map(([name, target, measured]) => ({ name, target, measured, reached: measured >= target }));
}

const tensorflow = await createTensorflowLstm(shape, data);
const products = await gemmRows();
const inference = await inferenceRows(tensorflow);
const training = await trainingRows(tensorflow);
const rows = [...products, ...inference, ...training.rows];
const result = {
  core: currentCore().name,
  shape,
  agreement,
  absent,
  rows,
  targets: targets(rows, training.storage),
  seconds: performance.now() / 1000,
};
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
else print(result);
