/** @file Which kernel runs on which chip: every rung of the ladder on every shipped chip, batch 1 and batched. A case that
 * does not fit or cannot be done says why, as the planner says it; values are checked once a kernel and format. */
import type { Kernel, Params } from '../kernels/kernel.js';
import { plan } from '../kernels/planner/plan.js';
import { kernelNamed, kernelNames } from '../kernels/registry.js';
import { resnet50 } from '../models/suites/resnet50.js';
import type { LayerSuite } from '../models/suites/suite.js';
import { vgg16 } from '../models/suites/vgg16.js';
import { InputError } from '../numerics/errors.js';
import { chip, chipNames } from '../sim/chips/index.js';
import { target } from '../sim/namedTarget.js';
import type { Target } from '../sim/target.js';
import type { ValueCheck } from './row.js';
import { checkValues } from './values.js';

/** One or several runs of a kernel that make up one question: does it run there? */
export interface CoverageCase {
  readonly kernel: string;
  /** `batch 64`, `ResNet-50` */
  readonly label: string;
  readonly runs: readonly { readonly params: Params; readonly times: number }[];
}

export interface CoverageGroup {
  readonly name: string;
  readonly cases: readonly CoverageCase[];
}

export type Coverage =
  | { readonly state: 'runs'; readonly seconds: number; readonly boundBy: string; readonly algorithm: string | null }
  | { readonly state: 'no room' | 'cannot'; readonly why: string };

export interface ValuesOf {
  readonly kernel: string;
  readonly format: string;
  /** Null: no reference, or its smaller problem does not fit. */
  readonly check: ValueCheck | null;
}

const W200 = { hidden: 200, layers: 2, steps: 100 };
const UNROLL = { hidden: 200, layers: 2, steps: 20 };
const IMAGES = 16;

const one = (kernel: string, label: string, params: Params): CoverageCase => ({
  kernel,
  label,
  runs: [{ params, times: 1 }],
});

function recurrent(cell: string): CoverageGroup {
  const names = kernelNames.filter((name) => name.startsWith(`${cell}.`));
  return {
    name: `${cell.toUpperCase()} of 200 units, 2 layers`,
    cases: names.flatMap((name) =>
      kernelNamed(name).trains
        ? [1, 20].map((batch) => one(name, `batch ${batch}, unroll 20`, { ...UNROLL, batch }))
        : [1, 64].map((batch) => one(name, `batch ${batch}`, { ...W200, batch })),
    ),
  };
}

function network({ title, kernel, problems }: LayerSuite): CoverageCase {
  const runs = problems.map(({ params, count }) => ({ params: { ...params, batch: IMAGES }, times: count }));
  return { kernel, label: `${title.split(',')[0]}, ${IMAGES} images`, runs };
}

/** Cases in the order of the ladder. */
export const coverageGroups: readonly CoverageGroup[] = [
  ...['lstm', 'gru', 'rnn'].map(recurrent),
  {
    name: 'Products, convolutions, perceptron, attention',
    cases: [
      one('gemm', '2560 x 16 x 2560', { m: 2560, n: 16, k: 2560 }),
      one('gemm', '4096 x 4096 x 4096', { m: 4096, n: 4096, k: 4096 }),
      network(resnet50),
      network(vgg16),
      one('mlp', 'batch 1', { batch: 1 }),
      one('mlp', 'batch 64', { batch: 64 }),
      one('attention', '128 queries, 8 heads', {}),
      one('attention', '1 query on 1024 keys', { queries: 1, keys: 1024 }),
    ],
  },
];

/** The case on a chip, with its own runtime and format. */
export function coverageOf(question: CoverageCase, chipName: string): Coverage {
  const on = target(chipName);
  const kernel = kernelNamed(question.kernel);
  let [seconds, boundBy, algorithm]: [number, string, string | null] = [0, '', null];
  for (const { params, times } of question.runs) {
    const made = planned(kernel, params, on);
    if (!('result' in made)) return made;
    const { result, mapping } = made;
    seconds += (times * result.cycles) / on.chip.clockHz.value;
    boundBy = result.boundBy;
    if (Object.values(mapping.engines).some((engine) => engine.includes('Winograd'))) algorithm = 'Winograd';
  }
  return { state: 'runs', seconds, boundBy, algorithm };
}

function planned(kernel: Kernel, params: Params, on: Target) {
  try {
    const made = plan(kernel, params, on);
    if (made.rejected === null) return made;
    const { level, needBytes, haveBytes, suggestion } = made.rejected;
    const need =
      level === 'units'
        ? `needs ${needBytes} units, the chip has ${haveBytes}`
        : `needs ${kib(needBytes)}, ${level} ${level.includes('+') ? 'have' : 'has'} ${kib(haveBytes)}`;
    return { state: 'no room', why: `${need}; ${suggestion}` } as const;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { expected, found } = error.problem;
    return { state: 'cannot', why: `expected ${expected}, found ${found}` } as const;
  }
}

const kib = (bytes: number): string => `${Math.ceil(bytes / 1024)} KiB`;

/** Formats that chips compute by default. */
export const coverageFormats: readonly string[] = [...new Set(chipNames.map((name) => chip(name).defaultFormat))];

/** Values of a kernel in a format against its float64 reference, at the parameters of its check. */
export function coverageValues(name: string, format: string, seed = 1): ValuesOf {
  const kernel = kernelNamed(name);
  if (kernel.check === null) return { kernel: name, format, check: null };
  const on = target('nnp-t1000', { format });
  const { params } = kernel.graph({});
  const small = kernel.check.smaller(params);
  const made = plan(kernel, small, on);
  if (made.rejected !== null) return { kernel: name, format, check: null };
  return { kernel: name, format, check: checkValues(kernel, small, made.program, on.format, seed) };
}
