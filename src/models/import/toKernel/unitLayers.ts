/** @file Layers whose weights lie in the units: what one application of each is, in a loop or outside of one. Each unit makes
 * the rows (outputs, channels) that it owns; all rows are gathered when a layer needs them. */
import type { KernelBuilder } from '../../../kernels/builder.js';
import type { KernelTensor, LoopIndex, Tile, TileLike } from '../../../kernels/handles.js';
import { outputHeight, outputWidth } from '../../../sim/convolution.js';
import type { ConvLayer, DenseLayer, Layer } from '../network.js';
import type { Weights } from './cell.js';
import { activationFunction } from './functions.js';

/** What the layers so far have made, at the place in the program where it is asked for. */
export interface Flow {
  /** The rows that each unit has made; null where all units have all. */
  readonly own: TileLike | null;
  /** All of it on every unit; null until somebody needs it. */
  readonly all: TileLike | null;
  readonly rows: number;
  readonly groups: number;
}

/** Loop that the statements stand in, and the columns and slots of what they work on. */
export interface Scope {
  readonly index: LoopIndex | null;
  readonly columns: number;
  readonly slots: number;
}

export class UnitLayers {
  readonly #k: KernelBuilder;
  readonly #weights: ReadonlyMap<Layer, Weights>;

  constructor(k: KernelBuilder, weights: ReadonlyMap<Layer, Weights>) {
    this.#k = k;
    this.#weights = weights;
  }

  layer(layer: Layer, flow: Flow, scope: Scope): Flow {
    switch (layer.kind) {
      case 'dense':
        return this.#dense(layer, flow, scope);
      case 'embedding': {
        const own = this.rows(layer.name, layer.width, scope);
        this.#k.gather(own, have(this.#weights.get(layer)).E, have(flow.all), { transposed: true });
        return { own, all: null, rows: layer.width, groups: 1 };
      }
      case 'conv':
        return this.#conv(layer, flow, scope);
      case 'pool': {
        const { window, mode } = layer;
        const pixels = outputHeight(window) * outputWidth(window);
        const own = this.rows(layer.name, window.channels, { ...scope, columns: pixels });
        const constants = window as unknown as Readonly<Record<string, number>>;
        this.#k.pointwise(`${mode}Pool`, [own], [flow.own ?? have(flow.all)], { constants });
        return { own, all: null, rows: window.channels, groups: 1 };
      }
      case 'activation':
        if (layer.activation === 'softmax') return this.#softmax(layer.name, flow, scope);
        return this.#activation(layer.name, activationFunction(layer.activation, false), flow, scope);
      case 'flatten':
        return flow;
      default:
        throw new Error(`${layer.kind} has its own place`);
    }
  }

  #activation(name: string, fn: string, flow: Flow, scope: Scope): Flow {
    const from = flow.own ?? have(flow.all);
    const columns = 'tensor' in from ? from.tensor.columns : from.columns;
    const own = this.rows(name, flow.rows, { ...scope, columns }, flow.groups);
    this.#k.pointwise(fn, [own], [from]);
    return { ...flow, own, all: null };
  }

  /** Every unit has to have all rows of a column. */
  #softmax(name: string, flow: Flow, scope: Scope): Flow {
    const all = this.all(flow, scope, `${name}.in`);
    const out = this.#ring(`${name}.all`, flow.rows, scope);
    this.#k.pointwise('softmaxColumns', [out], [all]);
    return { own: null, all: out, rows: flow.rows, groups: 1 };
  }

  #dense(layer: DenseLayer, flow: Flow, scope: Scope): Flow {
    const k = this.#k;
    const { W, b } = have(this.#weights.get(layer));
    const { name, units, activation } = layer;
    const sums = this.#tensor(`${name}.sums`, units, scope, { shard: 'rows', precision: 'accumulator' });
    const own = this.rows(name, units, scope);
    k.matmul(sums, W, this.all(flow, scope, `${name}.x`));
    return this.#finish(layer, activation, { sums, own, b: b ?? null, rows: units }, scope);
  }

  #conv(layer: ConvLayer, flow: Flow, scope: Scope): Flow {
    const { W, b } = have(this.#weights.get(layer));
    const { name, filters, window } = layer;
    const image = { ...scope, columns: outputHeight(window) * outputWidth(window) };
    const sums = this.#tensor(`${name}.sums`, filters, image, { shard: 'rows', precision: 'accumulator' });
    const own = this.rows(name, filters, image);
    const from = this.all(flow, { ...scope, columns: window.height * window.width }, `${name}.x`);
    this.#k.convolution(sums, W, from, { ...window, operand: 'b' });
    return this.#finish(layer, layer.activation, { sums, own, b: b ?? null, rows: filters }, image);
  }

  /** Bias and activation. */
  #finish(
    { name }: Layer,
    activation: DenseLayer['activation'],
    made: { readonly sums: TileLike; readonly own: TileLike; readonly b: KernelTensor | null; readonly rows: number },
    scope: Scope,
  ): Flow {
    const { sums, own, b, rows } = made;
    const fn = activationFunction(activation === 'softmax' ? 'linear' : activation, b !== null);
    this.#k.pointwise(fn, [own], b === null ? [sums] : [sums, b]);
    const flow: Flow = { own, all: null, rows, groups: 1 };
    return activation === 'softmax' ? this.#softmax(`${name}.softmax`, flow, scope) : flow;
  }

  /** All of a flow on every unit: gathered unless it is there. */
  all(flow: Flow, scope: Scope, name: string): TileLike {
    if (flow.all !== null) return flow.all;
    return this.gather(have(flow.own), this.#ring(name, flow.rows, scope, flow.groups));
  }

  /** Own rows of what so far all units have in full. */
  ownRows(flow: Flow, scope: Scope, name: string): TileLike {
    if (flow.own !== null) return flow.own;
    const own = this.rows(name, flow.rows, scope);
    this.#k.pointwise('copy', [own], [have(flow.all)]);
    return own;
  }

  gather(from: TileLike, to: TileLike): TileLike {
    this.#k.exchange('all-gather', from, to);
    this.#k.barrier();
    return to;
  }

  rows(name: string, rows: number, scope: Scope, groups = 1): KernelTensor {
    return this.#tensor(`${name}.own`, rows, scope, { shard: 'rows', groups });
  }

  #tensor(name: string, rows: number, { slots, columns }: Scope, options: Parameters<KernelBuilder['buffer']>[2]) {
    return this.#k.buffer(name, [slots, rows, columns], options);
  }

  /** A buffer on every unit; in a loop two of them in turn: a fast unit must not overwrite what a slow one still reads. */
  #ring(name: string, rows: number, { index, slots, columns }: Scope, groups = 1): Tile | KernelTensor {
    if (index === null) return this.#k.buffer(name, [slots, rows, columns], { groups });
    return this.#k.at(this.#k.buffer(name, [2, rows, columns], { groups }), index.mod(2));
  }

  inPart<T>(layer: Layer, body: () => T): T {
    let made: T | undefined;
    this.#k.part(layer.name, () => {
      made = body();
    });
    return made as T;
  }
}

/** Throws when a network is lowered in the wrong order: a bug of ours. */
export function have<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('a network was lowered out of order');
  return value;
}
