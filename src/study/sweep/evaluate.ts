/** @file One row of a sweep from its inputs. Chips with changed figures and their targets are kept: neighbouring rows share
 * them, and so does what the planner remembers about them. */
import { checkParams, type Kernel, type Params } from '../../kernels/kernel.js';
import { InputError } from '../../numerics/errors.js';
import { withFigure } from '../../sim/chipFigures.js';
import { target } from '../../sim/namedTarget.js';
import { rig } from '../../sim/rigs.js';
import type { Target } from '../../sim/target.js';
import { isRejected } from '../row.js';
import { runExperiment } from '../run.js';
import type { RowInputs, SweepRow } from './row.js';
import type { SweepMachine } from './sweepTypes.js';

export interface EvaluateOptions {
  readonly kernels: readonly Kernel[];
  readonly machines: readonly SweepMachine[];
  readonly values: 'none' | 'full';
  readonly seed: number;
}

export type Outcome = { readonly row: Omit<SweepRow, 'index' | 'key'> } | { readonly refused: string };

const MOST_TARGETS = 256;

export class SweepEvaluator {
  readonly #options: EvaluateOptions;
  readonly #targets = new Map<string, Target>();

  constructor(options: EvaluateOptions) {
    this.#options = options;
  }

  /** The row, or why the target can never do it. Throws what a kernel's own code throws. */
  run(inputs: RowInputs): Outcome {
    const { figures, params } = inputs;
    try {
      const [row] = runExperiment(this.#kernel(inputs), params, [this.#target(inputs)], {
        values: this.#options.values === 'full',
        seed: this.#options.seed,
      });
      if (isRejected(row)) return { row: { figures, ...row } };
      const { assumed: _, ...rest } = row;
      return { row: { figures, ...rest } };
    } catch (error) {
      if (error instanceof InputError) return { refused: error.message };
      throw error;
    }
  }

  #kernel({ kernel }: RowInputs): Kernel {
    return found(this.#options.kernels, kernel);
  }

  #target({ chip, figures, runtime, format }: RowInputs): Target {
    const key = JSON.stringify([chip, figures, runtime, format]);
    const known = this.#targets.get(key);
    if (known !== undefined) return known;
    if (this.#targets.size >= MOST_TARGETS) this.#targets.clear();
    const made = targetOf(found(this.#options.machines, chip), figures, runtime, format);
    this.#targets.set(key, made);
    return made;
  }
}

function found<T extends { readonly name: string }>(items: readonly T[], name: string): T {
  const item = items.find((i) => i.name === name);
  if (item === undefined) throw new Error(`${name} is not part of this sweep`);
  return item;
}

function targetOf(machine: SweepMachine, figures: Params, runtime: string, format: string): Target {
  const chip = Object.entries(figures).reduce((c, [path, value]) => withFigure(c, path, value), machine.chip);
  const made = target(chip, { runtime, format });
  // A rig takes its links, price and power from its chip.
  return machine.rig === undefined ? made : { ...made, rig: rig(machine.name, () => chip) };
}

/** Every parameter of a row, defaults filled in; what is wrong with them is for the row to say. */
export function completeParams(kernel: Pick<Kernel, 'name' | 'params'>, given: Params): Params {
  try {
    return checkParams(kernel.name, kernel.params, given);
  } catch (error) {
    if (error instanceof InputError) return given;
    throw error;
  }
}
