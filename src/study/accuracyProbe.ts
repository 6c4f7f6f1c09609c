/** @file Looks closely at single steps of a run: gradients against fp32 at the same weights, states and batch; updates
 * that change nothing; exponents and what they leave unused. */
import type { Batch } from '../models/batch.js';
import { type NetworkConfig, parameterShapes, type Weights } from '../models/config.js';
import { isState, Trainer, type TrainOptions } from '../models/trainer.js';
import { parseFormat } from '../numerics/format.js';
import { floorLog2 } from '../numerics/rounding.js';
import type { ExponentSample } from './accuracyTypes.js';

/** Cosines of one sampled step: all gradients together, and by parameter. Null when a gradient is not finite or zero. */
export interface CosineSample {
  readonly step: number;
  readonly all: number | null;
  readonly byParameter: Readonly<Record<string, number | null>>;
}

export class GradientProbe {
  readonly #fp32: Trainer;
  readonly #names: readonly string[];

  constructor(config: NetworkConfig, options: TrainOptions, weights: Weights) {
    const { onOp: _watched, ...plain } = options;
    this.#fp32 = new Trainer(config, { ...plain, learningRate: 0 }, parseFormat('fp32'), weights);
    this.#names = parameterShapes(config).map(([name]) => name);
  }

  /** fp32 gradients of the step that `run` is about to do. */
  before(run: Trainer, batch: Batch): void {
    const own = this.#fp32;
    for (const { id, name } of own.program.tensors) {
      if (!this.#names.includes(name) && !isState(name)) continue;
      own.tensors.data(id).set(run.tensors.get(name));
      own.tensors.touch(id);
    }
    own.step = run.step;
    own.train(batch);
  }

  /** Compares with the gradients of the step that `run` has just done. */
  after(run: Trainer): CosineSample {
    const byParameter: Record<string, number | null> = {};
    const total = { dot: 0, a: 0, b: 0 };
    for (const name of this.#names) {
      const [a, b] = [run.tensors.get(`g.${name}`), this.#fp32.tensors.get(`g.${name}`)];
      const part = { dot: 0, a: 0, b: 0 };
      for (let i = 0; i < a.length; i++) {
        part.dot += a[i] * b[i];
        part.a += a[i] * a[i];
        part.b += b[i] * b[i];
      }
      byParameter[name] = cosineOf(part);
      total.dot += part.dot;
      total.a += part.a;
      total.b += part.b;
    }
    return { step: run.step - 1, all: cosineOf(total), byParameter };
  }

  release(): void {
    this.#fp32.release();
  }
}

function cosineOf({ dot, a, b }: { dot: number; a: number; b: number }): number | null {
  const cosine = dot / Math.sqrt(a * b);
  return Number.isFinite(cosine) ? cosine : null;
}

/** Share of each weight tensor's elements with a gradient that did not change, by name. */
export function unchangedShares(run: Trainer, before: Weights): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(before).map(([name, old]) => {
      const [now, g] = [run.tensors.get(name), run.tensors.get(`g.${name}`)];
      let [asked, same] = [0, 0];
      for (let i = 0; i < now.length; i++) {
        if (g[i] === 0) continue;
        asked += 1;
        if (now[i] === old[i]) same += 1;
      }
      return [name, asked === 0 ? null : same / asked];
    }),
  );
}

/** Weights as the format holds them (not the masters). Copies. */
export function heldWeights(run: Trainer): Weights {
  return Object.fromEntries(
    parameterShapes(run.config).map(([name]) => [name, Float32Array.from(run.tensors.get(name))]),
  );
}

/** Exponent of each tensor after the step just done: of several uses the one that holds the largest magnitude. */
export function exponentSamples(run: Trainer): Record<string, ExponentSample> {
  const { format } = run.tensors;
  const samples: Record<string, ExponentSample> = {};
  for (const { id, name } of run.program.tensors) {
    const uses = run.tensors.entries(id).filter((use) => use.stats.stores > 0);
    if (uses.length === 0) continue;
    const entry = uses.reduce((largest, use) => (use.stats.maxAbs > largest.stats.maxAbs ? use : largest));
    const { maxAbs } = entry.stats;
    const shared = format.usesSharedExponent;
    const predictedMax = shared ? entry.scale * (2 ** (format.bits - 1) - 1) : null;
    samples[name] = {
      step: run.step - 1,
      exponent: shared ? floorLog2(entry.scale) : null,
      stepExponents: uses.length > 1 ? uses.map(({ scale }) => floorLog2(scale)) : null,
      predictedMax,
      actualMax: maxAbs,
      headroomBits: predictedMax === null || maxAbs === 0 ? null : Math.log2(predictedMax / maxAbs),
    };
  }
  return samples;
}
