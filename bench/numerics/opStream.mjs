/** @file W200 as the simulator computes it: inference by the op stream of lstm.in-cache, training by that of lstm.train. */
import { execute, kernelNamed, numerics, TensorStore, Trainer, valueProgram } from './library.mjs';

/** Input and recurrent half of [4H, 2H]. */
function halves(w, hidden) {
  const part = (from) =>
    Float32Array.from({ length: 4 * hidden * hidden }, (_, i) => {
      return w[Math.floor(i / hidden) * 2 * hidden + from + (i % hidden)];
    });
  return [part(0), part(hidden)];
}

function lstmWeights({ weights }, { hidden }) {
  const named = {};
  weights.forEach((w, l) => {
    [named[`W${l}`], named[`U${l}`]] = halves(w, hidden);
    named[`b${l}`] = new Float32Array(4 * hidden);
  });
  return named;
}

function sequence({ inputs }) {
  const x = new Float32Array(inputs.length * inputs[0].length);
  inputs.forEach((input, t) => {
    x.set(input, t * input.length);
  });
  return x;
}

/** Returns `run` (one whole sequence) and `output`, the last step as [H, B]. */
export function createInference(shape, data, formatName) {
  const { hidden, layers, batch, steps } = shape;
  const program = valueProgram(kernelNamed('lstm.in-cache'), { hidden, layers, batch, steps, input: hidden });
  const tensors = new TensorStore(program, numerics.parseFormat(formatName), { seed: 1 });
  for (const [name, values] of Object.entries(lstmWeights(data, shape))) tensors.set(name, values);
  tensors.set('x', sequence(data));
  execute(program, tensors); // checks for races once
  return {
    run: () => {
      for (const state of ['h0', 'h1', 'c0', 'c1']) tensors.get(state).fill(0);
      execute(program, tensors, { check: false });
    },
    output: () => tensors.get('y').slice(-hidden * batch),
  };
}

/** Returns `run` (one update), `loss` of the last run and `gradient` of W0 [4H, H]. */
export function createTraining(shape, data, formatName) {
  const { hidden, layers, batch, steps, classes } = shape;
  const config = { cell: 'lstm', hidden, layers, classes, vocabulary: 0, input: hidden, regression: false };
  const weights = { ...lstmWeights(data, shape), Wy: data.projection, by: new Float32Array(classes) };
  const options = { batch, steps, optimiser: 'sgd', learningRate: 0.1, carry: false, seed: 1 };
  const trainer = new Trainer(config, options, numerics.parseFormat(formatName), weights);
  const predictions = steps * batch;
  const once = {
    x: sequence(data),
    targets: Float32Array.from(data.targets),
    weights: new Float32Array(predictions).fill(1 / predictions),
    fresh: false,
  };
  let loss = Number.NaN;
  return {
    run: () => {
      loss = trainer.train(once).loss;
    },
    loss: () => loss,
    gradient: () => trainer.tensors.get('g.W0').slice(),
  };
}

/** Multiply-adds count as two. */
export function inferenceOperations({ hidden, layers, batch, steps }) {
  return 2 * layers * steps * batch * 4 * hidden * 2 * hidden;
}

/** Forward, gradients of inputs and gradients of weights: three times the products of LSTM and projection. */
export function trainingOperations(shape) {
  const { hidden, batch, steps, classes } = shape;
  return 3 * (inferenceOperations(shape) + 2 * steps * batch * hidden * classes);
}
