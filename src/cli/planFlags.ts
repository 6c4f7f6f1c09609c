/** @file `--plan plan.yaml` and `--search`: what a plan file stands in for on the command line, and what the planner is told. */
import type { Kernel, Params } from '../kernels/kernel.js';
import { choicesOf } from '../kernels/planner/file/check.js';
import { parsePlanFile } from '../kernels/planner/file/read.js';
import type { PlanFile } from '../kernels/planner/file/schema.js';
import { type PlanOptions, plan } from '../kernels/planner/plan.js';
import { InputError } from '../numerics/errors.js';
import type { Target } from '../sim/target.js';
import { readTextFile } from './files.js';
import type { RunFlags } from './runFlags.js';
import type { TargetLists } from './targets.js';
import { needText } from './views/refusal.js';

/** A plan file by its name. */
interface NamedPlan {
  readonly name: string;
  readonly plan: PlanFile;
}

export interface GivenByPlan {
  readonly file: NamedPlan | null;
  readonly targets: TargetLists;
  readonly params: Params;
}

/** Chip, format, runtime and parameters that the flags leave out are those of the plan file. Throws InputError. */
export function planFlags(flags: RunFlags): GivenByPlan {
  const { plan: name, chip, format, runtime, parallel } = flags;
  if (name !== undefined && flags.search !== undefined) {
    throw new InputError({ where: '--search', expected: 'no --plan beside it', found: `--plan ${name}` });
  }
  if (name === undefined) {
    if (chip !== undefined) return { file: null, targets: { chip, format, runtime, parallel }, params: {} };
    const hint = 'e.g. --chip nnp-t1000; see onchip run --help';
    throw new InputError({ where: '--chip', expected: 'a chip to run on', found: 'none', hint });
  }
  const plan = parsePlanFile(readTextFile(name, { what: 'a plan file' }), name);
  const targets = {
    chip: chip ?? [plan.chip],
    format: format ?? [plan.format],
    runtime: runtime ?? [plan.runtime],
    parallel,
  };
  return { file: { name, plan }, targets, params: flags.param === undefined ? plan.params : {} };
}

/** What the planner is told. A plan that does not fit is refused here. Throws InputError. */
export function planOptions(
  { search }: RunFlags,
  file: NamedPlan | null,
  kernel: Kernel,
  params: Params,
  targets: readonly Target[],
): PlanOptions {
  if (file === null) return search === undefined ? {} : { search };
  const [target] = targets;
  if (targets.length > 1 || target.rig !== undefined) {
    const found = targets.length > 1 ? `${targets.length} targets` : `the rig "${target.rig?.name}"`;
    throw new InputError({ where: `--plan ${file.name}`, expected: 'the one chip that it is a plan for', found });
  }
  const choices = choicesOf(file.plan, file.name, kernel, params, target);
  const { rejected } = plan(kernel, params, target, { choices });
  if (rejected === null) return { choices };
  throw new InputError({
    where: `${file.name}: plan`,
    expected: 'a plan that fits',
    found: `one that ${needText(rejected)}`,
  });
}
