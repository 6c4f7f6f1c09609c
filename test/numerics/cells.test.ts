/** @file Gradients of the recurrent cells and of softmax cross-entropy against central differences of a float64 model written
 * here, and the small row operations. */
import { describe, expect, it } from 'vitest';
import {
  accumulateRowSums,
  addScaled,
  broadcastRows,
  fillDropoutMask,
  fillUniform,
  gruCellBackward,
  gruCellForward,
  lstmCellBackward,
  lstmCellForward,
  rnnCellBackward,
  rnnCellForward,
  softmaxCrossEntropy,
  softmaxCrossEntropyBackward,
  transpose,
} from '../../src/numerics/index.js';

const sigma = (x: number): number => 1 / (1 + Math.exp(-x));

function uniform(length: number, stream: number): Float32Array {
  const array = new Float32Array(length);
  fillUniform(array, { seed: 9, stream, step: 0 }, -1.5, 1.5);
  return array;
}

/** d loss / d x[i] for each i by central differences in float64. */
function differences(x: Float32Array, loss: (x: number[]) => number): number[] {
  const eps = 1e-6;
  return [...x].map((_, i) => {
    const shifted = (sign: number): number => loss([...x].map((v, j) => (j === i ? v + sign * eps : v)));
    return (shifted(1) - shifted(-1)) / (2 * eps);
  });
}

function expectClose(actual: Float32Array, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(actual[i] - value), `element ${i}`).toBeLessThan(2e-6);
  });
}

const count = 5;
const dh = uniform(count, 1);
const weigh = (h: readonly number[], weights: Float32Array): number => h.reduce((sum, v, i) => sum + v * weights[i], 0);

describe('LSTM cell', () => {
  const gates = uniform(4 * count, 2);
  const cPrev = uniform(count, 3);
  const dc = uniform(count, 4);
  /** Loss dh . h + dc . c of the float64 cell. */
  const loss = (g: readonly number[], c0: readonly number[]): number => {
    let sum = 0;
    for (let e = 0; e < count; e++) {
      const c = sigma(g[count + e]) * c0[e] + sigma(g[e]) * Math.tanh(g[2 * count + e]);
      sum += dh[e] * sigma(g[3 * count + e]) * Math.tanh(c) + dc[e] * c;
    }
    return sum;
  };
  it('has the gradients of its equations, in any aliasing', () => {
    const activations = new Float32Array(4 * count);
    const [c, h, dcPrev] = [1, 2, 3].map(() => new Float32Array(count));
    lstmCellForward({ count, gates, activations, cPrev, c, h });
    const dGates = new Float32Array(4 * count);
    lstmCellBackward({ count, activations, cPrev, c, dh, dc, dGates, dcPrev });
    expectClose(
      dGates,
      differences(gates, (g) => loss(g, [...cPrev])),
    );
    expectClose(
      dcPrev,
      differences(cPrev, (c0) => loss([...gates], c0)),
    );
    const inPlace = { dGates: activations.slice(), dc: dc.slice() };
    const activationsToo = inPlace.dGates;
    lstmCellBackward({
      count,
      activations: activationsToo,
      cPrev,
      c,
      dh,
      dc: inPlace.dc,
      dGates: activationsToo,
      dcPrev: inPlace.dc,
    });
    expect([...activationsToo]).toEqual([...dGates]);
    expect([...inPlace.dc]).toEqual([...dcPrev]);
  });
});

