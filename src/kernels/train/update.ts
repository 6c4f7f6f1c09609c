/** @file From gradients to new weights: gradients leave the accumulators (one rounding), their norm decides the clip
 * factor, the optimiser updates weights or fp32 masters. */
import { scheduleRows } from '../../sim/semantics/functions/schedule.js';
import type { KernelTensor } from '../handles.js';
import type { Network } from './network.js';
import { type OptimiserName, optimiserNames, type TrainBuilder } from './trainParams.js';

/** State tensors and constants of each optimiser. */
const optimisers: Readonly<
  Record<OptimiserName, { readonly states: readonly string[]; readonly constants: Readonly<Record<string, number>> }>
> = {
  sgd: { states: ['m'], constants: { momentum: 0.9 } },
  rmsProp: { states: ['v'], constants: { decay: 0.95, epsilon: 1e-6 } },
  adam: { states: ['m', 'v'], constants: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } },
};

export const adamBetas = [optimisers.adam.constants.beta1, optimisers.adam.constants.beta2] as const;

interface ParameterUpdate {
  readonly w: KernelTensor;
  /** Sum over steps and batch, wide. */
  readonly sum: KernelTensor;
  /** The gradient as stored. */
  readonly g: KernelTensor;
  readonly master: KernelTensor | null;
  readonly states: readonly KernelTensor[];
}

export interface Updates {
  readonly all: readonly ParameterUpdate[];
  readonly schedule: KernelTensor;
  /** Accumulator of a parameter's gradient. */
  sumOf(w: KernelTensor): KernelTensor;
}

export function declareUpdate(k: TrainBuilder, net: Network, schedule: KernelTensor): Updates {
  if (schedule.rows !== scheduleRows) throw new Error(`schedule has ${schedule.rows} rows, not ${scheduleRows}`);
  const { states } = optimisers[optimiserNames[k.params.optimiser]];
  const all = net.parameters.map((w) => {
    const { rows, columns, groups, shard, name } = w;
    const like = { shard, groups } as const;
    const host = { ...like, residency: 'pinned', precision: 'fp32' } as const;
    return {
      w,
      sum: k.buffer(`sum.${name}`, [rows, columns], { ...like, precision: 'accumulator' }),
      g: k.buffer(`g.${name}`, [rows, columns], like),
      master: k.params.master === 1 ? k.input(`master.${name}`, [rows, columns], host) : null,
      states: states.map((state) => k.input(`${state}.${name}`, [rows, columns], host)),
    };
  });
  const bySum = new Map(all.map((p) => [p.w, p.sum]));
  return { all, schedule, sumOf: (w) => bySum.get(w)! };
}

/** Rounds the gradients, measures them, and updates every parameter. */
export function update(k: TrainBuilder, { all, schedule }: Updates): void {
  const fp32 = { precision: 'fp32' } as const;
  const norms = k.buffer('norms', [all.length, 1, 1], { ...fp32, shard: 'partial' });
  const allNorms = k.buffer('allNorms', [all.length, 1, 1], fp32);
  const factor = k.buffer('factor', [2, 1], fp32);
  for (const p of all) k.pointwise('copy', [p.g], [p.sum], { label: `round ${p.g.name}` });
  all.forEach((p, i) => {
    k.pointwise('squaredNorm', [k.at(norms, i)], [p.g]);
  });
  k.exchange('all-reduce', norms, allNorms);
  k.barrier();
  k.pointwise('clipFactor', [factor], [allNorms, schedule]);
  const name = optimiserNames[k.params.optimiser];
  for (const p of all) {
    const target = p.master ?? p.w;
    const label = `${name} ${p.w.name}`;
    const { constants } = optimisers[name];
    k.pointwise(name, [target, ...p.states], [target, p.g, factor, schedule, ...p.states], { constants, label });
    if (p.master !== null) k.pointwise('copy', [p.w], [p.master], { label: `round ${p.w.name}` });
  }
}
