/** @file Training kernels against finite differences in float64, in every format and on chips of every kind; a gradient
 * that is wrong is found; a refusal names the longest unroll. */
import { describe, expect, it } from 'vitest';
import { plan } from '../../src/kernels/planner/plan.js';
import { trainingReference } from '../../src/kernels/reference/training.js';
import { kernelNamed } from '../../src/kernels/registry.js';
import { target } from '../../src/sim/namedTarget.js';
import { checkValues } from '../../src/study/values.js';

const kernels = ['lstm.train', 'gru.train', 'rnn.train'];

function checked(name: string, chip: string, format: string) {
  const kernel = kernelNamed(name);
  const params = kernel.check!.smaller(kernel.graph({}).params);
  const on = target(chip, { format });
  const made = plan(kernel, params, on);
  if (made.rejected !== null) throw new Error('the small problem does not fit');
  return checkValues(kernel, params, made.program, on.format, 5)!;
}

describe.each(kernels)('%s', (name) => {
  it.each([
    ['nnp-t1000', 'fp32'],
    ['v100', 'fp16'],
    ['tpu-v2', 'bf16'],
    ['lake-crest', 'flex16+5'],
    ['graphcore-gc2', 'fp16'],
    ['xeon-8180', 'fp32'],
  ])('on %s in %s has the losses and gradients of finite differences', (chip, format) => {
    const check = checked(name, chip, format);
    expect(check.ok).toBe(true);
    expect(check.relL2).toBeGreaterThan(0);
  });
});

describe('the reference', () => {
  it('of one unit and one step is the derivative by hand', () => {
    // y = h, loss = (Wy·h + by - target)², d loss / d by = 2 (Wy·h + by - target) · weight.
    const params = { hidden: 1, layers: 1, batch: 1, steps: 1, input: 1, classes: 1 };
    const inputs = {
      ...{ W0: [0], U0: [0], b0: [0], x: [0], Wy: [2], by: [0.5], targets: [1], weights: [3] },
    };
    const values = Object.fromEntries(Object.entries(inputs).map(([k, v]) => [k, Float64Array.from(v)]));
    const h = 0.25;
    const result = trainingReference(() => ({ y: Float64Array.from([h]) }))(params, values);
    const error = 2 * h + 0.5 - 1;
    expect(result.loss[0]).toBeCloseTo(error ** 2, 12);
    expect(result['g.by'][0]).toBeCloseTo(2 * error * 3, 6);
    expect(result['g.Wy'][0]).toBeCloseTo(2 * error * 3 * h, 6);
    expect(result['g.W0'][0]).toBe(0);
  });
});

describe('a training step that does not fit', () => {
  it('is refused with the longest unroll that does, and one step more does not', () => {
    const kernel = kernelNamed('lstm.train');
    const on = target('lake-crest');
    const { rejected } = plan(kernel, { hidden: 200, batch: 20, steps: 1000 }, on);
    const steps = Number(/^steps=(\d+) fits, the longest unroll \(instead of 1000\)$/.exec(rejected!.suggestion)![1]);
    expect(plan(kernel, { hidden: 200, batch: 20, steps }, on).rejected).toBeNull();
    expect(plan(kernel, { hidden: 200, batch: 20, steps: steps + 1 }, on).rejected).not.toBeNull();
  });

  it('says so when no unroll is short enough', () => {
    const { rejected } = plan(kernelNamed('gru.train'), { hidden: 2048 }, target('gtx-1080-ti'));
    expect(rejected!.suggestion).toMatch(/^no unroll fits, however short; \w+=\d+ fits/);
  });
});
