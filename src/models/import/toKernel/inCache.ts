/** @file The in-cache rung: all weights stay in the units' own memory, and so does what the layers pass on; one launch for
 * everything. Each unit owns some rows (outputs, channels) of every layer; what a layer needs all of is gathered before it.
 * Sequences go through all layers step by step, images one after the other, vectors all at once. */
import type { KernelBuilder } from '../../../kernels/builder.js';
import type { KernelTensor, LoopIndex, TileLike } from '../../../kernels/handles.js';
import { type Layer, type Network, outputShape, type RecurrentLayer, type Shape } from '../network.js';
import { type CellBuffers, cellStep, declareCell, type Weights } from './cell.js';
import { type StepGroup, stepPlan } from './stepGroups.js';
import { type Flow, have, type Scope, UnitLayers } from './unitLayers.js';
import { declareWeights } from './weights.js';

export interface RunSizes {
  readonly batch: number;
  readonly steps: number;
}

/** What stays in the units from step to step. */
interface RecurrentState {
  readonly buffers: CellBuffers;
  readonly own: KernelTensor;
  /** All of h on every unit, twice. */
  readonly h: KernelTensor;
  /** All of r·h on every unit, twice, where a GRU needs it. */
  readonly reset: KernelTensor | null;
}

export function buildInCache(k: KernelBuilder, network: Network, sizes: RunSizes): void {
  new InCache(k, network, sizes).build();
}

class InCache {
  readonly #k: KernelBuilder;
  readonly #network: Network;
  readonly #sizes: RunSizes;
  readonly #weights: ReadonlyMap<Layer, Weights>;
  readonly #y: KernelTensor;
  readonly #withImages: boolean;
  readonly #layers: UnitLayers;

  constructor(k: KernelBuilder, network: Network, sizes: RunSizes) {
    this.#k = k;
    this.#network = network;
    this.#sizes = sizes;
    this.#withImages = network.input.shape.kind === 'image';
    this.#weights = new Map(network.layers.map((layer) => [layer, declareWeights(k, layer, () => 'pinned')]));
    this.#layers = new UnitLayers(k, this.#weights);
    this.#y = k.output('y', tensorShape(outputShape(network), sizes, this.#withImages));
  }

  build(): void {
    const { shape } = this.#network.input;
    const x = declareInput(this.#k, this.#network, this.#sizes, 'streamed');
    if (shape.kind === 'vector') {
      this.#vectors({ own: null, all: x, rows: shape.features, groups: 1 }, 0);
    } else if (shape.kind === 'image') this.#images(x);
    else this.#sequences(x);
  }

  /** Everything from layer `from` on works on vectors, outside of loops. */
  #vectors(flow: Flow, from: number): void {
    const scope: Scope = this.#withImages
      ? { index: null, columns: 1, slots: this.#sizes.batch }
      : { index: null, columns: this.#sizes.batch, slots: 1 };
    const { layers } = this.#network;
    const last = layers
      .slice(from)
      .reduce((f, layer) => this.#layers.inPart(layer, () => this.#layers.layer(layer, f, scope)), flow);
    this.#store(last, this.#y);
  }

  #store(flow: Flow, to: TileLike): void {
    const made = flow.own ?? flow.all;
    if (made !== null) this.#k.copy(to, made);
  }

  #images(x: KernelTensor): void {
    const k = this.#k;
    const { layers, input, shapes } = this.#network;
    const until = layers.findIndex((l) => l.kind === 'flatten' || l.kind === 'globalPool');
    const loop = until < 0 ? layers : layers.slice(0, until);
    const before = loop.length === 0 ? input.shape : shapes[loop.length - 1];
    const collected = until < 0 ? null : this.#collector(layers[until], before);
    k.repeat('image', this.#sizes.batch, (n) => {
      const { channels } = input.shape as Extract<Shape, { kind: 'image' }>;
      const scope: Scope = { index: n, columns: 1, slots: 1 };
      const start: Flow = { own: null, all: k.at(x, n), rows: channels, groups: 1 };
      const last = loop.reduce(
        (f, layer) => this.#layers.inPart(layer, () => this.#layers.layer(layer, f, scope)),
        start,
      );
      if (collected === null) this.#store(last, k.at(this.#y, n));
      else this.#layers.inPart(layers[until], () => collected.collect(last, n));
    });
    if (collected !== null) this.#vectors(collected.flow, until + 1);
  }

