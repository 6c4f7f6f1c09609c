/** @file Float64 evaluation of a network, layer by layer, loops as in the textbook: what every kernel of it must give.
 * Vectors are [batch, features], sequences [batch, steps, features], images [batch, channels, height, width]. */
import { outputHeight, outputWidth } from '../../sim/convolution.js';
import type {
  ActivationName,
  ConvLayer,
  DenseLayer,
  Layer,
  Network,
  PoolLayer,
  RecurrentLayer,
  Shape,
} from './network.js';
import { sizeOf } from './network.js';

const scalars: Readonly<Record<Exclude<ActivationName, 'softmax'>, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => Math.max(0, x),
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  hardSigmoid: (x) => Math.min(1, Math.max(0, 0.2 * x + 0.5)),
};

interface Sizes {
  readonly batch: number;
  readonly steps: number;
}

/** Outputs of all examples. */
export function referenceOf(network: Network, sizes: Sizes, input: Float64Array): Float64Array {
  let [values, shape] = [input, network.input.shape];
  network.layers.forEach((layer, l) => {
    values = apply(layer, shape, values, sizes);
    shape = network.shapes[l];
  });
  return values;
}

function apply(layer: Layer, shape: Shape, x: Float64Array, sizes: Sizes): Float64Array {
  switch (layer.kind) {
    case 'dense':
      return dense(layer, x);
    case 'recurrent':
      return recurrent(layer, x, sizes);
    case 'embedding': {
      const out = new Float64Array(x.length * layer.width);
      x.forEach((id, at) => {
        out.set(layer.table.subarray(id * layer.width, (id + 1) * layer.width), at * layer.width);
      });
      return out;
    }
    case 'conv':
      return convolution(layer, x, sizes.batch);
    case 'pool':
      return pool(layer, x);
    case 'globalPool':
      return globalPool(layer.mode, shape, x, sizes);
    case 'flatten':
      return shape.kind === 'image' ? channelsInnermost(shape.channels, shape.height * shape.width, x) : x;
    case 'pick': {
      const features = (shape as Extract<Shape, { kind: 'sequence' }>).features;
      return pick(x, sizes, features, layer.step === 'last' ? sizes.steps - 1 : 0);
    }
    case 'activation':
      return activate(layer.activation, x, x.length / (sizes.batch * positions(shape, sizes)));
  }
}

/** Places in one example that a softmax looks at one by one. */
const positions = (shape: Shape, { steps }: Sizes): number => (shape.kind === 'sequence' ? steps : 1);

function activate(name: ActivationName, x: Float64Array, features: number): Float64Array {
  if (name !== 'softmax') return x.map(scalars[name]);
  const out = new Float64Array(x.length);
  for (let from = 0; from < x.length; from += features) {
    const row = x.subarray(from, from + features);
    const max = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const exps = row.map((value) => Math.exp(value - max));
    const sum = exps.reduce((a, b) => a + b, 0);
    out.set(
      exps.map((e) => e / sum),
      from,
    );
  }
  return out;
}

function dense({ inputs, units, weights, bias, activation }: DenseLayer, x: Float64Array): Float64Array {
  const rows = x.length / inputs;
  const out = new Float64Array(rows * units);
  for (let row = 0; row < rows; row++) {
    for (let u = 0; u < units; u++) {
      let sum = bias === null ? 0 : bias[u];
      for (let i = 0; i < inputs; i++) sum += weights[u * inputs + i] * x[row * inputs + i];
      out[row * units + u] = sum;
    }
  }
  return activate(activation, out, units);
}

function recurrent(layer: RecurrentLayer, x: Float64Array, { batch, steps }: Sizes): Float64Array {
  const { inputs: I, units: H, backwards, keepsOrder, sequences } = layer;
  const out = new Float64Array(batch * (sequences ? steps : 1) * H);
  for (let n = 0; n < batch; n++) {
    const state = { h: new Float64Array(H), c: new Float64Array(H) };
    for (let s = 0; s < steps; s++) {
      const t = backwards ? steps - 1 - s : s;
      cell(layer, x.subarray((n * steps + t) * I, (n * steps + t + 1) * I), state);
      if (sequences) out.set(state.h, (n * steps + (keepsOrder ? t : s)) * H);
    }
    if (!sequences) out.set(state.h, n * H);
  }
  return out;
}

