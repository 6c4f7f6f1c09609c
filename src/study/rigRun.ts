/** @file A kernel on a rig of n equal chips, data parallel: each chip takes its share of the batch with its own copy of
 * the weights. Inference needs no link; a training step ends with a ring all-reduce of the gradients over the links. */

import type { Kernel, Params } from '../kernels/kernel.js';
import { InputError } from '../numerics/errors.js';
import type { Program } from '../sim/program.js';
import type { RigSpec } from '../sim/rigs.js';
import { secondsToCycles, type Target } from '../sim/target.js';
import type { WaitReason } from '../sim/waits.js';
import type { SimulatedRow } from './row.js';

/** Parameters of one chip of the rig. Throws InputError for a kernel without a batch or a batch smaller than the rig. */
export function paramsOfOneChip(kernel: Kernel, params: Params, rig: RigSpec): Params {
  const { batch } = params;
  if (batch === undefined || batch < rig.count) {
    throw new InputError({
      where: `${kernel.name} on ${rig.name}`,
      expected: `a batch of at least ${rig.count}, one sequence a chip`,
      found: batch === undefined ? 'a kernel without a batch' : `batch=${batch}`,
    });
  }
  return { ...params, batch: Math.ceil(batch / rig.count) };
}

/** Ring all-reduce: each chip sends and receives 2 (n - 1) / n of the data in 2 (n - 1) hops over all its links. */
export function ringAllReduceSeconds(rig: RigSpec, bytes: number): number {
  const { count: n, links } = rig;
  const moved = (2 * (n - 1) * bytes) / n;
  return moved / (links.count.value * links.bytesPerSecond.value) + 2 * (n - 1) * links.latencySeconds.value;
}

/** Bytes of one gradient for each pinned weight. */
function gradientBytesOf(program: Program, target: Target): number {
  const weights = program.tensors.filter((t) => t.role === 'input' && t.slots === 1 && t.shard !== 'chip');
  return weights.reduce((sum, t) => sum + t.rows * t.columns, 0) * target.format.storageBytes;
}

/** The row of the whole rig from the row of one of its chips: what the links take is waiting for an exchange. */
export function rigRow(
  rig: RigSpec,
  one: SimulatedRow,
  kernel: Kernel,
  params: Params,
  program: Program,
  target: Target,
): SimulatedRow {
  const gradientBytes = kernel.trains ? gradientBytesOf(program, target) : 0;
  const linkSeconds = gradientBytes > 0 ? ringAllReduceSeconds(rig, gradientBytes) : 0;
  const linkCycles = secondsToCycles(target.chip, linkSeconds);
  const cycles = one.cycles + linkCycles;
  const waits = { ...one.waits, exchange: one.waits.exchange + linkCycles };
  const largest = (Object.keys(waits) as WaitReason[]).reduce((a, b) => (waits[b] > waits[a] ? b : a));
  const seconds = cycles / target.chip.clockHz.value;
  const share = { chips: rig.count, batchPerChip: one.params.batch, gradientBytes, linkSeconds };
  return {
    ...one,
    chip: rig.name,
    params,
    cycles,
    seconds,
    waits,
    boundBy: one.work >= waits[largest] ? 'compute' : largest,
    resident: Object.fromEntries(Object.entries(one.resident).map(([level, bytes]) => [level, bytes * rig.count])),
    mapping: { ...one.mapping, rig: share },
    macs: one.macs * rig.count,
    macUtilisation: (one.macUtilisation * one.cycles) / cycles,
    dramBytes: one.dramBytes * rig.count,
    dramUtilisation: (one.dramUtilisation * one.cycles) / cycles,
  };
}