  /** Where the images of a batch become vectors. */
  #collector(layer: Layer, image: Shape): { readonly flow: Flow; readonly collect: (f: Flow, n: LoopIndex) => void } {
    const k = this.#k;
    const { height, width, channels } = image as Extract<Shape, { kind: 'image' }>;
    const flat = layer.kind === 'flatten';
    const groups = flat ? height * width : 1;
    const rows = channels * groups;
    const vectors = k.buffer(`${layer.name}.own`, [this.#sizes.batch, rows, 1], { shard: 'rows', groups });
    const fn = flat
      ? 'flattenImage'
      : layer.kind === 'globalPool' && layer.mode === 'max'
        ? 'globalMax'
        : 'globalAverage';
    return {
      flow: { own: vectors, all: null, rows, groups },
      collect: (f, n) => k.pointwise(fn, [k.at(vectors, n)], [f.own ?? have(f.all)]),
    };
  }

  #sequences(x: KernelTensor): void {
    const k = this.#k;
    const { groups, rest } = stepPlan(this.#network);
    let source: KernelTensor = x;
    let flow: Flow | null = null;
    groups.forEach((group, g) => {
      const result = this.#loop(group, source, g);
      if (group.end === 'store') source = have(result.tensor);
      flow = result.flow;
    });
    const { layers } = this.#network;
    const end = groups[groups.length - 1].end;
    if (end === 'output') return;
    const after = have(flow as Flow | null);
    if (end === 'state') {
      this.#vectors(after, rest);
      return;
    }
    const layer = layers[rest];
    const { own, rows } = after;
    const columns = this.#sizes.batch;
    const [out, fn, count] =
      layer.kind === 'flatten'
        ? [this.#sizes.steps * rows, 'flattenSteps', this.#sizes.steps]
        : [rows, layer.kind === 'globalPool' && layer.mode === 'max' ? 'maxSteps' : 'averageSteps', 1];
    const vector = k.buffer(`${layer.name}.own`, [out, columns], { shard: 'rows', groups: count });
    this.#layers.inPart(layer, () => k.pointwise(fn, [vector], [have(own)]));
    this.#vectors({ own: vector, all: null, rows: out, groups: count }, rest + 1);
  }

  /** One loop over time. */
  #loop(
    group: StepGroup,
    source: KernelTensor,
    g: number,
  ): { readonly flow: Flow; readonly tensor: KernelTensor | null } {
    const k = this.#k;
    const { batch: B, steps: T } = this.#sizes;
    const { layers, end } = group;
    const states = new Map(layers.flatMap((l) => (l.kind === 'recurrent' ? [[l, this.#state(l)] as const] : [])));
    const rows = featuresOf(group.shapes[layers.length - 1] ?? group.input);
    const kept =
      end === 'store'
        ? k.buffer(`steps${g}`, [T, rows, B])
        : end === 'collect'
          ? k.buffer(`steps${g}`, [T, rows, B], { shard: 'rows' })
          : null;
    let flow: Flow = { own: null, all: source, rows: featuresOf(group.input), groups: 1 };
    k.repeat(g === 0 ? 'step' : `step ${g}`, T, (t) => {
      const slot = (direction: StepGroup['reads']): LoopIndex => (direction === 'forward' ? t : t.reversed(T - 1));
      const scope: Scope = { index: t, columns: B, slots: 1 };
      flow = { ...flow, all: k.at(source, slot(group.reads)) };
      for (const layer of layers) {
        this.#layers.inPart(layer, () => {
          flow =
            layer.kind === 'recurrent'
              ? this.#recurrentStep(layer, have(states.get(layer)), flow, t)
              : this.#layers.layer(layer, flow, scope);
          return flow;
        });
      }
      const to = slot(group.writes);
      if (end === 'output') this.#store(flow, k.at(this.#y, to));
      else if (end === 'collect') k.pointwise('copy', [k.at(have(kept), to)], [flow.own ?? have(flow.all)]);
      else if (end === 'store')
        this.#layers.gather(this.#layers.ownRows(flow, scope, `steps${g}`), k.at(have(kept), to));
    });
    const top = layers[layers.length - 1];
    if (end === 'collect') return { flow: { own: kept, all: null, rows, groups: 1 }, tensor: kept };
    if (top?.kind === 'recurrent') {
      const { h } = have(states.get(top));
      return { flow: { ...flow, all: k.at(h, T % 2) }, tensor: kept };
    }
    return { flow: this.#afterLoop(flow, source, group), tensor: kept };
  }

  /** What a loop leaves behind: the rows that units own; a tile that a loop's index selects is that of the last step. */
  #afterLoop(flow: Flow, source: KernelTensor, group: StepGroup): Flow {
    if (flow.own !== null) return { ...flow, all: null };
    const last = group.reads === 'forward' ? this.#sizes.steps - 1 : 0;
    const all = group.layers.length === 0 ? this.#k.at(source, last) : this.#lastOf(flow.all);
    return { ...flow, all };
  }

  #lastOf(tile: TileLike | null): TileLike | null {
    if (tile === null || !('tensor' in tile) || tile.slot === null) return tile;
    return this.#k.at(tile.tensor, (this.#sizes.steps - 1) % Math.max(1, tile.slot.modulo));
  }

  #state(layer: RecurrentLayer): RecurrentState {
    const k = this.#k;
    const { batch: B } = this.#sizes;
    const buffers = declareCell(k, layer, B, {
      wide: { shard: 'rows', precision: 'accumulator' },
      narrow: { shard: 'rows' },
      slots: 1,
      sums: true,
    });
    return {
      buffers,
      own: k.buffer(`${layer.name}.own`, [layer.units, B], { shard: 'rows', zeroed: true }),
      h: k.buffer(`${layer.name}.h`, [2, layer.units, B], { zeroed: true }),
      reset: buffers.reset === null ? null : k.buffer(`${layer.name}.reset`, [2, layer.units, B]),
    };
  }

  #recurrentStep(layer: RecurrentLayer, state: RecurrentState, flow: Flow, t: LoopIndex): Flow {
    const k = this.#k;
    const { buffers, own, h, reset } = state;
    const next = k.at(h, t.plus(1).mod(2));
    const tiles = {
      sums: have(buffers.sums),
      candidate: buffers.candidate,
      before: k.at(h, t.mod(2)),
      ownBefore: own,
      own,
    };
    const input = this.#layers.all(flow, { index: t, columns: this.#sizes.batch, slots: 1 }, `${layer.name}.x`);
    cellStep(k, layer, have(this.#weights.get(layer)), buffers, tiles, input, {
      run: (_, body) => body(),
      spread: (from) => this.#layers.gather(from, k.at(have(reset), t.mod(2))),
    });
    this.#layers.gather(own, next);
    return { own, all: next, rows: layer.units, groups: 1 };
  }
}

const featuresOf = (shape: Shape): number => (shape.kind === 'image' ? shape.channels : shape.features);

/** Slots, rows, columns of an array of a whole batch. */
export function tensorShape(shape: Shape, { batch, steps }: RunSizes, withImages: boolean): [number, number, number] {
  if (shape.kind === 'sequence') return [steps, shape.features, batch];
  if (shape.kind === 'image') return [batch, shape.channels, shape.height * shape.width];
  return withImages ? [batch, shape.features, 1] : [1, shape.features, batch];
}

/** The network's input: ids stay whole numbers whatever the format. */
export function declareInput(
  k: KernelBuilder,
  { input }: Network,
  sizes: RunSizes,
  residency: 'streamed' | 'cached',
): KernelTensor {
  const precision = input.vocabulary === null ? 'format' : 'fp32';
  return k.input('x', tensorShape(input.shape, sizes, input.shape.kind === 'image'), { residency, precision });
}
