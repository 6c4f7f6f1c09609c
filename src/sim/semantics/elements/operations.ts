/** @file What an expression over elements may do: each operation with its cost and its values side by side. fp32 arithmetic:
 * every result is rounded as it is stored into a Float32Array. Transcendental functions are those of float32Math.ts, so
 * all cores and machines give equal bits. */
import { lnF64 } from '../../../numerics/float32Math.js';
import { exp, sigmoid, tanh } from '../../../numerics/pointwise.js';

type Floats = Float32Array;

export interface ElementOperation {
  readonly operands: 1 | 2 | 3;
  /** simple: additions, multiplications, comparisons, choices. special: division, roots, exponentials and what needs one. */
  readonly cost: 'simple' | 'special';
  /** out[0…count) of the operands' first `count` elements; those that it does not have are ignored. */
  readonly run: (out: Floats, count: number, a: Floats, b: Floats, c: Floats) => void;
}

type Run = ElementOperation['run'];
const simple = (operands: 1 | 2 | 3, run: Run): ElementOperation => ({ operands, cost: 'simple', run });
const special = (operands: 1 | 2 | 3, run: Run): ElementOperation => ({ operands, cost: 'special', run });

export const elementOperations = {
  add: simple(2, (out, n, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i] + b[i];
  }),
  subtract: simple(2, (out, n, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i] - b[i];
  }),
  multiply: simple(2, (out, n, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i] * b[i];
  }),
  divide: special(2, (out, n, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i] / b[i];
  }),
  /** NaN when either operand is. */
  min: simple(2, (out, n, a, b) => {
    for (let i = 0; i < n; i++) out[i] = Math.min(a[i], b[i]);
  }),
  max: simple(2, (out, n, a, b) => {
    for (let i = 0; i < n; i++) out[i] = Math.max(a[i], b[i]);
  }),
  /** 1 where it holds, 0 where it does not or an operand is NaN. */
  below: simple(2, (out, n, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i] < b[i] ? 1 : 0;
  }),
  atMost: simple(2, (out, n, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i] <= b[i] ? 1 : 0;
  }),
  equals: simple(2, (out, n, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i] === b[i] ? 1 : 0;
  }),
  /** b where a is not 0, c where it is. */
  select: simple(3, (out, n, a, b, c) => {
    for (let i = 0; i < n; i++) out[i] = a[i] !== 0 ? b[i] : c[i];
  }),
  negate: simple(1, (out, n, a) => {
    for (let i = 0; i < n; i++) out[i] = -a[i];
  }),
  abs: simple(1, (out, n, a) => {
    for (let i = 0; i < n; i++) out[i] = Math.abs(a[i]);
  }),
  relu: simple(1, (out, n, a) => {
    for (let i = 0; i < n; i++) out[i] = Math.max(0, a[i]);
  }),
  square: simple(1, (out, n, a) => {
    for (let i = 0; i < n; i++) out[i] = a[i] * a[i];
  }),
  reciprocal: special(1, (out, n, a) => {
    for (let i = 0; i < n; i++) out[i] = 1 / a[i];
  }),
  sqrt: special(1, (out, n, a) => {
    for (let i = 0; i < n; i++) out[i] = Math.sqrt(a[i]);
  }),
  log: special(1, (out, n, a) => {
    for (let i = 0; i < n; i++) out[i] = lnF64(a[i]);
  }),
  exp: special(1, (out, n, a) => exp(a, out, n)),
  sigmoid: special(1, (out, n, a) => sigmoid(a, out, n)),
  tanh: special(1, (out, n, a) => tanh(a, out, n)),
} as const satisfies Readonly<Record<string, ElementOperation>>;

export type ElementOperationName = keyof typeof elementOperations;

export function elementOperation(name: ElementOperationName): ElementOperation {
  return elementOperations[name];
}
