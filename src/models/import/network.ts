/** @file A trained network as a chain of layers with the file's weights: what every file format is read into, and all that
 * the kernels and the float64 reference know of it. Weights are [outputs, inputs], as the kernels multiply them. */

import type { ConvWindow } from '../../sim/convolution.js';
import type { GateName, StateName } from '../../sim/semantics/functions/cellVariants.js';
import type { PoolWindow } from '../../sim/semantics/functions/pool.js';
import type { ScalarName } from '../../sim/semantics/functions/scalar.js';

/** One example. `steps` null: the file leaves the length of sequences open. */
export type Shape =
  | { readonly kind: 'vector'; readonly features: number }
  | { readonly kind: 'sequence'; readonly steps: number | null; readonly features: number }
  | { readonly kind: 'image'; readonly height: number; readonly width: number; readonly channels: number };

/** Meaning of one axis of an array in a file's own order. */
export type Axis = 'batch' | 'time' | 'feature' | 'height' | 'width' | 'channel';

export type ActivationName = ScalarName | 'softmax';

interface LayerBase {
  readonly name: string;
  /** Where it stands in the file: `layers[3] "lstm_1" (LSTM)`. */
  readonly place: string;
}

/** activation(weights · x + bias), step by step on sequences. */
export interface DenseLayer extends LayerBase {
  readonly kind: 'dense';
  readonly inputs: number;
  readonly units: number;
  readonly weights: Float32Array;
  readonly bias: Float32Array | null;
  readonly activation: ActivationName;
}

/** Gates in blocks of `units` rows: LSTM i, f, g, o; GRU r, z, n. */
export interface RecurrentLayer extends LayerBase {
  readonly kind: 'recurrent';
  readonly cell: 'lstm' | 'gru' | 'rnn';
  readonly inputs: number;
  readonly units: number;
  /** [gates·units, inputs] */
  readonly W: Float32Array;
  /** [gates·units, units] */
  readonly U: Float32Array;
  readonly bias: Float32Array;
  /** GRU whose reset gate scales U·h: bias of that product, by unit; null when there is none. */
  readonly candidateBias: Float32Array | null;
  /** GRU: true when the reset gate scales U·h, false when it scales h. */
  readonly resetAfter: boolean;
  readonly gate: GateName;
  /** Of states: tanh or relu; a plain RNN takes any. */
  readonly state: StateName | ScalarName;
  /** True when steps run from the last to the first. */
  readonly backwards: boolean;
  /** Of a layer that runs backwards: true when its outputs stand in the order of the inputs, not of the steps (Keras). */
  readonly keepsOrder: boolean;
  /** False: only what the last step that runs has made. */
  readonly sequences: boolean;
}

/** Row `id` of the table for each id. */
export interface EmbeddingLayer extends LayerBase {
  readonly kind: 'embedding';
  readonly vocabulary: number;
  readonly width: number;
  readonly table: Float32Array;
}

/** activation(filters * image + bias); filters [filters, channels·kernelHeight·kernelWidth]. */
export interface ConvLayer extends LayerBase {
  readonly kind: 'conv';
  readonly window: ConvWindow;
  readonly filters: number;
  readonly weights: Float32Array;
  readonly bias: Float32Array | null;
  readonly activation: ActivationName;
}

export interface PoolLayer extends LayerBase {
  readonly kind: 'pool';
  readonly mode: 'max' | 'average';
  readonly window: PoolWindow;
}

/** One number a channel of an image, or a feature of a sequence. */
export interface GlobalPoolLayer extends LayerBase {
  readonly kind: 'globalPool';
  readonly mode: 'max' | 'average';
}

/** Channels (features of a step) innermost. */
export interface FlattenLayer extends LayerBase {
  readonly kind: 'flatten';
}

/** One step of a sequence. */
export interface PickLayer extends LayerBase {
  readonly kind: 'pick';
  readonly step: 'first' | 'last';
}

export interface ActivationLayer extends LayerBase {
  readonly kind: 'activation';
  readonly activation: ActivationName;
}

export type Layer =
  | DenseLayer
  | RecurrentLayer
  | EmbeddingLayer
  | ConvLayer
  | PoolLayer
  | GlobalPoolLayer
  | FlattenLayer
  | PickLayer
  | ActivationLayer;

/** An array outside: what its axes mean, in the file's order. */
export interface Port {
  readonly name: string;
  readonly axes: readonly Axis[];
}

export interface Network {
  readonly name: string;
  /** `TensorFlow.js LayersModel` or `ONNX`. */
  readonly source: string;
  readonly input: Port & { readonly shape: Shape /** Null: real numbers. */; readonly vocabulary: number | null };
  readonly layers: readonly Layer[];
  /** What each layer makes, in their order. */
  readonly shapes: readonly Shape[];
  readonly output: Port & {
    /** Place in the file's order → row of ours, where a file flattens channels outermost and keeps it; null: the same. */
    readonly featureOrder: Int32Array | null;
  };
  /** Batch size that the file fixes, if it does. */
  readonly batch: number | null;
}

/** What comes out at the end. */
export function outputShape(network: Network): Shape {
  return network.shapes[network.shapes.length - 1] ?? network.input.shape;
}

/** True when the file leaves the length of sequences to the caller. */
export function hasFreeSteps({ input }: Network): boolean {
  return input.shape.kind === 'sequence' && input.shape.steps === null;
}

/** Numbers in one example of a shape. */
export function sizeOf(shape: Shape, steps: number): number {
  if (shape.kind === 'vector') return shape.features;
  if (shape.kind === 'sequence') return steps * shape.features;
  return shape.height * shape.width * shape.channels;
}

/** Blocks of rows in a recurrent layer's weights. */
export const gatesOf: Readonly<Record<RecurrentLayer['cell'], number>> = { lstm: 4, gru: 3, rnn: 1 };
