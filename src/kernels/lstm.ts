/** @file The LSTM ladder. Gate order i, f, g, o. */
import type { Kernel } from './kernel.js';
import { lstmCell } from './recurrent/cell.js';
import { recurrentLadder } from './recurrent/ladder.js';
import { lstmReference } from './reference/lstm.js';

export const lstmKernels: readonly Kernel[] = recurrentLadder(lstmCell, lstmReference);
