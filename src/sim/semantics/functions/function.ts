/** @file What an element-wise function is: names, cost per element, values. Cost and values of one function stand in
 * one file, like those of an operation. */
import type { TileAccess } from '../../tensors.js';

export interface PointwiseFunction {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Additions, multiplications, comparisons per element of the first output. */
  readonly simple: number;
  /** exp, tanh, sigmoid, division per element of the first output. */
  readonly special: number;
  readonly apply: (tiles: TileAccess, constants: Readonly<Record<string, number>>) => void;
}

let scratch = new Float32Array(0);

/** Working memory for one function call; the next call overwrites it. */
export function scratchOf(length: number): Float32Array {
  if (scratch.length < length) scratch = new Float32Array(length);
  return scratch;
}
