/** @file What the user has chosen: everything that decides the rows, and what a link carries. */
import { kernelNames } from '../../src/kernels/registry.js';

export const views = ['explore', 'kernel', 'train', 'report'] as const;
export type View = (typeof views)[number];

/** Figure path → value, of one chip. */
export type Changes = Readonly<Record<string, number>>;

export interface Choices {
  readonly kernel: string;
  /** Parameters that differ from the kernel's defaults. */
  readonly params: Readonly<Record<string, number>>;
  readonly chips: readonly string[];
  /** Empty: each chip in its own default format. */
  readonly formats: readonly string[];
  /** Empty: each chip under its own default runtime. */
  readonly runtime: string;
  /** Chip that speeds are compared with, as its maker sold it: changes do not touch it. */
  readonly base: string;
  /** What the user changed about chips. */
  readonly changes: Readonly<Record<string, Changes>>;
  /** Chip whose figures are shown. */
  readonly chip: string;
}

/** The essay's subject: the network W200 on its chip and on the GPUs of its day. */
export const defaultChoices: Choices = {
  kernel: 'lstm.in-cache',
  params: {},
  chips: ['nnp-t1000', 'titan-v', 'gtx-1080-ti', 'vega-fe'],
  formats: [],
  runtime: '',
  base: 'titan-v',
  changes: {},
  chip: 'nnp-t1000',
};

export interface TrainingChoices {
  readonly task: string;
  readonly formats: readonly [string, string];
  readonly hidden: number;
  readonly layers: number;
  readonly batch: number;
  readonly steps: number;
  readonly updates: number;
  readonly learningRate: number;
  readonly seed: number;
}

export const defaultTraining: TrainingChoices = {
  task: 'reber',
  formats: ['fp32', 'flex16+5'],
  hidden: 32,
  layers: 1,
  batch: 16,
  steps: 24,
  updates: 240,
  learningRate: 0.01,
  seed: 1,
};

/** Everything that a link restores. */
export interface PageState {
  readonly view: View;
  readonly choices: Choices;
  readonly training: TrainingChoices;
  /** The edited kernel; empty: the example as it is. */
  readonly source: string;
  /** Parameters of the edited kernel. */
  readonly sourceParams: Readonly<Record<string, number>>;
}

export const defaultState: PageState = {
  view: 'explore',
  choices: defaultChoices,
  training: defaultTraining,
  source: '',
  sourceParams: {},
};

/** The kernel that a library would run, which speeds are compared with: the fused one of the same cell, else the same. */
export function baseKernelOf(kernel: string): string {
  const fused = `${kernel.split('.')[0]}.fused`;
  return kernelNames.includes(fused) && !kernel.endsWith('.train') ? fused : kernel;
}
