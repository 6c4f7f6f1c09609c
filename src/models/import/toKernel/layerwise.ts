/** @file The rungs that go layer by layer with a launch for each operation, as a library does: weights and what layers pass
 * on lie off the units. `persistent` keeps the recurrent weights of one layer at a time in the units while all its steps run
 * in one launch (Diamos et al. 2016); `streamed` reads them again each step. */
import type { KernelBuilder } from '../../../kernels/builder.js';
import { type KernelTensor, LoopIndex, type TensorOptions, type TileLike } from '../../../kernels/handles.js';
import { outputHeight, outputWidth } from '../../../sim/convolution.js';
import {
  type ConvLayer,
  type DenseLayer,
  type Layer,
  type Network,
  outputShape,
  type RecurrentLayer,
  type Shape,
} from '../network.js';
import { type CellBuffers, cellStep, declareCell, isSplit, type Weights } from './cell.js';
import { activationFunction } from './functions.js';
import { declareInput, type RunSizes, tensorShape } from './inCache.js';
import { declareWeights, weightsOf } from './weights.js';

/** An index that stands for the first step. */
const FIRST = new LoopIndex([]);

const shared: TensorOptions = { residency: 'cached', shard: 'rows' };

/** What the layers so far have made, off the units. */
interface Made {
  readonly tile: TileLike;
  readonly shape: Shape;
  /** Blocks of rows that are cut alike. */
  readonly groups: number;
}

export function buildLayerwise(k: KernelBuilder, network: Network, sizes: RunSizes, persistent: boolean): void {
  new Layerwise(k, network, sizes, persistent).build();
}

class Layerwise {
  readonly #k: KernelBuilder;
  readonly #network: Network;
  readonly #sizes: RunSizes;
  readonly #persistent: boolean;
  readonly #withImages: boolean;
  #outputs = 0;

  constructor(k: KernelBuilder, network: Network, sizes: RunSizes, persistent: boolean) {
    this.#k = k;
    this.#network = network;
    this.#sizes = sizes;
    this.#persistent = persistent;
    this.#withImages = network.input.shape.kind === 'image';
  }

