/** @file What `onchip kernels` does. */
import type { Kernel } from '../../kernels/kernel.js';
import { kernelNamed, kernelNames } from '../../kernels/registry.js';
import { InputError } from '../../numerics/errors.js';
import { groupThousands } from '../../report/numbers.js';
import { type CoverageFlags, showCoverage } from '../coverage.js';
import { modelFile, readModel } from '../models/modelFile.js';
import { colors, jsonText, print } from '../output.js';
import { version } from '../version.js';
import { wideTable } from '../views/table.js';

export interface KernelFlags extends CoverageFlags {
  readonly json?: true;
  readonly coverage?: true;
}

/** Prints the list, one kernel, or what runs where. Throws InputError. */
export function showKernels(name: string | undefined, options: KernelFlags): void {
  if (options.coverage) {
    showCoverage(name, options);
    return;
  }
  if (options.chip !== undefined) {
    throw new InputError({ where: '--chip', expected: '--coverage with it', found: 'none' });
  }
  const model = name === undefined ? null : modelFile(name);
  const kernels =
    name === undefined ? kernelNames.map(kernelNamed) : model === null ? [kernelNamed(name)] : readModel(model).kernels;
  if (options.json) print(jsonText({ schema: 'onchip-kernels/1', version, kernels: kernels.map(entry) }));
  else print(name === undefined ? list(kernels) : kernels.map(sheet).join('\n\n'));
}

function entry({ name, title, trains, check, params }: Kernel) {
  return { name, title, trains, checked: check !== null, params };
}

function list(kernels: readonly Kernel[]): string {
  const rows = kernels.map(({ name, title, params }) => [name, title, Object.keys(params).join(' ')]);
  return `${wideTable(['name', 'what', 'parameters'], rows)}\n\nonchip kernels NAME lists defaults and limits.`;
}

function sheet({ name, title, params }: Kernel): string {
  const rows = Object.entries(params).map(([key, { default: value, min, max, doc }]) => [
    key,
    typeof value === 'number' ? groupThousands(value) : `as ${value}`,
    `${groupThousands(min)} … ${groupThousands(max)}`,
    doc,
  ]);
  const table = wideTable(['parameter', '>default', '>limits', 'what'], rows);
  return `${colors.bold(name)}   ${title}\n\n${table}`;
}
