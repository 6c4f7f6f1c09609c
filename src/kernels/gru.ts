/** @file The GRU ladder. Gate order r, z, n; the reset gate scales the recurrent product. */
import type { Kernel } from './kernel.js';
import { gruCell } from './recurrent/cell.js';
import { recurrentLadder } from './recurrent/ladder.js';
import { gruReference } from './reference/gru.js';

export const gruKernels: readonly Kernel[] = recurrentLadder(gruCell, gruReference);
