/** @file The author's API: `import { defineKernel, size } from 'onchip/kernels'`. A kernel says what is pinned, how it is
 * cut, what is exchanged and when all must agree; it names no chip.
 *
 * ```ts
 * const double = defineKernel({
 *   name: 'double',
 *   title: 'y = W · x with W resident',
 *   params: { n: size(256, 'rows and columns of W') },
 *   build(k) {
 *     const { n } = k.params;
 *     const W = k.input('W', [n, n], { shard: 'rows', residency: 'pinned' });
 *     const x = k.input('x', [n, 1]);
 *     const y = k.buffer('y', [n, 1], { shard: 'rows' });
 *     k.matmul(y, W, x);
 *     k.copy(k.output('out', [n, 1], { shard: 'rows' }), y);
 *   },
 * });
 * ```
 */
export { KernelBuilder, type Shape } from './builder.js';
export type { ElementFunction, ElementResult } from './expression/compile.js';
export { Condition, Expression, type ExpressionLike } from './expression/expression.js';
export {
  abs,
  constant,
  exp,
  log,
  max,
  min,
  reciprocal,
  relu,
  select,
  sigmoid,
  sqrt,
  square,
  tanh,
} from './expression/functions.js';
export type { KernelGraph, Statement } from './graph.js';
export type { KernelTensor, LoopIndex, Residency, Shard, Stage, TensorOptions, Tile, TileLike } from './handles.js';
export {
  checkParams,
  defineKernel,
  type Kernel,
  type KernelCheck,
  type KernelDefinition,
  type ParamSpec,
  type ParamSpecs,
  type Params,
  type ParamValues,
  size,
} from './kernel.js';
export type { Mapping, TensorPlace } from './planner/mapping.js';
export type { Rejection } from './planner/placement.js';
export { type Planned, plan, type Refused } from './planner/plan.js';
export { kernelNamed, kernelNames } from './registry.js';
export type { Ring } from './ring.js';
export type { BarrierOptions, StageOptions } from './stages.js';
export type { PointwiseOptions } from './statements/pointwise.js';
export type { MatmulOptions } from './statements/product.js';
