/** @file The ladder of the plain tanh RNN. */
import type { Kernel } from './kernel.js';
import { rnnCell } from './recurrent/cell.js';
import { recurrentLadder } from './recurrent/ladder.js';
import { rnnReference } from './reference/rnn.js';

export const rnnKernels: readonly Kernel[] = recurrentLadder(rnnCell, rnnReference);
