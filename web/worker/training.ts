/** @file The worker of one training run; the page ends it to cancel. */
import { expose } from 'comlink';
import { initNumerics } from '../../src/numerics/core.js';
import type { CoreName } from '../../src/numerics/coreTypes.js';
import type { TrainingChoices } from '../state/choices.js';
import { type TrainingEnd, type TrainingNews, train } from '../training/train.js';

const training = {
  /** Compiles the WASM core; says which core serves. */
  ready: (): Promise<CoreName> => initNumerics(),
  train: (choices: TrainingChoices, format: string, tell: (news: TrainingNews) => void): TrainingEnd =>
    train(choices, format, tell),
};

export type TrainingApi = typeof training;

expose(training);
