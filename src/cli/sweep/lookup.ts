/** @file From the names in a definition to kernels and machines. */
import { isDeepStrictEqual } from 'node:util';
import { InputError } from '../../numerics/errors.js';
import { chipNames, chip as shippedChip } from '../../sim/chips/index.js';
import { isRigName } from '../../sim/rigs.js';
import type { Sweep, SweepKernel, SweepLookup, SweepMachine } from '../../study/sweep/sweepTypes.js';
import { kernelFile } from '../author/kernelFile.js';
import { findMachine } from '../targets.js';
import { version } from '../version.js';
import { sweepKernel } from './kernelSource.js';
import type { WorkerSetup } from './messages.js';
import type { SweepHeader } from './sweepHeader.js';

/** A lookup with all kernels read. Throws InputError for one that cannot be. */
export async function lookupFor(kernels: readonly string[]): Promise<SweepLookup> {
  const known = new Map<string, SweepKernel>();
  for (const name of kernels) known.set(name, await sweepKernel(name));
  return {
    kernel: (name) => known.get(name) as SweepKernel,
    machine: findMachine,
    isShipped: ({ name, chip, rig }) => rig !== undefined || isShipped(name, chip),
  };
}

const isShipped = (name: string, chip: SweepMachine['chip']): boolean =>
  chipNames.includes(name) && isDeepStrictEqual(shippedChip(name), chip);

/** The sweep of a header. Throws InputError when a kernel file or a chip is no longer what it was. */
export async function sweepOfHeader(header: SweepHeader, where: string): Promise<Sweep> {
  const { definition } = header;
  const kernels: SweepKernel[] = [];
  for (const { name, source, file } of definition.kernels) {
    const kernel = await sweepKernel(file ?? name);
    if (kernel.source !== source) {
      const hint = 'put it back, or begin in another folder';
      throw new InputError({
        where: file ?? name,
        expected: 'the file that the sweep began with',
        found: 'another one',
        hint,
      });
    }
    kernels.push(kernel);
  }
  const machines = definition.machines.map(
    ({ name, spec }): SweepMachine => (spec === null ? findMachine(name) : { name, chip: spec }),
  );
  if (machines.some((m) => !isRigName(m.name) && m.name !== m.chip.name)) {
    throw new InputError({ where, expected: 'chips under their own names', found: 'others' });
  }
  return { definition, kernels, machines };
}

/** What workers of a sweep need. */
export function workerSetup({ definition, kernels, machines }: Sweep): WorkerSetup {
  return {
    version,
    kernels: kernels.map(({ name, source, file }) => {
      const named = file === null ? null : kernelFile(file);
      return { name, file: named === null || source === null ? null : { ...named, source } };
    }),
    machines,
    values: definition.values,
    seed: definition.seed,
  };
}
