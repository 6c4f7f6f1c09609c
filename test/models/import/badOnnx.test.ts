/** @file ONNX files that are wrong: each is refused with its place in the file, nothing is guessed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOnnx } from '../../../src/models/import/onnx/index.js';
import { InputError } from '../../../src/numerics/errors.js';
import { type GraphText, onnxBytes, weights } from './onnxModels.js';

const good: GraphText = {
  input: { dims: ['batch', 3] },
  nodes: [
    { op: 'Gemm', name: 'fc', inputs: ['x', 'A', 'a'], outputs: ['h'] },
    { op: 'Relu', inputs: ['h'], outputs: ['y'] },
  ],
  constants: { A: weights([3, 2], 1), a: weights([2], 2) },
  output: 'y',
};

function said(bytes: Uint8Array): string {
  try {
    readOnnx('m.onnx', bytes);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'nothing';
}

const [fc0, relu] = good.nodes;

describe('a graph that is changed', () => {
  it('is read as it is', () => {
    expect(said(onnxBytes(good))).toBe('nothing');
  });

  const cases: [what: string, change: Partial<GraphText>, message: RegExp][] = [
    [
      'an operator that we lack',
      { nodes: [fc0, { ...relu, op: 'Erf' }] },
      /^m\.onnx: nodes\[1\] "Erf_1" \(Erf\): expected one of LSTM, GRU, .*, found Erf/,
    ],
    [
      'an operator of another domain',
      { nodes: [fc0, { ...relu, domain: 'com.microsoft' }] },
      /nodes\[1\] "Relu_1" \(Relu\): domain: expected a standard operator, found com\.microsoft/,
    ],
    [
      'an attribute that we lack',
      { nodes: [{ ...fc0, attributes: { broadcast: 1 } }, relu] },
      /nodes\[0\] "fc" \(Gemm\): broadcast: expected no attribute/,
    ],
    [
      'weights of another shape',
      { constants: { ...good.constants, A: weights([4, 2], 1) } },
      /nodes\[0\] "fc" \(Gemm\): expected weights for 3 features, found 4/,
    ],
    [
      'a bias of another shape',
      { constants: { ...good.constants, a: weights([3], 1) } },
      /expected a constant of 2 numbers, one a feature or channel, found \[3\]/,
    ],
    [
      'too little data',
      { constants: { ...good.constants, A: { dims: [3, 2], floats: [1, 2] } } },
      /tensor "A": expected 24 bytes for shape \[3,2\], found 8 bytes/,
    ],
    [
      'a huge tensor',
      { constants: { ...good.constants, A: { dims: [1e6, 1e6], floats: [] } } },
      /tensor "A": shape: expected at most 2147483648 elements/,
    ],
    [
      'NaN',
      { constants: { ...good.constants, A: { dims: [3, 2], floats: [0, 0, 0, Number.NaN, 0, 0] } } },
      /^m\.onnx: tensor "A"\[3\]: expected a finite number, found NaN/,
    ],
    [
      'infinity',
      { constants: { ...good.constants, a: { dims: [2], floats: [0, -Infinity] } } },
      /tensor "a"\[1\]: expected a finite number, found -Infinity/,
    ],
    [
      'data in another file',
      { constants: { ...good.constants, A: { dims: [3, 2], floats: [], external: true } } },
      /tensor "A": expected data inside the file, found external data/,
    ],
    [
      'weights of float16',
      { constants: { ...good.constants, A: { ...weights([3, 2], 1), dataType: 10 } } },
      /tensor "A": data type: expected one of float, int32, int64, found float16/,
    ],
    [
      'a cycle',
      { nodes: [{ ...fc0, inputs: ['y', 'A', 'a'] }, relu] },
      /nodes\[0\] "fc" \(Gemm\): expected a chain of nodes: "x" of the input.*a cycle/,
    ],
    [
      'a value that nothing makes',
      { nodes: [{ ...fc0, inputs: ['z', 'A', 'a'] }, relu] },
      /found "z", which nothing makes/,
    ],
    [
      'two branches',
      { nodes: [fc0, { op: 'Add', inputs: ['h', 'h'], outputs: ['y'] }] },
      /expected "h" of m\.onnx: nodes\[0\] "fc" \(Gemm\) once/,
    ],
    [
      'an old version of the operators',
      { opset: 6 },
      /opset_import: expected version 7 to 23 of the standard operators, found 6/,
    ],
    ['an input of another shape', { input: { dims: ['batch', 4] } }, /expected weights for 4 features, found 3/],
    [
      'an input of an unknown width',
      { input: { dims: ['batch', 'width'] } },
      /expected a feature axis of a known size/,
    ],
  ];
  it.each(cases)('%s', (_, change, message) => {
    expect(said(onnxBytes({ ...good, ...change }))).toMatch(message);
  });
});

describe('recurrent nodes', () => {
  const lstm = (attributes: object, more: Partial<GraphText['constants']> = {}, inputs = ['x', 'W', 'R']): Uint8Array =>
    onnxBytes({
      input: { dims: [4, 1, 3] },
      nodes: [{ op: 'LSTM', name: 'rnn', inputs, outputs: ['', 'y'], attributes: { hidden_size: 2, ...attributes } }],
      constants: { W: weights([1, 8, 3], 1), R: weights([1, 8, 2], 2), ...(more as GraphText['constants']) },
      output: 'y',
    });

  it('are read as they are', () => expect(said(lstm({}))).toBe('nothing'));
  it('in both directions', () => {
    expect(said(lstm({ direction: 'bidirectional' }))).toBe(
      'm.onnx: nodes[0] "rnn" (LSTM): direction: expected one of forward, reverse, found bidirectional',
    );
  });
  it('with clipping', () => expect(said(lstm({ clip: { float: 3 } }))).toMatch(/clip: expected none/));
  it('with other activations', () => {
    expect(said(lstm({ activations: ['Sigmoid', 'Softsign', 'Tanh'] }))).toMatch(
      /activations: expected one of sigmoid, .*, found softsign/,
    );
  });
  it('with a state to begin with', () => {
    const inputs = ['x', 'W', 'R', '', '', 'h0'];
    expect(said(lstm({}, { h0: weights([1, 1, 2], 3) }, inputs))).toMatch(
      /initial_h: expected zeros, found other numbers/,
    );
  });
  it('with weights of another shape', () => {
    expect(said(lstm({}, { R: weights([1, 8, 3], 2) }))).toMatch(/R: expected floats \[1, 8, 2\], found \[1,8,3\]/);
  });
});

describe('bytes', () => {
  const whole = onnxBytes(good);
  it('none at all', () => expect(said(new Uint8Array(0))).toMatch(/expected an ONNX model, found an empty file/));
  it('of something else', () =>
    expect(said(new TextEncoder().encode('\x89HDF\r\n'))).toMatch(/expected an ONNX model/));

  it('cut anywhere are refused in one line', () => {
    for (let length = 0; length < whole.length - 4; length++)
      expect(said(whole.subarray(0, length)), String(length)).not.toBe('nothing');
  });

  it('changed anywhere are refused or read, and never anything else', () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const bytes = whole.slice();
        bytes[at] = value;
        expect(typeof said(bytes)).toBe('string');
      }),
      { numRuns: 500 },
    );
  });
});
