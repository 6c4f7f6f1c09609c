/** @file Runs an evaluation kernel over batches in any format, with given weights. */
import { evaluationKernels } from '../kernels/train/evaluate.js';
import type { NumericFormat } from '../numerics/format.js';
import { execute } from '../sim/execute.js';
import type { ExponentSharing } from '../sim/exponentUses.js';
import type { Program } from '../sim/program.js';
import { TensorStore } from '../sim/tensors.js';
import type { Batch } from './batch.js';
import { type NetworkConfig, networkSizes, type Weights } from './config.js';
import { defaultExponents } from './regime.js';
import { clearStates, weightedLoss } from './trainer.js';
import { valueProgram } from './valueProgram.js';

export class Evaluator {
  readonly program: Program;
  readonly tensors: TensorStore;
  #checked = false;

  constructor(
    config: NetworkConfig,
    format: NumericFormat,
    options: {
      readonly batch: number;
      readonly steps: number;
      readonly seed: number;
      /** Shared exponents over the time steps of a tensor. Default `defaultExponents`. */
      readonly exponents?: ExponentSharing;
    },
  ) {
    const params = networkSizes(config, options.batch, options.steps);
    this.program = valueProgram(evaluationKernels[config.cell], { ...params, carry: 1 });
    const { seed, exponents = defaultExponents } = options;
    this.tensors = new TensorStore(this.program, format, { seed, exponents });
  }

  /** Written as a host writes: flex truncates, the other formats round. */
  setWeights(weights: Weights): void {
    for (const [name, w] of Object.entries(weights)) this.tensors.set(name, w);
  }

  /** Mean loss of a batch; `logits` [T,C,B] can be read afterwards. */
  run(batch: Batch): number {
    if (batch.fresh) clearStates(this.tensors);
    this.tensors.set('x', batch.x);
    this.tensors.set('targets', batch.targets);
    execute(this.program, this.tensors, { check: !this.#checked });
    this.#checked = true;
    return weightedLoss(this.tensors.get('loss'), batch.weights);
  }

  release(): void {
    this.tensors.dispose();
  }
}
