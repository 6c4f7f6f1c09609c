// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: printed digits of the vectors, not constants
/** @file The public Flexpoint vectors (ngraph-python tests/flex_tests, listed in the numerics note 1.6). Each sequence runs on
 * one persistent entry per operand and result, as the original: scalars are written by the host (truncation), results by
 * the kernel (nearest even), constants of the expression are flex tensors too. */
import { describe, expect, it } from 'vitest';
import { type FormatEntry, parseFormat } from '../../src/numerics/index.js';

const flex = parseFormat('flex16+5');
const wide = new Float32Array(1);

function hostWrite(value: number, entry: FormatEntry): number {
  wide[0] = value;
  flex.storeFromHost(wide, wide, entry);
  return wide[0];
}

function kernelWrite(value: number, entry: FormatEntry): number {
  wide[0] = value;
  flex.store(wide, wide, entry);
  return wide[0];
}

interface Sequence {
  readonly name: string;
  readonly apply: (x: number) => number;
  readonly steps: readonly (readonly [input: number, expected: number])[];
  readonly scales?: readonly number[];
  /** Printed with four decimals, cut off: the value lies within one unit of the last. */
  readonly decimals?: number;
}

function runSequence(sequence: Sequence): { values: number[]; scales: number[] } {
  const operand = flex.createEntry();
  const result = flex.createEntry();
  const values: number[] = [];
  const scales: number[] = [];
  for (const [input] of sequence.steps) {
    const x = hostWrite(input, operand);
    values.push(kernelWrite(sequence.apply(x), result));
    scales.push(Math.log2(result.scale));
  }
  return { values, scales };
}

const constant = (value: number): number => hostWrite(value, flex.createEntry());
const f = Math.fround;
const [c15, c04, c101, c7] = [1.5, 0.4, 10.1, 7].map(constant);

const exactSequences: readonly Sequence[] = [
  {
    name: 'x + 1.5',
    apply: (x) => f(x + c15),
    steps: [
      [0, 1.5],
      [1, 1.99993896484375],
      [2, 3.5],
      [3, 4.5],
    ],
  },
  {
    name: 'x - 0.4 (B, 21 steps)',
    apply: (x) => f(x - c04),
    steps: [
      [10000, 9999.5],
      [5000, 4999.5],
      [2500, 2500],
      [1000, 1000],
      [800, 800],
      [750, 750],
      [600, 600],
      [500, 500],
      [300, 300],
      [200, 200],
      [250, 250],
      [100, 100],
      [80, 80],
      [75, 75],
      [60, 60],
      [50, 50],
      [30, 30],
      [25, 24.5],
      [20, 19.5],
      [10, 9.625],
      [1, 0.625],
    ],
    scales: [-1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -2, -4, -4],
  },
];

const printedSequences: readonly Sequence[] = [
  {
    name: 'assign',
    apply: (x) => x,
    steps: [
      [1, 1],
      [5, 1.9999],
      [10, 7.9997],
      [-32768, -32],
    ],
    scales: [-14, -14, -12, -10],
  },
  {
    name: 'abs',
    apply: Math.abs,
    steps: [
      [-1, 1],
      [10000, 1.9999],
      [-0.4, 0.3999],
      [-32768, 15.9995],
    ],
    scales: [-14, -14, -12, -11],
  },
  {
    name: 'x - 0.4 (A)',
    apply: (x) => f(x - c04),
    steps: [
      [10, 9.6],
      [1000, 15.5996],
      [10000, 31.999],
      [1, 0.6015],
    ],
    scales: [-11, -11, -10, -8],
  },
  {
    name: 'x * 10.1',
    apply: (x) => f(x * c101),
    steps: [
      [1, 10.0996],
      [1000, 15.9995],
      [2, 20.1992],
      [-1000, -64],
      [0.4, 4.0312],
    ],
  },
  {
    name: 'x / 7',
    apply: (x) => f(x / c7),
    steps: [
      [-10, -1.4285],
      [0.4, 0.0571],
      [32767, 3.9998],
      [-32768, -16],
      [0, 0],
    ],
  },
  {
    name: 'x^3',
    apply: (x) => f(x ** 3),
    steps: [
      [1, 1],
      [5, 1.9999],
      [-10, -8],
      [22, 31.999],
    ],
  },
  {
    name: 'exp',
    apply: (x) => f(Math.exp(x)),
    steps: [
      [0, 1],
      [10, 1.9999],
      [1, 2.7182],
      [-5, 0.0068],
    ],
  },
  {
    name: 'ln',
    apply: (x) => f(Math.log(x)),
    steps: [
      [2, 0.6931],
      [32767, 0.9999],
      [10, 2.3026],
      [1, 0],
    ],
  },
  {
    name: '1/x',
    apply: (x) => f(1 / x),
    steps: [
      [1, 1],
      [32767, 0.5],
      [2, 0.5],
      [-32768, -0.125],
    ],
  },
  {
    name: 'sqrt',
    apply: (x) => f(Math.sqrt(x)),
    steps: [
      [1, 1],
      [124, 1.4141],
      [10000, 2.8283],
      [32000, 5.6567],
    ],
  },
];

describe('public Flexpoint sequences', () => {
  for (const sequence of exactSequences) {
    it(`${sequence.name}: bit-equal`, () => {
      const { values, scales } = runSequence(sequence);
      expect(values).toEqual(sequence.steps.map(([, expected]) => expected));
      if (sequence.scales) expect(scales).toEqual(sequence.scales);
    });
  }
  for (const sequence of printedSequences) {
    it(`${sequence.name}: equal to the printed decimals`, () => {
      const { values, scales } = runSequence(sequence);
      if (sequence.scales) expect(scales).toEqual(sequence.scales);
      sequence.steps.forEach(([, expected], step) => {
        expect(Math.abs(values[step] - expected), `step ${step}: ${values[step]}`).toBeLessThan(1.001e-4);
      });
    });
  }
});
