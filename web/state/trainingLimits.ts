/** @file Numbers that a training in the page takes: enough to see how formats differ, small enough for a phone. */
import type { TrainingChoices } from './choices.js';

/** Tasks that make their own data. */
export const trainingTasks = ['reber', 'copy', 'adding', 'mackey-glass'] as const;

interface Limit {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
  readonly doc: string;
}

export const trainingLimits = {
  hidden: { label: 'hidden', min: 1, max: 256, whole: true, doc: 'units of each layer' },
  layers: { label: 'layers', min: 1, max: 4, whole: true, doc: 'layers on top of each other' },
  batch: { label: 'batch', min: 1, max: 128, whole: true, doc: 'sequences side by side' },
  steps: { label: 'steps', min: 5, max: 128, whole: true, doc: 'time steps that gradients flow through' },
  updates: { label: 'updates', min: 1, max: 5000, whole: true, doc: 'batches trained on' },
  learningRate: { label: 'learning rate', min: 1e-6, max: 1, whole: false, doc: 'of Adam' },
  seed: { label: 'seed', min: 0, max: 2 ** 32 - 1, whole: true, doc: 'of weights and data' },
} as const satisfies Readonly<Record<keyof Omit<TrainingChoices, 'task' | 'formats'>, Limit>>;
