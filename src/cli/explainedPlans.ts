/** @file Plans as `onchip explain plan` shows them: what was searched, the loop nest below the levels, and the plan as a file.
 * The same for shipped kernels, trained models and authors' files. */
import { checkParams, type Kernel, type Params } from '../kernels/kernel.js';
import { planFileOf, planFileText } from '../kernels/planner/file/write.js';
import type { Mapping } from '../kernels/planner/mapping.js';
import { overflowing } from '../kernels/planner/overflow.js';
import { machineOf, type Rejection } from '../kernels/planner/placement.js';
import { type Planned, plan } from '../kernels/planner/plan.js';
import { type SearchMode, type SearchReport, searchMeaning } from '../kernels/planner/search.js';
import { spaceOf } from '../kernels/planner/space.js';
import { InputError } from '../numerics/errors.js';
import { type ExplainedDimension, explainDimensions } from '../report/planChoices.js';
import { type PlanLevel, planLevels } from '../report/planLevels.js';
import { type PlanLine, planLines } from '../report/planLines.js';
import type { Program } from '../sim/program.js';
import type { Target } from '../sim/target.js';
import { parseParams } from './params.js';
import { targetsOf } from './targets.js';

export interface PlanFlags {
  readonly chip?: readonly string[];
  readonly format?: readonly string[];
  readonly runtime?: readonly string[];
  readonly param?: readonly string[];
  readonly search?: SearchMode;
  readonly save?: string;
  /** Seconds that an author's code may take at a time. */
  readonly limit?: string;
  readonly json?: true;
}

/** One target's plan, or why there is none. */
export interface ExplainedPlan {
  readonly chip: string;
  readonly runtime: string;
  readonly format: string;
  readonly kernel: string;
  readonly params: Params;
  readonly plan: FittingPlan | RejectedPlan;
}

/** The loop nest below the levels with what they hold, and the space that the plan was chosen from. */
export interface Picture {
  readonly levels: readonly PlanLevel[];
  readonly lines: readonly PlanLine[];
  readonly mapping: Mapping;
  readonly space: {
    /** Plans in all. */
    readonly plans: number;
    readonly dimensions: readonly ExplainedDimension[];
  };
}

export interface FittingPlan extends Picture {
  readonly cycles: number;
  readonly seconds: number;
  readonly boundBy: string;
  readonly resident: Planned['resident'];
  readonly choices: Planned['choices'];
  readonly search: SearchReport & { readonly covers: string };
}

export interface RejectedPlan {
  readonly rejected: Rejection;
  /** That of the plan that lacks least, its overflow in the last level; null with too few units for a kernel's stages. */
  readonly picture: Picture | null;
}

/** Plans on every target of the flags, and the text of the plan file that `--save` asks for. */
export interface ExplainedPlans {
  readonly plans: readonly ExplainedPlan[];
  readonly saved: string | null;
}

/** Of several kernels, those of one network, the fastest on each target. `named`: what the user calls them. Throws
 * InputError. */
export function explainPlans(named: string, kernels: readonly Kernel[], flags: PlanFlags): ExplainedPlans {
  const params = checkParams(kernels[0].name, kernels[0].params, parseParams(flags.param ?? []));
  const { search = 'quick', save } = flags;
  const targets = planTargets(flags);
  const plans = targets.map((target): ExplainedPlan => {
    const { chip, runtime: by, format: as } = target;
    const subject = { chip: chip.name, runtime: by.name, format: as.name, params };
    return { ...subject, ...fastestPlan(target, kernels, params, search) };
  });
  return {
    plans,
    saved: save === undefined ? null : savedPlan(named, save, plans[0], targets[0], kernels),
  };
}

/** Throws InputError. */
export function planTargets({ chip, format, runtime, save }: PlanFlags): readonly Target[] {
  if (chip === undefined) {
    const hint = 'e.g. --chip nnp-t1000';
    throw new InputError({ where: 'explain plan', expected: 'a chip to plan for', found: 'none', hint });
  }
  const targets = targetsOf({ chip, format, runtime });
  if (save !== undefined && targets.length > 1) {
    throw new InputError({ where: '--save', expected: 'one target', found: `${targets.length} of them` });
  }
  return targets;
}

/** Of a model's kernels the fastest that fits; the first one where none does. */
function fastestPlan(
  target: Target,
  kernels: readonly Kernel[],
  params: Params,
  search: SearchMode,
): Pick<ExplainedPlan, 'kernel' | 'plan'> {
  const plans = kernels.map((kernel) => ({ kernel: kernel.name, plan: planOn(target, kernel, params, search) }));
  const cyclesOf = ({ plan: made }: (typeof plans)[number]): number =>
    'cycles' in made ? made.cycles : Number.POSITIVE_INFINITY;
  return plans.reduce((a, b) => (cyclesOf(b) < cyclesOf(a) ? b : a));
}

/** Throws InputError for a rig: it is planned chip by chip. */
function planOn(target: Target, kernel: Kernel, params: Params, search: SearchMode): FittingPlan | RejectedPlan {
  if (target.rig !== undefined) {
    const { name } = target.rig;
    const hint = `give ${target.chip.name} and its share of the batch`;
    throw new InputError({ where: 'chip', expected: 'one chip', found: `the rig "${name}"`, hint });
  }
  const planned = plan(kernel, params, target, { search });
  const picture = (program: Program, mapping: Mapping): Picture => {
    const space = spaceOf(kernel.graph(params, machineOf(target)), target);
    const choices = planned.rejected === null ? planned.choices : null;
    return {
      levels: planLevels(program, target),
      lines: planLines(program, mapping),
      mapping,
      space: { plans: space.plans, dimensions: explainDimensions(space, choices) },
    };
  };
  if (planned.rejected !== null) {
    const drawn = overflowing(kernel, params, target, planned.nearest);
    return { rejected: planned.rejected, picture: drawn === null ? null : picture(drawn.program, drawn.mapping) };
  }
  const { program, mapping, resident, result, choices, search: report } = planned;
  if (report === null) throw new Error('a search without a report');
  return {
    cycles: result.cycles,
    seconds: result.cycles / target.chip.clockHz.value,
    boundBy: result.boundBy,
    ...picture(program, mapping),
    resident,
    choices,
    search: { ...report, covers: searchMeaning[report.mode] },
  };
}

function savedPlan(
  named: string,
  path: string,
  explained: ExplainedPlan,
  target: Target,
  kernels: readonly Kernel[],
): string {
  const { plan: made, params } = explained;
  const kernel = kernels.find(({ name }) => name === explained.kernel) ?? kernels[0];
  if ('rejected' in made) {
    throw new InputError({ where: `--save ${path}`, expected: 'a plan that fits', found: 'none to save' });
  }
  const space = spaceOf(kernel.graph(params, machineOf(target)), target);
  const head = [`onchip run ${named} --plan ${path} takes this plan, edited or not`];
  return planFileText(planFileOf(kernel.name, params, target, made.choices), space, head);
}
