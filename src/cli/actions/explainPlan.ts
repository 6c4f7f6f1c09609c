/** @file What `onchip explain plan` does: plans on each target, says what was searched, and saves a plan as a file. */
import { kernelNamed } from '../../kernels/registry.js';
import { kernelFile } from '../author/kernelFile.js';
import { type ExplainedPlans, explainPlans, type PlanFlags, planTargets } from '../explainedPlans.js';
import { replaceFile } from '../files.js';
import { modelFile, readModel } from '../models/modelFile.js';
import { jsonText, print } from '../output.js';
import { version } from '../version.js';
import { planView } from '../views/planView.js';

/** `kernel`: a shipped one, a trained model, or a file of the user's. Throws InputError. */
export async function explainPlan(kernel: string, flags: PlanFlags): Promise<void> {
  const { plans, saved } = await explained(kernel, flags);
  if (flags.save !== undefined && saved !== null) replaceFile(flags.save, saved);
  print(flags.json ? jsonText({ schema: 'onchip-plan/1', version, plans }) : plans.map(planView).join('\n\n'));
}

async function explained(kernel: string, flags: PlanFlags): Promise<ExplainedPlans> {
  const model = modelFile(kernel);
  if (model !== null) return explainPlans(kernel, readModel(model).kernels, flags);
  const file = kernelFile(kernel);
  if (file === null) return explainPlans(kernel, [kernelNamed(kernel)], flags);
  // Before the author's code runs: a chip's name is wrong more often than anything else.
  planTargets(flags);
  const { planFile } = await import('../author/runFile.js');
  return planFile(file, flags);
}
