/** @file What an operator of ONNX is given when it is read. */
import type { NodeReader } from './attributes.js';
import type { Constant } from './constants.js';
import type { Flow } from './flow.js';

export interface OpContext {
  readonly reader: NodeReader;
  readonly flow: Flow;
  /** The constant at that input; null when there is no input, or when it is what layers have made. */
  readonly constant: (input: number) => Constant | null;
  readonly has: (input: number) => boolean;
  /** Whether anything reads a value. */
  readonly used: (value: string) => boolean;
}

export type Op = (context: OpContext) => void;
