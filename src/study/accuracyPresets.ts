/** @file Settings of accuracy studies: what runs by default, quickly, and as published. */

import type { TaskName } from '../models/tasks/index.js';
import { InputError } from '../numerics/errors.js';
import { didYouMean } from '../numerics/nearestNames.js';
import type { TaskSettings } from './accuracyTypes.js';

export interface AccuracyPreset {
  readonly name: string;
  readonly title: string;
  readonly tasks: readonly TaskName[];
  readonly formats: readonly string[];
  readonly seeds: readonly number[];
  readonly samples: number;
  readonly settings: Readonly<Partial<Record<TaskName, TaskSettings>>>;
}

const ours = 'chosen here: small enough for three seeds of every format on two cores';
const adam = { cell: 'lstm', layers: 1, optimiser: 'adam', learningRate: 0.01, clipNorm: 1, source: ours } as const;

const settings: Readonly<Record<TaskName, TaskSettings>> = {
  char: { ...adam, hidden: 96, layers: 2, embedding: 32, batch: 16, seqLength: 24, updates: 240, maxSymbols: 128 },
  word: { ...adam, hidden: 96, embedding: 48, batch: 16, seqLength: 16, updates: 160, maxSymbols: 800 },
  copy: { ...adam, hidden: 64, embedding: 16, batch: 16, seqLength: 20, updates: 500 },
  adding: { ...adam, hidden: 32, embedding: 16, batch: 32, seqLength: 12, updates: 400 },
  reber: { ...adam, hidden: 32, embedding: 16, batch: 16, seqLength: 24, updates: 240 },
  'mackey-glass': { ...adam, hidden: 32, embedding: 16, batch: 16, seqLength: 32, updates: 240 },
};

const tasks: readonly TaskName[] = ['char', 'word', 'copy', 'adding', 'reber', 'mackey-glass'];
const regimes = ['fp32', 'fp16', 'fp16-all', 'fp16-mixed', 'bf16', 'flex16+5'] as const;

/** Fewer updates of the cheaper tasks. */
const quickSettings: Readonly<Partial<Record<TaskName, TaskSettings>>> = {
  char: { ...settings.char, hidden: 48, updates: 120 },
  reber: { ...settings.reber, updates: 120 },
  'mackey-glass': { ...settings['mackey-glass'], updates: 100 },
};

export const accuracyPresets: readonly AccuracyPreset[] = [
  {
    name: 'default',
    title: 'six tasks, six regimes and narrower flex, three seeds',
    tasks,
    formats: [...regimes, 'flex12+5', 'flex8+5'],
    seeds: [1, 2, 3],
    samples: 6,
    settings,
  },
  {
    name: 'quick',
    title: 'three tasks, three seeds, few updates',
    tasks: ['char', 'reber', 'mackey-glass'],
    formats: regimes,
    seeds: [1, 2, 3],
    samples: 4,
    settings: quickSettings,
  },
  {
    name: 'neon-word-lstm',
    title: "neon's word_lstm.py: LSTM 200",
    tasks: ['word'],
    formats: regimes,
    seeds: [1, 2, 3],
    samples: 8,
    settings: {
      word: {
        cell: 'lstm',
        hidden: 200,
        layers: 1,
        embedding: 200,
        batch: 20,
        seqLength: 20,
        updates: 2000,
        optimiser: 'sgd',
        learningRate: 0.5,
        clipNorm: 5,
        maxSymbols: 10_000,
        source:
          'NervanaSystems/neon examples/word_lstm.py: LSTM 200, T 20, batch 20, clip norm 5, momentum; text, number of updates and learning rate (for a loss that is the mean over the steps) are ours',
      },
    },
  },
  {
    name: 'neon-char-lstm',
    title: "neon's char_lstm.py: two LSTMs of 128",
    tasks: ['char'],
    formats: regimes,
    seeds: [1, 2, 3],
    samples: 8,
    settings: {
      char: {
        cell: 'lstm',
        hidden: 128,
        layers: 2,
        embedding: 64,
        batch: 64,
        seqLength: 50,
        updates: 1594,
        optimiser: 'rmsProp',
        learningRate: 0.002,
        clipValue: 5,
        initRange: 0.08,
        maxSymbols: 128,
        source:
          'NervanaSystems char_lstm.py: 2 x 128, T 50, batch 64, RMSProp, clip value 5, init +-0.08, 1594 batches an epoch; text, embedding and learning rate are ours',
      },
    },
  },
];

/** The preset of that name. Throws InputError with the nearest ones. */
export function accuracyPreset(name: string): AccuracyPreset {
  const found = accuracyPresets.find((p) => p.name === name);
  if (found !== undefined) return found;
  const names = accuracyPresets.map((p) => p.name);
  throw new InputError({
    where: 'preset',
    expected: `one of ${names.join(', ')}`,
    found: name,
    ...didYouMean(name, names),
  });
}
