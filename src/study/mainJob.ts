/** @file The main job: an LSTM of 200 units on every target, its numbers in every format, and what the essay claimed.
 * Deterministic: no clock, no environment; the same options give the same result. */
import { kernelNamed } from '../kernels/registry.js';
import { parseFormat } from '../numerics/format.js';
import type { ChipSpec } from '../sim/chipSchema.js';
import { chipNames, chip as shippedChip } from '../sim/chips/index.js';
import { runtimeFor } from '../sim/runtimes.js';
import type { Target } from '../sim/target.js';
import { type CharStudyOptions, type CharStudyResult, charStudyDefaults, runCharStudy } from './accuracyChar.js';
import type { Claim, ClaimOptions } from './claims/claim.js';
import { runClaims } from './claims/index.js';
import type { RunRow } from './row.js';
import { runExperiment } from './run.js';

export interface MainOptions {
  /** The text that the language model is trained and judged on. */
  readonly text: string;
  /** Where the text came from, for the reader. */
  readonly textName: string;
  readonly seed: number;
  /** Fewer batches, steps and samples: a look at the report in seconds. */
  readonly quick: boolean;
}

export type MainStage = 'accuracy' | 'simulate' | 'claims';

/** Called after each piece of work; `done` of `total` pieces of the stage are finished. */
export type MainProgress = (event: {
  readonly stage: MainStage;
  readonly done: number;
  readonly total: number;
  readonly label: string;
}) => void;

/** What speedups are measured against: what a library runs on the GPUs of the essay's day. */
export interface SpeedupBase {
  readonly id: string;
  readonly chip: string;
  readonly runtime: string;
  readonly kernel: string;
  readonly format: string;
}

/** A (chip, kernel, format) that has no row, and why. */
export interface NotRun {
  readonly chip: string;
  readonly kernel: string;
  readonly format: string;
  readonly reason: string;
}

export interface MainStudy {
  readonly options: MainOptions;
  readonly params: Readonly<Record<string, number>>;
  readonly batches: readonly number[];
  readonly kernels: readonly string[];
  readonly formats: readonly string[];
  readonly chips: readonly ChipSpec[];
  readonly rows: readonly RunRow[];
  readonly notRun: readonly NotRun[];
  readonly bases: readonly SpeedupBase[];
  readonly claims: readonly Claim[];
  readonly accuracy: CharStudyResult;
}

const KERNELS = ['lstm.naive', 'lstm.fused', 'lstm.in-cache'] as const;
const BASE_CHIPS = ['titan-v', 'v100', 'gtx-1080-ti'] as const;
const BASE_KERNEL = 'lstm.fused';
const COMMON_FORMAT = 'fp16';

/** How much of the study is run. */
export interface MainPlan {
  readonly chips: readonly string[];
  readonly batches: readonly number[];
  readonly steps: number;
  readonly claims: readonly string[];
  /** Points of the Latin hypercube of a claim. */
  readonly samples: number;
  /** What differs from the defaults of the character study. */
  readonly accuracy: Partial<CharStudyOptions>;
}

const CLAIMS = ['C1', 'C2', 'C3', 'C5', 'C6'] as const;

/** What `npm start` runs, and the short look at it. */
export const mainPlans: Readonly<Record<'full' | 'quick', MainPlan>> = {
  full: { chips: chipNames, batches: [1, 4, 16, 64], steps: 100, claims: CLAIMS, samples: 16, accuracy: {} },
  quick: {
    chips: chipNames,
    batches: [1, 64],
    steps: 20,
    claims: CLAIMS,
    samples: 2,
    accuracy: { steps: 20, heldOutCharacters: 1024 },
  },
};

/** Every chip in its own format and, where that is another, in fp16: one target each. */
export function mainTargets(chips: readonly string[]): Target[] {
  return chips.flatMap((name) => {
    const chip = shippedChip(name);
    const formats = [...new Set([chip.defaultFormat, COMMON_FORMAT])];
    return formats.map((format) => ({ chip, runtime: runtimeFor(chip), format: parseFormat(format) }));
  });
}

/** Run everything. The language model comes first: a text that is too short is told at once, as InputError. */
export function runMainStudy(
  options: MainOptions,
  onProgress: MainProgress = () => {},
  plan: MainPlan = options.quick ? mainPlans.quick : mainPlans.full,
): MainStudy {
  const { batches, steps, samples } = plan;
  const accuracy = readText(options, plan.accuracy, onProgress);
  const params = { hidden: 200, layers: 2, steps };
  const targets = mainTargets(plan.chips);
  const notRun: NotRun[] = [];
  const rows = simulate(targets, params, batches, options.seed, notRun, onProgress);
  return {
    options,
    params,
    batches,
    kernels: KERNELS,
    formats: [...new Set(targets.map((t) => t.format.name))],
    chips: [...new Set(targets.map((t) => t.chip))],
    rows,
    notRun,
    bases: BASE_CHIPS.map((name) => ({
      id: name,
      chip: name,
      runtime: runtimeFor(shippedChip(name)).name,
      kernel: BASE_KERNEL,
      format: COMMON_FORMAT,
    })),
    claims: answerClaims(plan.claims, { seed: options.seed, samples }, onProgress),
    accuracy,
  };
}

function readText(
  { text, textName, seed }: MainOptions,
  differing: Partial<CharStudyOptions>,
  onProgress: MainProgress,
): CharStudyResult {
  const options = { ...charStudyDefaults, ...differing, seed };
  const total = options.steps + 1 + options.formats.length;
  const before = { train: 0, reference: options.steps, evaluate: options.steps + 1 };
  return runCharStudy(text, textName, options, ({ phase, done, note }) =>
    onProgress({ stage: 'accuracy', done: before[phase] + done, total, label: `${phase} ${note}` }),
  );
}

function simulate(
  targets: readonly Target[],
  params: Readonly<Record<string, number>>,
  batches: readonly number[],
  seed: number,
  notRun: NotRun[],
  onProgress: MainProgress,
): RunRow[] {
  const total = KERNELS.length * batches.length * targets.length;
  let done = 0;
  return KERNELS.flatMap((name) => {
    const kernel = kernelNamed(name);
    const able = targets.filter((target) => canRun(kernel.name, target, notRun));
    return batches.flatMap((batch, index) => {
      const before = done;
      done += targets.length;
      // Values depend on kernel and format alone: one batch is enough.
      // Pictures of single steps are of the first batch, too.
      const options = { seed, values: index === 0, timelines: index === 0 ? able.length : 0 };
      return runExperiment(kernel, { ...params, batch }, able, {
        ...options,
        onProgress: (n, _of, label) =>
          onProgress({ stage: 'simulate', done: before + n, total, label: `${label}, batch ${batch}` }),
      });
    });
  });
}

function canRun(kernel: string, target: Target, notRun: NotRun[]): boolean {
  const { chip, format } = target;
  if (chip.matrix.some((engine) => engine.formats.includes(format.name))) return true;
  const reason = `no engine of ${chip.name} multiplies ${format.name}`;
  notRun.push({ chip: chip.name, kernel, format: format.name, reason });
  return false;
}

function answerClaims(ids: readonly string[], options: ClaimOptions, onProgress: MainProgress): Claim[] {
  return ids.flatMap((id, index) => {
    const report = (label: string): void =>
      onProgress({ stage: 'claims', done: index, total: ids.length, label: `${id} ${label}` });
    const answers = runClaims([id], { ...options, onProgress: report });
    onProgress({ stage: 'claims', done: index + 1, total: ids.length, label: id });
    return answers;
  });
}
