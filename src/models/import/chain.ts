/** @file A network while it is read: layers are added one after the other, each checked against what comes out before it. */
import type { Axis, Layer, Network, Shape } from './network.js';
import { refuse } from './problems.js';
import { shapeAfter } from './shapes.js';
import { cellFunction } from './toKernel/functions.js';
import { stepPlan } from './toKernel/stepGroups.js';

export interface ChainInput {
  readonly name: string;
  readonly axes: readonly Axis[];
  readonly shape: Shape;
  readonly vocabulary: number | null;
  readonly batch: number | null;
}

export class Chain {
  readonly layers: Layer[] = [];
  readonly #shapes: Shape[] = [];
  readonly input: ChainInput;

  constructor(input: ChainInput) {
    this.input = input;
  }

  /** What comes out so far. */
  get shape(): Shape {
    return this.#shapes[this.#shapes.length - 1] ?? this.input.shape;
  }

  /** Throws InputError when the layer cannot take what comes before it. */
  add(layer: Layer): void {
    const unique = this.layers.some((l) => l.name === layer.name) ? `${layer.name}.${this.layers.length}` : layer.name;
    const named = { ...layer, name: unique };
    this.#shapes.push(shapeAfter(named, this.shape));
    this.layers.push(named);
  }

  /** An activation: part of the layer before it where that has none, else a layer of its own. */
  activate(layer: Extract<Layer, { kind: 'activation' }>): void {
    if (layer.activation === 'linear') return;
    const last = this.layers[this.layers.length - 1];
    const joins = last !== undefined && (last.kind === 'dense' || last.kind === 'conv') && last.activation === 'linear';
    if (!joins) this.add(layer);
    else {
      shapeAfter(layer, this.shape);
      this.layers[this.layers.length - 1] = { ...last, activation: layer.activation };
    }
  }

  /** The finished network. Throws InputError for what no kernel can do. */
  finish(name: string, source: string, output: Network['output']): Network {
    const { layers, input } = this;
    if (layers.length === 0) refuse(name, 'at least one layer that computes', 'none');
    const network: Network = { name, source, input, layers, shapes: this.#shapes, output, batch: input.batch };
    if (input.shape.kind === 'sequence') stepPlan(network);
    for (const layer of layers) {
      if (layer.kind === 'recurrent' && layer.cell === 'lstm') cellFunction('lstmCell', layer);
      if (layer.kind === 'recurrent' && layer.cell === 'gru') cellFunction('gruCell', layer);
    }
    return network;
  }
}
