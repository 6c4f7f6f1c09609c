/** @file Runs a training kernel step by step: feeds batches, writes the schedule, reads the loss, moves the loss scale.
 * All arithmetic on weights and activations is in the kernel's program. */
import { trainingKernels } from '../kernels/train/train.js';
import { type OptimiserName, optimiserNames } from '../kernels/train/trainParams.js';
import { adamBetas } from '../kernels/train/update.js';
import type { NumericFormat } from '../numerics/format.js';
import { execute } from '../sim/execute.js';
import type { ExponentSharing } from '../sim/exponentUses.js';
import type { Op, Program } from '../sim/program.js';
import { SKIP } from '../sim/semantics/functions/gradients.js';
import { scheduleRow, scheduleRows } from '../sim/semantics/functions/schedule.js';
import { TensorStore } from '../sim/tensors.js';
import type { Batch } from './batch.js';
import { type NetworkConfig, networkSizes, parameterShapes, type Weights } from './config.js';
import { defaultExponents, type Regime, regimeOf } from './regime.js';
import { valueProgram } from './valueProgram.js';

export interface TrainOptions {
  readonly batch: number;
  readonly steps: number;
  readonly optimiser: OptimiserName;
  readonly learningRate: number;
  /** Largest norm of all gradients together. Default none. */
  readonly clipNorm?: number;
  /** Largest magnitude of one gradient. Default none. */
  readonly clipValue?: number;
  readonly dropoutPercent?: number;
  /** The state goes on between batches (unless a batch is fresh). Default true. */
  readonly carry?: boolean;
  readonly seed: number;
  readonly regime?: Regime;
  /** Shared exponents over the time steps of a tensor. Default `defaultExponents`. */
  readonly exponents?: ExponentSharing;
  /** Called before each operation. */
  readonly onOp?: (op: Op) => void;
}

export interface StepResult {
  /** Weighted mean over the predictions: nats, or squared error. */
  readonly loss: number;
  /** Norm of all gradients before clipping. */
  readonly gradientNorm: number;
  readonly lossScale: number;
  readonly skipped: boolean;
}

export interface LossScaleState {
  scale: number;
  cleanSteps: number;
}

export class Trainer {
  readonly config: NetworkConfig;
  readonly options: TrainOptions;
  readonly regime: Regime;
  readonly program: Program;
  readonly tensors: TensorStore;
  readonly lossScale: LossScaleState;
  /** Updates asked for so far, skipped ones included. */
  step = 0;
  /** Updates done: the exponent of Adam's bias corrections. */
  updates = 0;
  readonly #schedule = new Float32Array(scheduleRows);
  #checked = false;

  /** Throws InputError for sizes that the kernel refuses. */
  constructor(config: NetworkConfig, options: TrainOptions, format: NumericFormat, weights: Weights) {
    this.config = config;
    this.options = options;
    this.regime = options.regime ?? regimeOf(format.name);
    this.program = valueProgram(trainingKernels[config.cell], {
      ...networkSizes(config, options.batch, options.steps),
      carry: options.carry === false ? 0 : 1,
      optimiser: optimiserNames.indexOf(options.optimiser),
      master: this.regime.masterWeights ? 1 : 0,
      dropout: options.dropoutPercent ?? 0,
    });
    const { seed, exponents = defaultExponents } = options;
    this.tensors = new TensorStore(this.program, format, { seed, exponents });
    this.lossScale = { scale: this.regime.lossScaling?.initial ?? 1, cleanSteps: 0 };
    for (const [name, w] of Object.entries(weights)) {
      this.tensors.set(name, w);
      if (this.regime.masterWeights) this.tensors.set(`master.${name}`, w);
    }
  }

  /** One batch forward, backward, update. */
  train(batch: Batch): StepResult {
    const { scale } = this.lossScale;
    if (batch.fresh) clearStates(this.tensors);
    this.tensors.set('x', batch.x);
    this.tensors.set('targets', batch.targets);
    this.tensors.set('weights', scale === 1 ? batch.weights : batch.weights.map((w) => w * scale));
    this.tensors.set('schedule', this.#writeSchedule(scale));
    const { onOp } = this.options;
    execute(this.program, this.tensors, { check: !this.#checked, ...(onOp === undefined ? {} : { onOp }) });
    this.#checked = true;
    const [factor, gradientNorm] = this.tensors.get('factor');
    const skipped = factor === SKIP;
    this.step += 1;
    if (!skipped) this.updates += 1;
    this.#moveLossScale(skipped);
    return { loss: weightedLoss(this.tensors.get('loss'), batch.weights), gradientNorm, lossScale: scale, skipped };
  }

  /** What the optimiser holds: fp32 masters where the regime has them, else the format's weights. A copy. */
  weights(): Weights {
    const prefix = this.regime.masterWeights ? 'master.' : '';
    const names = parameterShapes(this.config).map(([name]) => name);
    return Object.fromEntries(names.map((name) => [name, Float32Array.from(this.tensors.get(prefix + name))]));
  }

  /** Gives the tensors' memory back; the trainer cannot be used afterwards. */
  release(): void {
    this.tensors.dispose();
  }

  #writeSchedule(lossScale: number): Float32Array {
    const { learningRate, clipNorm, clipValue, seed } = this.options;
    const s = this.#schedule;
    const update = this.updates + 1;
    s[scheduleRow.learningRate] = learningRate;
    s[scheduleRow.momentCorrection] = 1 / (1 - adamBetas[0] ** update);
    s[scheduleRow.varianceCorrection] = 1 / (1 - adamBetas[1] ** update);
    s[scheduleRow.inverseLossScale] = 1 / lossScale;
    s[scheduleRow.clipNorm] = clipNorm ?? Number.POSITIVE_INFINITY;
    s[scheduleRow.clipValue] = clipValue ?? Number.POSITIVE_INFINITY;
    s[scheduleRow.skipNonFinite] = this.regime.lossScaling === null ? 0 : 1;
    s[scheduleRow.step] = this.step;
    s[scheduleRow.seed] = seed;
    return s;
  }

  #moveLossScale(overflowed: boolean): void {
    const { lossScaling } = this.regime;
    if (lossScaling === null) return;
    const state = this.lossScale;
    state.cleanSteps = overflowed ? 0 : state.cleanSteps + 1;
    if (overflowed) state.scale /= 2;
    else if (state.cleanSteps % lossScaling.growthInterval === 0) state.scale *= 2;
  }
}

/** True for the tensors that carry a network's state from one call to the next. */
export function isState(tensor: string): boolean {
  return /^(own|c)\d+$/.test(tensor);
}

/** Zero states are written past the format: they are exact, and no exponent should learn from them. */
export function clearStates(tensors: TensorStore): void {
  for (const { id, name } of tensors.program.tensors) {
    if (!isState(name)) continue;
    tensors.data(id).fill(0);
    tensors.touch(id);
  }
}

/** Sum of weight x loss in float64. */
export function weightedLoss(loss: Float32Array, weights: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < loss.length; i++) sum += loss[i] * weights[i];
  return sum;
}