describe('GRU cell', () => {
  const [xGates, hGates, hPrev] = [uniform(3 * count, 5), uniform(3 * count, 6), uniform(count, 7)];
  const loss = (x: readonly number[], u: readonly number[], h0: readonly number[]): number => {
    const h = h0.map((previous, e) => {
      const r = sigma(x[e] + u[e]);
      const z = sigma(x[count + e] + u[count + e]);
      return (1 - z) * Math.tanh(x[2 * count + e] + r * u[2 * count + e]) + z * previous;
    });
    return weigh(h, dh);
  };
  it('has the gradients of its equations', () => {
    const activations = new Float32Array(4 * count);
    const [h, dhPrev] = [new Float32Array(count), new Float32Array(count)];
    const [dxGates, dhGates] = [new Float32Array(3 * count), new Float32Array(3 * count)];
    gruCellForward({ count, xGates, hGates, hPrev, activations, h });
    gruCellBackward({ count, activations, hPrev, dh, dxGates, dhGates, dhPrev });
    expectClose(
      dxGates,
      differences(xGates, (x) => loss(x, [...hGates], [...hPrev])),
    );
    expectClose(
      dhGates,
      differences(hGates, (u) => loss([...xGates], u, [...hPrev])),
    );
    expectClose(
      dhPrev,
      differences(hPrev, (h0) => loss([...xGates], [...hGates], h0)),
    );
  });
});

describe('tanh cell', () => {
  it('has the gradient of tanh', () => {
    const gates = uniform(count, 8);
    const [h, dGates] = [new Float32Array(count), new Float32Array(count)];
    rnnCellForward({ count, gates, h });
    rnnCellBackward({ count, h, dh, dGates });
    expectClose(
      dGates,
      differences(gates, (g) => weigh(g.map(Math.tanh), dh)),
    );
  });
});

describe('softmax cross-entropy', () => {
  const [classes, batch] = [7, 3];
  const logits = uniform(classes * batch, 10);
  const targets = Int32Array.of(2, -1, 6);
  const loss = (x: readonly number[]): number => {
    let sum = 0;
    for (const column of [0, 2]) {
      const total = Array.from({ length: classes }, (_, r) => Math.exp(x[r * batch + column])).reduce((a, b) => a + b);
      sum -= Math.log(Math.exp(x[targets[column] * batch + column]) / total);
    }
    return sum;
  };
  it('gives loss and gradient; columns without a target do not count', () => {
    const p = new Float32Array(classes * batch);
    expect(softmaxCrossEntropy(logits, targets, p, classes, batch)).toBeCloseTo(loss([...logits]), 5);
    softmaxCrossEntropyBackward(p, targets, p, classes, batch, 1);
    expectClose(p, differences(logits, loss));
  });
  it('survives logits that overflow e^x', () => {
    const x = Float32Array.of(1000, -1000);
    const p = new Float32Array(2);
    expect(softmaxCrossEntropy(x, Int32Array.of(0), p, 2, 1)).toBe(0);
    expect([...p]).toEqual([1, 0]);
  });
});

describe('row operations and dropout', () => {
  it('broadcast, sum, transpose and add in the stated order', () => {
    const x = new Float32Array(6);
    broadcastRows(Float32Array.of(1, 2), x, 3);
    expect([...x]).toEqual([1, 1, 1, 2, 2, 2]);
    const sums = Float32Array.of(10, 0);
    accumulateRowSums(x, sums, 3);
    expect([...sums]).toEqual([13, 6]);
    const y = new Float32Array(6);
    transpose(x, y, 2, 3);
    expect([...y]).toEqual([1, 2, 1, 2, 1, 2]);
    addScaled(y, x, -2);
    expect([...y]).toEqual([-1, 0, -1, -2, -3, -2]);
    // order matters in fp32: 2^24 + 1 + 1 stays 2^24 from the left
    const ordered = new Float32Array(1);
    accumulateRowSums(Float32Array.of(2 ** 24, 1, 1), ordered, 3);
    expect(ordered[0]).toBe(2 ** 24);
  });

  it('drops the stated share and scales the rest', () => {
    const mask = new Float32Array(10_000);
    fillDropoutMask(mask, { seed: 1, stream: 2, step: 3 }, 0.25);
    const dropped = mask.filter((x) => x === 0).length;
    // standard deviation sqrt(10000 * 0.25 * 0.75) = 43
    expect(Math.abs(dropped - 2500)).toBeLessThan(4 * 43);
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(4 / 3)]));
  });
});
