/** @file From chip and runtime to a model: the fitted library of that pair, a named stand-in, or a precise refusal. */
import { InputError } from '../../numerics/errors.js';
import type { ChipSpec } from '../chipSchema.js';
import { fittedArchitectures } from './calibrated/architectures.js';
import { fittedLibraries } from './calibrated/libraries.js';
import { gpuFigures } from './figures.js';
import type { GpuModel } from './gemm.js';
import { idealLibrary } from './ideal.js';
import type { GpuLibrary } from './library.js';
import { libraryFacts } from './libraryFacts.js';
import type { ArchitectureParameters } from './parameters.js';

/** Pairs that exist but were never measured, and the measured pair that stands in for them. */
const standIns: Readonly<Record<string, string>> = {
  'maxwell cudnn-6': 'maxwell cudnn-5',
  'maxwell cudnn-7.0': 'maxwell cudnn-5',
  'maxwell cudnn-7.6': 'maxwell cudnn-5',
  'pascal cudnn-7.0': 'pascal cudnn-6',
  'pascal cudnn-7.6': 'pascal cudnn-6',
};

/** Efficiency on an architecture without a measured table: the mean of those that have one. */
function meanEfficiency(): number {
  const values = Object.values(fittedArchitectures.mathEfficiency);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function architectureParameters(architecture: string): ArchitectureParameters {
  return {
    ...fittedArchitectures.shared,
    mathEfficiency: fittedArchitectures.mathEfficiency[architecture] ?? meanEfficiency(),
    tensorEfficiency: fittedArchitectures.tensorEfficiency,
  };
}

function fitted(key: string): GpuLibrary | undefined {
  const found = fittedLibraries.find((library) => `${library.architecture} ${library.runtime}` === key);
  return found === undefined ? undefined : { ...found, facts: libraryFacts[found.runtime]! };
}

/** The library of a runtime on an architecture. Errors: InputError when no table and no stand-in shows the pair. */
export function gpuLibrary(architecture: string, runtime: string): GpuLibrary {
  if (runtime === 'ideal') return idealLibrary(architecture);
  const key = `${architecture} ${runtime}`;
  const exact = fitted(key);
  if (exact !== undefined) return exact;
  const standIn = standIns[key];
  const library = standIn === undefined ? undefined : fitted(standIn);
  if (library !== undefined) {
    return { ...library, runtime, evidence: `assumed to be as ${standIn}: ${library.evidence}` };
  }
  const known = fittedLibraries.filter((l) => l.architecture === architecture).map((l) => l.runtime);
  throw new InputError({
    where: `runtime on ${architecture}`,
    expected: `one of ${[...known, 'ideal'].join(', ')}`,
    found: runtime,
    hint: 'a library is data with measured evidence; this pair has none',
  });
}

/** Everything that `gemmTime` and `rnnTime` need. Errors: InputError for a chip that is no GPU or an unknown pair. */
export function gpuModel(chip: ChipSpec, runtime: string): GpuModel {
  const gpu = gpuFigures(chip);
  return {
    gpu,
    parameters: architectureParameters(chip.architecture),
    library: gpuLibrary(chip.architecture, runtime),
  };
}
