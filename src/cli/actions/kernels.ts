/** @file What `onchip kernels` does. */
import type { Kernel } from '../../kernels/kernel.js';
import { kernelNamed, kernelNames } from '../../kernels/registry.js';
import { groupThousands } from '../../report/numbers.js';
import { modelFile, readModel } from '../models/modelFile.js';
import { colors, jsonText, print } from '../output.js';
import { version } from '../version.js';
import { wideTable } from '../views/table.js';

/** Prints the list, or one kernel. Throws InputError. */
export function showKernels(name: string | undefined, options: { readonly json?: true }): void {
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
