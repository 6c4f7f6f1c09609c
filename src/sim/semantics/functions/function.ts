/** @file What an element-wise function is: names, cost per element, values. Cost and values of one function stand in
 * one file, like those of an operation. */
import { allocFloat32, freeFloat32 } from '../../../numerics/memory.js';
import type { TileAccess } from '../../tensors.js';

export interface PointwiseFunction {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** What `simple` and `special` count per. Default: an element of the first output; group: a row of it in all groups. */
  readonly elements?: 'output' | 'group' | 'input' | 'last-input';
  /** True when an element of the result depends on all columns of its row: a unit must have them all. */
  readonly allColumns?: boolean;
  /** Additions, multiplications, comparisons per element; a function of the constants where they say how many. */
  readonly simple: number | ((constants: Readonly<Record<string, number>>) => number);
  /** exp, tanh, sigmoid, division per element. */
  readonly special: number;
  readonly apply: (tiles: TileAccess, constants: Readonly<Record<string, number>>) => void;
}

let scratch: Float32Array = new Float32Array(0);

/** Working memory for one function call; the next call overwrites it. */
export function scratchOf(length: number): Float32Array {
  if (scratch.length < length) {
    freeFloat32(scratch);
    scratch = allocFloat32(length);
  }
  return scratch;
}
