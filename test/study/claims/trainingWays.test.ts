/** @file Training steps composed of passes: multiply-adds by hand, and the backward pass against the calibrated libraries. */
import { describe, expect, it } from 'vitest';
import { chip } from '../../../src/sim/chips/index.js';
import { gpuRnn } from '../../../src/sim/gpu/index.js';
import type { Way } from '../../../src/study/claims/problems.js';
import { planned } from '../../../src/study/claims/timing.js';
import {
  convolutionTraining,
  productTraining,
  residentLstmTraining,
  streamedLstmTraining,
} from '../../../src/study/claims/trainingWays.js';

function macs({ passes }: Way): number {
  return passes.reduce((sum, { kernel, params, times = 1 }) => {
    const made = planned(chip('nnp-t1000'), { kernel, params, format: 'fp16' });
    if (made.rejected !== null) throw new Error(`${kernel} does not fit`);
    return sum + times * made.result.macs;
  }, 0);
}

describe('a training step', () => {
  it('of a product has three times its multiply-adds', () => {
    expect(macs(productTraining(100, 30, 70))).toBe(3 * 100 * 30 * 70);
  });

  it.each([
    { kernelHeight: 3, padding: 1 },
    { kernelHeight: 1, padding: 0 },
  ])(
    'of a convolution has three times its multiply-adds: $kernelHeight x $kernelHeight',
    ({ kernelHeight, padding }) => {
      const params = { batch: 4, channels: 8, height: 12, filters: 10, kernelHeight, stride: 1, padding };
      // 4 images of 12 x 12 output pixels, 10 filters over 8 channels.
      expect(macs(convolutionTraining(params))).toBe(3 * 4 * 144 * 10 * 8 * kernelHeight ** 2);
      expect(() => convolutionTraining({ ...params, stride: 2 })).toThrow('changes sizes');
    },
  );

  it('of streamed LSTM layers has three times the multiply-adds of their forward pass, but for first steps', () => {
    const params = { hidden: 64, layers: 2, batch: 4, steps: 10 };
    // 8·H² a layer, sequence and step; a sequence's first step has no recurrent product (4·H²), forward and back.
    const whole = 3 * 8 * 64 * 64 * 2 * 4 * 10;
    const first = 2 * 4 * 64 * 64 * 2 * 4;
    expect(macs(streamedLstmTraining(params))).toBe(whole - first);
    const resident = macs(residentLstmTraining(params));
    expect(resident).toBeGreaterThan(0.9 * whole);
    expect(resident).toBeLessThan(1.05 * whole);
  });

  it('takes back through time what libraries take, or a little less', () => {
    for (const [name, runtime, format] of [
      ['v100', 'cudnn-7.0', 'fp16'],
      ['titan-xp', 'cudnn-6', 'fp32'],
      ['mi25', 'miopen-1.3', 'fp32'],
    ] as const) {
      for (const [hidden, batch] of [
        [512, 16],
        [1024, 64],
      ]) {
        const seconds = (direction: 'fwd' | 'bwd_data'): number =>
          gpuRnn(chip(name), runtime, { op: 'lstm', hidden, batch, steps: 20, direction, format }).seconds;
        const back = seconds('bwd_data') / seconds('fwd');
        expect(back).toBeGreaterThan(0.9);
        expect(back).toBeLessThan(1.8);
      }
    }
  });
});
