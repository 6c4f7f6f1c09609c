/** @file Data parallelism: each chip takes its share of the batch with its own copy of the weights. Inference needs no
 * link; a training step ends with a ring all-reduce of the gradients over the links, which nothing hides. */
import type { Kernel, Params } from '../../kernels/kernel.js';
import { InputError } from '../../numerics/errors.js';
import { allLinksBytesPerSecond, type RigSpec } from '../../sim/rigs.js';
import { secondsToCycles, type Target } from '../../sim/target.js';
import { type OneChipOptions, runOnChip, type ValueChecks } from '../oneChip.js';
import type { RunRow } from '../row.js';
import { gradientBytes } from './gradients.js';
import { linksText, wholeRow } from './wholeRow.js';

export function dataParallelRow(
  kernel: Kernel,
  params: Params,
  target: Target,
  rig: RigSpec,
  options: OneChipOptions,
  checks: ValueChecks,
): RunRow {
  const share = shareOfOneChip(kernel, params, rig);
  const { row: one, planned } = runOnChip(kernel, share, target, options, checks);
  if (planned === null) return { ...one, chip: rig.name, params, parallel: 'data' };
  const gradients = kernel.trains ? gradientBytes(planned.program, target) : 0;
  const linkSeconds = gradients > 0 ? ringAllReduceSeconds(rig, gradients) : 0;
  const linkCycles = secondsToCycles(target.chip, linkSeconds);
  return wholeRow(rig, 'data', params, target, {
    slowest: one,
    all: Array.from({ length: rig.count }, () => one),
    cycles: one.cycles + linkCycles,
    more: { exchange: linkCycles },
    mapping: {
      parallel: 'data',
      chips: rig.count,
      links: linksText(rig),
      linkSeconds,
      batchPerChip: share.batch,
      gradientBytes: gradients,
    },
  });
}

/** Parameters of one chip of the rig. Throws InputError for a kernel without a batch or a batch smaller than the rig. */
function shareOfOneChip(kernel: Kernel, params: Params, rig: RigSpec): Params {
  const { batch } = params;
  if (batch === undefined || batch < rig.count) {
    throw new InputError({
      where: `${kernel.name} data-parallel on ${rig.name}`,
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
  return moved / allLinksBytesPerSecond(rig) + 2 * (n - 1) * links.latencySeconds.value;
}
