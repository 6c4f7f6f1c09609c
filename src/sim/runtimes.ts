/** @file The software that drives a chip. A runtime sets what a launch costs; the same chip under another library is
 * another target. `native` is the chip's own launch path, `ideal` removes the host from it. */
import { InputError } from '../numerics/errors.js';
import { nearestHint } from '../numerics/nearestNames.js';
import type { ChipSpec } from './chipSchema.js';
import type { Figure } from './figure.js';
import { gpuLibrary } from './gpu/resolve.js';

export const runtimeNames = ['cudnn-5', 'cudnn-6', 'cudnn-7.0', 'cudnn-7.6', 'miopen-1.3', 'ideal', 'native'] as const;
export type RuntimeName = (typeof runtimeNames)[number];

/** Launch costs of one chip under one runtime; see `launch` in the chip schema for the meaning of each figure. */
export interface RuntimeSpec {
  readonly name: RuntimeName;
  readonly gapSeconds: Figure;
  readonly latencySeconds: Figure;
  readonly turnaroundSeconds: Figure;
  /** Once a run, before the first kernel. */
  readonly setupSeconds: Figure;
  /** While the queue of launches fills, the host takes longer: extra seconds a kernel, for so many kernels. */
  readonly queueFill: { readonly seconds: Figure; readonly launches: Figure };
  /** True when a library's kernel menu (sim/gpu) runs the matrix products that lie off the units. */
  readonly library: boolean;
  /** Kernels that the runtime issues for one fused cell, by function; 1 where none is named. */
  readonly kernelsOfCell: Readonly<Record<string, number>>;
  /** Largest recurrent layer that does not fill the queue: weights a gate matrix, and batch. */
  readonly smallLayer: { readonly maxWeights: number; readonly maxBatch: number };
}

const architectures: Readonly<Partial<Record<RuntimeName, readonly string[]>>> = {
  'cudnn-5': ['maxwell', 'pascal'],
  'cudnn-6': ['maxwell', 'pascal'],
  'cudnn-7.0': ['maxwell', 'pascal', 'volta'],
  'cudnn-7.6': ['maxwell', 'pascal', 'volta'],
  'miopen-1.3': ['gcn5'],
};

/** The library of each chip's DeepBench sheet or, without one, of its time. Every other chip: native. */
const defaults: ReadonlyMap<string, RuntimeName> = new Map([
  ['titan-x-maxwell', 'cudnn-5'],
  ['titan-x-pascal', 'cudnn-5'],
  ['titan-xp', 'cudnn-6'],
  ['gtx-1080-ti', 'cudnn-6'],
  ['gtx-1070', 'cudnn-6'],
  ['gtx-1070-ti', 'cudnn-6'],
  ['p100', 'cudnn-6'],
  ['v100', 'cudnn-7.0'],
  ['titan-v', 'cudnn-7.0'],
  ['vega-fe', 'miopen-1.3'],
  ['mi25', 'miopen-1.3'],
]);

/** Runtimes that can drive the chip, its default first. */
export function runtimesOf(chip: ChipSpec): readonly RuntimeName[] {
  const first = defaults.get(chip.name) ?? 'native';
  const able = runtimeNames.filter((name) => architectures[name]?.includes(chip.architecture) ?? true);
  return [first, ...able.filter((name) => name !== first)];
}

/** The chip's runtime of that name, or its default one. Throws `InputError` for a runtime that cannot drive it. */
export function runtimeFor(chip: ChipSpec, name?: string): RuntimeSpec {
  const able = runtimesOf(chip);
  if (name === undefined) return build(chip, able[0]);
  const known = able.find((candidate) => candidate === name);
  if (known === undefined) {
    const expected = `a runtime of ${chip.name} (${able.join(', ')})`;
    throw new InputError({ where: 'runtime', expected, found: `"${name}"`, hint: nearestHint(name, able) });
  }
  return build(chip, known);
}

const nothing: Figure = { value: 0, unit: 's', source: 'none by construction', status: 'derived' };
const noFill = { seconds: nothing, launches: { ...nothing, unit: 'kernels' } };
const noSmallLayer = { maxWeights: 0, maxBatch: 0 };

function build(chip: ChipSpec, name: RuntimeName): RuntimeSpec {
  const plain = { setupSeconds: nothing, queueFill: noFill, kernelsOfCell: {}, smallLayer: noSmallLayer };
  if (name === 'native') return { name, ...chip.launch, ...plain, library: false };
  if (name !== 'ideal') return libraryRuntime(chip, name);
  const { turnaroundSeconds } = chip.launch;
  const minimum = `the hardware's own minimum between two kernels: ${turnaroundSeconds.source}`;
  return {
    name,
    gapSeconds: { ...nothing, source: 'by definition of the ideal runtime: the host costs nothing' },
    latencySeconds: { ...turnaroundSeconds, source: minimum },
    turnaroundSeconds,
    ...plain,
    library: chip.family === 'gpu',
  };
}

/** A measured library: what `onchip calibrate` fitted on the tables of data/measured for this architecture. */
function libraryRuntime(chip: ChipSpec, name: RuntimeName): RuntimeSpec {
  const { facts, parameters } = gpuLibrary(chip.architecture, name);
  const fitted = (value: number, unit = 's'): Figure => ({
    value,
    unit,
    source: `fitted on data/measured for ${name} on ${chip.architecture} (docs/calibration.md)`,
    status: 'measured',
  });
  const { fwd } = facts.stepKernels;
  return {
    name,
    gapSeconds: fitted(parameters.gapSeconds),
    latencySeconds: chip.launch.latencySeconds,
    turnaroundSeconds: fitted(parameters.gapSeconds),
    setupSeconds: fitted(parameters.setupSeconds),
    queueFill: {
      seconds: fitted(parameters.queueFillSeconds / fwd.lstm),
      launches: fitted(parameters.queueSteps * fwd.lstm, 'kernels'),
    },
    library: true,
    kernelsOfCell: { lstmCell: fwd.lstm - 1, gruCell: fwd.gru - 1, rnnCell: fwd.vanilla - 1 },
    smallLayer: facts.smallLayer,
  };
}