  build(): void {
    const { layers, shapes, input } = this.#network;
    const x = declareInput(this.#k, this.#network, this.#sizes, 'cached');
    let made: Made = { tile: x, shape: input.shape, groups: 1 };
    layers.forEach((layer, l) => {
      this.#k.part(layer.name, () => {
        made = this.#layer(layer, made, shapes[l], l === layers.length - 1);
      });
    });
    if (this.#outputs === 0) {
      const y = this.#k.output('y', this.#shape(outputShape(this.#network)), shared);
      this.#launch('output', () => this.#k.pointwise('copy', [y], [made.tile]));
    }
  }

  #layer(layer: Layer, made: Made, shape: Shape, last: boolean): Made {
    const k = this.#k;
    const { tile } = made;
    switch (layer.kind) {
      case 'dense':
        return this.#dense(layer, tile, shape, last);
      case 'conv':
        return this.#conv(layer, tile, shape, last);
      case 'recurrent':
        return this.#recurrent(layer, tile, shape, last);
      case 'embedding': {
        const out = this.#result(layer, shape, last);
        const { E } = declareWeights(k, layer, () => 'cached');
        this.#launch(layer.name, () => k.gather(out, E, tile, { transposed: true }));
        return { tile: out, shape, groups: 1 };
      }
      case 'pick': {
        const slot = layer.step === 'last' ? this.#sizes.steps - 1 : 0;
        return { tile: k.at(tile as KernelTensor, slot), shape, groups: 1 };
      }
      case 'activation': {
        const fn = layer.activation === 'softmax' ? 'softmaxColumns' : activationFunction(layer.activation, false);
        return this.#apply(layer, fn, tile, shape, last, made.groups);
      }
      case 'pool': {
        const constants = layer.window as unknown as Readonly<Record<string, number>>;
        return this.#apply(layer, `${layer.mode}Pool`, tile, shape, last, 1, constants);
      }
      case 'globalPool': {
        const [most, mean] =
          made.shape.kind === 'image' ? ['globalMax', 'globalAverage'] : ['maxSteps', 'averageSteps'];
        return this.#apply(layer, layer.mode === 'max' ? most : mean, tile, shape, last, 1);
      }
      case 'flatten':
        return this.#flatten(layer, made, shape, last);
    }
  }

  #flatten(layer: Layer, { tile, shape: before }: Made, shape: Shape, last: boolean): Made {
    if (before.kind === 'vector') return { tile, shape, groups: 1 };
    const groups = before.kind === 'image' ? before.height * before.width : this.#sizes.steps;
    const fn = before.kind === 'image' ? 'flattenImage' : 'flattenSteps';
    return this.#apply(layer, fn, tile, shape, last, groups);
  }

  /** One function in a launch of its own. */
  #apply(
    layer: Layer,
    fn: string,
    tile: TileLike,
    shape: Shape,
    last: boolean,
    groups: number,
    constants: Readonly<Record<string, number>> = {},
  ): Made {
    const out = this.#result(layer, shape, last, groups);
    this.#launch(layer.name, () => this.#k.pointwise(fn, [out], [tile], { constants }));
    return { tile: out, shape, groups };
  }

  #dense(layer: DenseLayer, x: TileLike, shape: Shape, last: boolean): Made {
    const { W, b } = declareWeights(this.#k, layer, () => 'cached');
    const sums = this.#k.buffer(`${layer.name}.sums`, this.#shape(shape), shared);
    this.#launch(`${layer.name} product`, () => this.#k.matmul(sums, W, x));
    return this.#finish(layer, sums, b ?? null, shape, last);
  }

  #conv(layer: ConvLayer, x: TileLike, shape: Shape, last: boolean): Made {
    const { W, b } = declareWeights(this.#k, layer, () => 'cached');
    const { window } = layer;
    const pixels = outputHeight(window) * outputWidth(window);
    const sums = this.#k.buffer(`${layer.name}.sums`, [this.#sizes.batch, layer.filters, pixels], shared);
    this.#launch(`${layer.name} product`, () => this.#k.convolution(sums, W, x, { ...window, operand: 'b' }));
    return this.#finish(layer, sums, b ?? null, shape, last);
  }

  /** Bias and activation in one launch, softmax in another. */
  #finish(
    layer: DenseLayer | ConvLayer,
    sums: KernelTensor,
    b: KernelTensor | null,
    shape: Shape,
    last: boolean,
  ): Made {
    const k = this.#k;
    const { activation, name } = layer;
    const soft = activation === 'softmax';
    const ins = b === null ? [sums] : [sums, b];
    let made: KernelTensor = sums;
    if (b !== null || !soft) {
      made = soft ? k.buffer(`${name}.logits`, this.#shape(shape), shared) : this.#result(layer, shape, last);
      const fn = activationFunction(soft ? 'linear' : activation, b !== null);
      this.#launch(`${name} activation`, () => k.pointwise(fn, [made], ins));
    }
    return soft ? this.#apply(layer, 'softmaxColumns', made, shape, last, 1) : { tile: made, shape, groups: 1 };
  }

  #recurrent(layer: RecurrentLayer, x: TileLike, shape: Shape, last: boolean): Made {
    const k = this.#k;
    const { batch: B, steps: T } = this.#sizes;
    const { name, units: H, backwards, keepsOrder, sequences } = layer;
    const isOutput = last && sequences;
    if (isOutput) this.#outputs += 1;
    const h = isOutput ? k.output('y', [T, H, B], shared) : k.buffer(`${name}.h`, [T, H, B], shared);
    const inner = Object.keys(weightsOf(layer)).filter((which) => !which.startsWith('W'));
    const residency = (which: string) => (this.#persistent && inner.includes(which) ? 'pinned' : 'cached');
    const weights = declareWeights(k, layer, residency);
    const products = this.#inputProducts(layer, weights, x);
    const reads = (t: LoopIndex): LoopIndex => (backwards ? t.reversed(T - 1) : t);
    const writes = (t: LoopIndex): LoopIndex => (backwards && keepsOrder ? t.reversed(T - 1) : t);
    const run = { h, weights, products, reads, writes };
    if (this.#persistent) this.#stepsInOneLaunch(layer, run);
    else this.#stepsInLaunches(layer, run);
    const final = backwards && keepsOrder ? 0 : T - 1;
    return { tile: sequences ? h : k.at(h, final), shape, groups: 1 };
  }

  /** W·x of all steps at once. */
  #inputProducts(layer: RecurrentLayer, weights: Weights, x: TileLike): Products {
    const k = this.#k;
    const { batch: B, steps: T } = this.#sizes;
    const { name, units: H } = layer;
    const { W, Wn } = weights;
    const gates = k.buffer(`${name}.products`, [T, W.rows, B], { ...shared, groups: W.groups });
    this.#launch(`${name} inputs`, () => k.matmul(gates, W, x));
    if (!isSplit(layer)) return { gates, candidate: null };
    const candidate = k.buffer(`${name}.candidates`, [T, H, B], shared);
    this.#launch(`${name} inputs of the candidate`, () => k.matmul(candidate, Wn, x));
    return { gates, candidate };
  }

  /** A launch for each product and each function; the state before the first step is zero and has no product. */
  #stepsInLaunches(layer: RecurrentLayer, { h, weights, products, reads, writes }: Steps): void {
    const k = this.#k;
    const { batch: B, steps: T } = this.#sizes;
    const { name, units: H } = layer;
    const wide = { ...shared, zeroed: true };
    const buffers = declareCell(k, layer, B, { wide, narrow: shared, slots: 1, sums: false });
    const start = k.buffer(`${name}.start`, [H, B], { ...shared, zeroed: true });
    const spread = (own: KernelTensor): TileLike => own;
    const run = (label: string, body: () => void): void => this.#launch(`${name} ${label}`, body);
    const step = (now: LoopIndex | number, to: LoopIndex | number, from: LoopIndex | number | null): void => {
      const before = from === null ? null : k.at(h, from);
      const tiles = {
        sums: k.at(products.gates, now),
        candidate: products.candidate === null ? null : k.at(products.candidate, now),
        before,
        ownBefore: before ?? start,
        own: k.at(h, to),
      };
      cellStep(k, layer, weights, buffers, tiles, null, { run, spread });
    };
    const first = (index: (t: LoopIndex) => LoopIndex): number => index(FIRST).offset;
    step(first(reads), first(writes), null);
    k.repeat(`step of ${name}`, T - 1, (t) => step(reads(t.plus(1)), writes(t.plus(1)), writes(t)));
  }

  /** All steps in one launch; what the units need of the next step comes in while this one is computed. */
  #stepsInOneLaunch(layer: RecurrentLayer, { h, weights, products, reads, writes }: Steps): void {
    const k = this.#k;
    const { batch: B, steps: T } = this.#sizes;
    const { name, units: H } = layer;
    const buffers: CellBuffers = declareCell(k, layer, B, {
      wide: { shard: 'rows', precision: 'accumulator' },
      narrow: { shard: 'rows' },
      slots: 2,
      sums: true,
    });
    const own = k.buffer(`${name}.own`, [H, B], { shard: 'rows', zeroed: true });
    const all = k.buffer(`${name}.all`, [2, H, B], { zeroed: true });
    const reset = buffers.reset === null ? null : k.buffer(`${name}.reset`, [2, H, B]);
    const gather = (from: TileLike, to: TileLike): TileLike => {
      k.exchange('all-gather', from, to);
      k.barrier();
      return to;
    };
    this.#launch(`${name} steps`, () => {
      k.repeat(`step of ${name}`, T, (t) => {
        const sums = k.at(buffers.sums as KernelTensor, t.mod(2));
        const candidate = buffers.candidate === null ? null : k.at(buffers.candidate, t.mod(2));
        k.copy(sums, k.at(products.gates, reads(t)));
        if (candidate !== null && products.candidate !== null) k.copy(candidate, k.at(products.candidate, reads(t)));
        const tiles = { sums, candidate, before: k.at(all, t.mod(2)), ownBefore: own, own };
        cellStep(k, layer, weights, buffers, tiles, null, {
          run: (_, body) => body(),
          spread: (from) => gather(from, k.at(reset as KernelTensor, t.mod(2))),
        });
        k.copy(k.at(h, writes(t)), own);
        gather(own, k.at(all, t.plus(1).mod(2)));
      });
    });
  }

  /** A layer's result: the output of the network when it is the last. */
  #result({ name }: Layer, shape: Shape, last: boolean, groups = 1): KernelTensor {
    if (!last) return this.#k.buffer(`${name}.out`, this.#shape(shape), { ...shared, groups });
    this.#outputs += 1;
    return this.#k.output('y', this.#shape(shape), { ...shared, groups });
  }

  #shape(shape: Shape): [number, number, number] {
    return tensorShape(shape, this.#sizes, this.#withImages);
  }

  #launch(label: string, body: () => void): void {
    this.#k.launch(label, body);
  }
}

interface Products {
  readonly gates: KernelTensor;
  readonly candidate: KernelTensor | null;
}

interface Steps {
  readonly h: KernelTensor;
  readonly weights: Weights;
  readonly products: Products;
  readonly reads: (t: LoopIndex) => LoopIndex;
  readonly writes: (t: LoopIndex) => LoopIndex;
}
