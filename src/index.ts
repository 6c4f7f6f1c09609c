/** @file The public library: `import { chip, kernelNamed, runExperiment, target } from 'onchip'`. It runs in Node and in a
 * browser; nothing here reads files, clocks or the environment. The author's API is `onchip/kernels`, the number formats
 * are `onchip/numerics`.
 *
 * ```ts
 * const targets = [target('nnp-t1000', { format: 'fp16' }), target('v100', { runtime: 'cudnn-7.6' })];
 * const rows = runExperiment(kernelNamed('lstm.in-cache'), { hidden: 200, layers: 2 }, targets);
 * for (const row of rows) console.log(row.chip, isRejected(row) ? row.rejected.suggestion : row.cycles);
 * ```
 *
 * Errors: `InputError` for everything that a caller can get wrong, with one line that says where, what was expected and
 * what was found. */
export type { Kernel, KernelCheck, KernelDefinition, ParamSpec, Params } from './kernels/kernel.js';
export { defineKernel, size } from './kernels/kernel.js';
export type { Mapping, TensorPlace } from './kernels/planner/mapping.js';
export type { Rejection } from './kernels/planner/placement.js';
export { type Planned, plan, type Refused } from './kernels/planner/plan.js';
export { kernelNamed, kernelNames } from './kernels/registry.js';
export type { Network } from './models/import/network.js';
export { readOnnx } from './models/import/onnx/index.js';
export { predict } from './models/import/predict.js';
export { readTfjs } from './models/import/tfjs/index.js';
export { kernelsOf as modelKernels } from './models/import/toKernel/rungs.js';
export { InputError, type InputProblem } from './numerics/errors.js';
export { formatNames, type NumericFormat, parseFormat } from './numerics/format.js';
export { assumedFigures, type ChipFigure, chipFigures, withFigure } from './sim/chipFigures.js';
export { parseChipFile } from './sim/chipFile.js';
export type { ChipSpec, MatrixEngine, MemoryLevel } from './sim/chipSchema.js';
export { chip, chipNames } from './sim/chips/index.js';
export { type Figure, type FigureStatus, figureRange } from './sim/figure.js';
export { type TargetOptions, target } from './sim/namedTarget.js';
export { type RigSpec, rig, rigNames } from './sim/rigs.js';
export { type RuntimeName, type RuntimeSpec, runtimeFor, runtimeNames, runtimesOf } from './sim/runtimes.js';
export type { SimulationResult } from './sim/stats.js';
export type { Target } from './sim/target.js';
export { reasonMeaning, type TimeReason, timeReasons, type WaitReason } from './sim/waits.js';
export { runBestRung } from './study/bestRung.js';
export { isRejected, type RejectedRow, type RunRow, type SimulatedRow, type ValueCheck } from './study/row.js';
export { type RunOptions, runExperiment } from './study/run.js';
