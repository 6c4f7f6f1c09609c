/** @file A network's weights as the tensors of its kernels: the same names, shapes and values on every rung. */
import type { KernelBuilder } from '../../../kernels/builder.js';
import type { KernelTensor, Residency } from '../../../kernels/handles.js';
import { gatesOf, type Layer, type Network, type RecurrentLayer } from '../network.js';

interface WeightTensor {
  readonly rows: number;
  readonly columns: number;
  /** Blocks of rows that are cut alike. */
  readonly groups: number;
  readonly values: Float32Array;
}

type WeightTensors = Readonly<Record<string, WeightTensor>>;

const tensor = (values: Float32Array, rows: number, groups = 1): WeightTensor => ({
  rows,
  columns: values.length / rows,
  groups,
  values,
});

/** Weights of a layer by what they are: W, U, b …; the empty record for layers that have none. */
export function weightsOf(layer: Layer): WeightTensors {
  switch (layer.kind) {
    case 'dense':
      return { W: tensor(layer.weights, layer.units), ...biasOf(layer.bias) };
    case 'conv':
      return { W: tensor(layer.weights, layer.filters), ...biasOf(layer.bias) };
    case 'embedding':
      return { E: tensor(transposed(layer.table, layer.vocabulary, layer.width), layer.width) };
    case 'recurrent':
      return layer.cell === 'gru' && !layer.resetAfter ? splitGru(layer) : plainCell(layer);
    default:
      return {};
  }
}

const biasOf = (bias: Float32Array | null): WeightTensors => (bias === null ? {} : { b: tensor(bias, bias.length) });

function plainCell({ cell, units: H, W, U, bias, candidateBias }: RecurrentLayer): WeightTensors {
  const G = gatesOf[cell];
  const weights = { W: tensor(W, G * H, G), U: tensor(U, G * H, G), b: tensor(bias, G * H, G) };
  if (candidateBias === null) return weights;
  const recurrent = new Float32Array(G * H);
  recurrent.set(candidateBias, 2 * H);
  return { ...weights, bU: tensor(recurrent, G * H, G) };
}

/** Gates r, z first: their h is known before that of the candidate n. */
function splitGru({ units: H, inputs: I, W, U, bias }: RecurrentLayer): WeightTensors {
  return {
    W: tensor(W.subarray(0, 2 * H * I), 2 * H, 2),
    U: tensor(U.subarray(0, 2 * H * H), 2 * H, 2),
    b: tensor(bias.subarray(0, 2 * H), 2 * H, 2),
    Wn: tensor(W.subarray(2 * H * I), H),
    Un: tensor(U.subarray(2 * H * H), H),
    bn: tensor(bias.subarray(2 * H), H),
  };
}

/** The transpose of a row-major [rows, columns]. */
export function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  return values.map((_, at) => values[(at % rows) * columns + Math.floor(at / rows)]);
}

/** Name of a layer's weight among a kernel's tensors. */
export const weightName = (layer: Layer, which: string): string => `${layer.name}.${which}`;

/** Values of a weight by the name of its tensor; null for other tensors. */
export function weightValues(network: Network, name: string): Float32Array | null {
  for (const layer of network.layers) {
    if (!name.startsWith(`${layer.name}.`)) continue;
    const found = Object.entries(weightsOf(layer)).find(([which]) => weightName(layer, which) === name);
    if (found !== undefined) return found[1].values;
  }
  return null;
}

/** Elements of all weights of a layer. */
export function weightCount(layer: Layer): number {
  return Object.values(weightsOf(layer)).reduce((sum, { values }) => sum + values.length, 0);
}

/** Declares a layer's weights as inputs, rows cut over the units; `residency` of each by its name within the layer. */
export function declareWeights(
  k: KernelBuilder,
  layer: Layer,
  residency: (which: string) => Residency,
): Readonly<Record<string, KernelTensor>> {
  return Object.fromEntries(
    Object.entries(weightsOf(layer)).map(([which, { rows, columns, groups }]) => [
      which,
      k.input(weightName(layer, which), [rows, columns], { shard: 'rows', residency: residency(which), groups }),
    ]),
  );
}