/** One step: replaces h (and c). */
function cell(layer: RecurrentLayer, x: Float64Array, state: { h: Float64Array; c: Float64Array }): void {
  const { inputs: I, units: H, W, U, bias, candidateBias } = layer;
  const [gate, act] = [scalars[layer.gate], scalars[layer.state]];
  const { h, c } = state;
  const product = (M: Float32Array, row: number, width: number, v: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += M[row * width + i] * v[i];
    return sum;
  };
  const fromX = (g: number, u: number): number => bias[g * H + u] + product(W, g * H + u, I, x);
  const fromH = (g: number, u: number, v = h): number => product(U, g * H + u, H, v);
  const sum = (g: number, u: number): number => fromX(g, u) + fromH(g, u);
  if (layer.cell === 'rnn') state.h = h.map((_, u) => act(sum(0, u)));
  else if (layer.cell === 'lstm') {
    const next = c.map((before, u) => gate(sum(1, u)) * before + gate(sum(0, u)) * act(sum(2, u)));
    state.h = next.map((value, u) => gate(sum(3, u)) * act(value));
    state.c = next;
  } else {
    const [r, z] = [0, 1].map((g) => h.map((_, u) => gate(sum(g, u))));
    const reset = h.map((value, u) => r[u] * value);
    const candidate = h.map((_, u) =>
      layer.resetAfter
        ? fromX(2, u) + r[u] * (fromH(2, u) + (candidateBias?.[u] ?? 0))
        : fromX(2, u) + fromH(2, u, reset),
    );
    state.h = h.map((before, u) => (1 - z[u]) * act(candidate[u]) + z[u] * before);
  }
}

function convolution({ window: w, filters, weights, bias, activation }: ConvLayer, x: Float64Array, batch: number) {
  const [rows, columns, size] = [outputHeight(w), outputWidth(w), w.channels * w.kernelHeight * w.kernelWidth];
  const out = new Float64Array(batch * filters * rows * columns);
  const { top, left, across } = corner(w);
  for (let at = 0; at < out.length; at++) {
    const [q, p] = [at % columns, Math.floor(at / columns) % rows];
    const k = Math.floor(at / (rows * columns)) % filters;
    const n = Math.floor(at / (rows * columns * filters));
    let sum = bias === null ? 0 : bias[k];
    for (let e = 0; e < size; e++) {
      const s = e % w.kernelWidth;
      const r = Math.floor(e / w.kernelWidth) % w.kernelHeight;
      const c = Math.floor(e / (w.kernelWidth * w.kernelHeight));
      const [i, j] = [p * w.stride + r - top, q * across + s - left];
      if (i < 0 || i >= w.height || j < 0 || j >= w.width) continue;
      sum += weights[k * size + e] * x[((n * w.channels + c) * w.height + i) * w.width + j];
    }
    out[at] = sum;
  }
  return activate(activation, out, 1);
}

const corner = (w: ConvLayer['window']) => ({
  top: w.top ?? w.padding,
  left: w.left ?? w.padding,
  across: w.strideAcross ?? w.stride,
});

function pool({ window: w, mode }: PoolLayer, x: Float64Array): Float64Array {
  const [rows, columns] = [outputHeight(w), outputWidth(w)];
  const planes = x.length / (w.height * w.width);
  const { top, left, across } = corner(w);
  const out = new Float64Array(planes * rows * columns);
  for (let at = 0; at < out.length; at++) {
    const [q, p, plane] = [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (rows * columns))];
    const seen: number[] = [];
    for (let i = p * w.stride - top; i < p * w.stride - top + w.kernelHeight; i++) {
      for (let j = q * across - left; j < q * across - left + w.kernelWidth; j++) {
        if (i >= 0 && i < w.height && j >= 0 && j < w.width) seen.push(x[(plane * w.height + i) * w.width + j]);
      }
    }
    const count = w.countPadding === 1 ? w.kernelHeight * w.kernelWidth : seen.length;
    out[at] = mode === 'max' ? Math.max(...seen) : seen.reduce((a, b) => a + b, 0) / count;
  }
  return out;
}

function globalPool(mode: 'max' | 'average', shape: Shape, x: Float64Array, { batch, steps }: Sizes): Float64Array {
  const count = shape.kind === 'image' ? shape.height * shape.width : steps;
  const features = sizeOf(shape, steps) / count;
  const [across, along] = shape.kind === 'image' ? [count, 1] : [1, features];
  return new Float64Array(batch * features).map((_, at) => {
    const from = Math.floor(at / features) * features * count + (at % features) * across;
    const seen = Array.from({ length: count }, (_unused, i) => x[from + i * along]);
    return mode === 'max' ? Math.max(...seen) : seen.reduce((a, b) => a + b, 0) / count;
  });
}

function channelsInnermost(channels: number, pixels: number, x: Float64Array): Float64Array {
  return x.map((_, at) => {
    const n = Math.floor(at / (channels * pixels));
    const [c, p] = [at % channels, Math.floor((at % (channels * pixels)) / channels)];
    return x[(n * channels + c) * pixels + p];
  });
}

function pick(x: Float64Array, { batch, steps }: Sizes, features: number, t: number): Float64Array {
  return new Float64Array(batch * features).map((_, at) => {
    const n = Math.floor(at / features);
    return x[(n * steps + t) * features + (at % features)];
  });
}
