/** @file Sizes of a network, and its weights before training. */
import type { CellName } from '../kernels/train/network.js';
import { gateCount } from '../kernels/train/network.js';
import { fillUniform } from '../numerics/random.js';

export interface NetworkConfig {
  readonly cell: CellName;
  readonly hidden: number;
  readonly layers: number;
  /** Classes, or values of each prediction. */
  readonly classes: number;
  /** Input symbols; 0 for real inputs. */
  readonly vocabulary: number;
  /** Width of the embedding, or of real inputs. */
  readonly input: number;
  readonly regression: boolean;
}

/** Weights by tensor name: E [I,V], W0.. [gH,in], U0.. [gH,H], b0.. [gH,1], Wy [C,H], by [C,1]. */
export type Weights = Readonly<Record<string, Float32Array>>;

export interface InitOptions {
  readonly seed: number;
  /** All weights uniform in +- this, biases too. Default: +- 1/sqrt(hidden), embedding +- 1, biases 0, forget gate 1. */
  readonly range?: number;
}

/** Parameters of the network's kernels. */
export function networkSizes(config: NetworkConfig, batch: number, steps: number): Record<string, number> {
  const { hidden, layers, classes, vocabulary, input, regression } = config;
  return { hidden, layers, batch, steps, classes, vocabulary, input, regression: regression ? 1 : 0 };
}

/** Name and [rows, columns] of every parameter, in the order of the kernels. */
export function parameterShapes(config: NetworkConfig): readonly (readonly [string, number, number])[] {
  const { cell, hidden: H, layers, classes, vocabulary, input } = config;
  const rows = gateCount[cell] * H;
  const shapes: [string, number, number][] = vocabulary > 0 ? [['E', input, vocabulary]] : [];
  for (let l = 0; l < layers; l++) {
    shapes.push([`W${l}`, rows, l === 0 ? input : H], [`U${l}`, rows, H], [`b${l}`, rows, 1]);
  }
  shapes.push(['Wy', classes, H], ['by', classes, 1]);
  return shapes;
}

export function parameterCount(config: NetworkConfig): number {
  return parameterShapes(config).reduce((sum, [, rows, columns]) => sum + rows * columns, 0);
}

/** Seeded weights; every tensor has its own stream of random numbers. */
export function initialWeights(config: NetworkConfig, { seed, range }: InitOptions): Weights {
  const weights: Record<string, Float32Array> = {};
  parameterShapes(config).forEach(([name, rows, columns], stream) => {
    const w = new Float32Array(rows * columns);
    const bias = columns === 1 && name.startsWith('b');
    const bound = range ?? (name === 'E' ? 1 : bias ? 0 : 1 / Math.sqrt(config.hidden));
    if (bound > 0) fillUniform(w, { seed, stream, step: 0 }, -bound, bound);
    // An open forget gate lets gradients through from the start (Jozefowicz et al. 2015).
    if (bias && name !== 'by' && config.cell === 'lstm' && range === undefined)
      w.fill(1, config.hidden, 2 * config.hidden);
    weights[name] = w;
  });
  return weights;
}
