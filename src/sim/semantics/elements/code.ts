/** @file An expression over elements as data in the op stream: steps in an order in which each uses only earlier ones,
 * common sub-expressions once. What it costs follows from the steps. */
import { type ElementOperationName, elementOperation } from './operations.js';

/** One step: a block of rows of an operand, a number, or an operation on earlier steps. */
export type ElementStep =
  | { readonly op: 'load'; readonly input: number; readonly block: number }
  | { readonly op: 'constant'; readonly value: number; readonly name?: string }
  | { readonly op: ElementOperationName; readonly args: readonly number[] };

/** Results are [rows, columns]; operands are that, [rows, 1], [1, columns] or [1, 1], in as many blocks as they have. */
export interface ElementCode {
  /** Blocks of rows that each operand is addressed by: 4 for the gates of an LSTM, 1 for all rows at once. */
  readonly inputBlocks: readonly number[];
  readonly steps: readonly ElementStep[];
  /** By output and block of its rows: the step whose value is stored there. */
  readonly results: readonly (readonly number[])[];
}

export interface ElementCost {
  readonly simple: number;
  readonly special: number;
}

/** Operations for one element of a block. A result that nothing is computed for still takes one: it is moved. */
export function elementCost({ steps, results }: ElementCode): ElementCost {
  let [simple, special] = [0, 0];
  for (const step of steps) {
    if (!('args' in step)) continue;
    if (elementOperation(step.op).cost === 'simple') simple += 1;
    else special += 1;
  }
  const moved = results.flat().filter((at) => !('args' in steps[at])).length;
  return { simple: simple + moved, special };
}
