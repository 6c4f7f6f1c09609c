/** @file A kernel on a rig of n equal chips, by the way in which they share the work. */
import { checkParams, type Kernel, type Params } from '../../kernels/kernel.js';
import type { RigSpec } from '../../sim/rigs.js';
import type { Target } from '../../sim/target.js';
import type { OneChipOptions, ValueChecks } from '../oneChip.js';
import type { RunRow } from '../row.js';
import { dataParallelRow } from './dataParallel.js';
import { layerParallelRow } from './layerParallel.js';

/** The row of the whole rig. Throws InputError for work that cannot be shared in this way. */
export function runOnRig(
  kernel: Kernel,
  params: Params,
  target: Target,
  rig: RigSpec,
  options: OneChipOptions,
  checks: ValueChecks,
): RunRow {
  const whole = checkParams(kernel.name, kernel.params, params);
  const share = target.parallel === 'layer' ? layerParallelRow : dataParallelRow;
  return share(kernel, whole, target, rig, options, checks);
}
