/** @file Which layers each chip of a rig has, and the parameters with which the kernel is one chip's share of the model.
 * A kernel can be cut when it has `layers` of `hidden` units that hand on an activation each time step. */
import type { Kernel, Params } from '../../kernels/kernel.js';
import { InputError } from '../../numerics/errors.js';
import type { RigSpec } from '../../sim/rigs.js';

export interface Stage {
  readonly layers: number;
  readonly params: Params;
}

/** Consecutive layers, as even as can be; the first chips have one more. Throws InputError for what cannot be cut. */
export function stagesOf(kernel: Kernel, params: Params, rig: RigSpec): Stage[] {
  const { layers, hidden, steps } = params;
  const refuse = (expected: string, found: string): never => {
    throw new InputError({ where: `${kernel.name} layer-parallel on ${rig.name}`, expected, found });
  };
  if (layers === undefined || hidden === undefined || steps === undefined) {
    const missing = ['layers', 'hidden', 'steps'].filter((name) => params[name] === undefined);
    return refuse('a kernel with layers, hidden and steps', `none of the name ${missing.join(', ')}`);
  }
  if (layers < rig.count) refuse(`at least ${rig.count} layers, one a chip`, `layers=${layers}`);
  const [few, more] = [Math.floor(layers / rig.count), layers % rig.count];
  return Array.from({ length: rig.count }, (_, chip) => {
    const share = chip < more ? few + 1 : few;
    return { layers: share, params: stageParams(kernel, params, share, chip === 0, chip === rig.count - 1) };
  });
}

/**
 * A chip that is not the first reads the layer below, one that is not the last feeds the layer above. A training kernel
 * always has an embedding and a projection: where they do not belong they stand for what is there instead. An embedding of
 * one symbol hands what arrives to all units and sums its gradient for the chip below; a projection to one class gives the
 * top layer the gradient of what the chip above would send.
 */
function stageParams(kernel: Kernel, params: Params, layers: number, isFirst: boolean, isLast: boolean): Params {
  const has = (name: string): boolean => name in kernel.params;
  return {
    ...params,
    layers,
    ...(!isFirst && has('input') && { input: params.hidden }),
    ...(!isFirst && has('vocabulary') && { vocabulary: 1 }),
    ...(!isLast && has('output') && { output: params.hidden }),
    ...(!isLast && has('classes') && { classes: 1 }),
  };
}
