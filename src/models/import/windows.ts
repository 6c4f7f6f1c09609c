/** @file Zeros around an image as `same` padding means them: as many windows as strides fit, the odd zero behind (TensorFlow,
 * ONNX SAME_UPPER) or in front (SAME_LOWER). */
import type { ConvWindow } from '../../sim/convolution.js';

export interface WindowSizes {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
}

export interface Sides {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

function around(
  size: number,
  kernel: number,
  stride: number,
  upper: boolean,
): readonly [before: number, after: number] {
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel - size);
  const [less, more] = [Math.floor(total / 2), Math.ceil(total / 2)];
  return upper ? [less, more] : [more, less];
}

export function sameSides({ height, width, kernel, strides }: WindowSizes, odd: 'after' | 'before' = 'after'): Sides {
  const [top, bottom] = around(height, kernel[0], strides[0], odd === 'after');
  const [left, right] = around(width, kernel[1], strides[1], odd === 'after');
  return { top, bottom, left, right };
}

export const noSides: Sides = { top: 0, bottom: 0, left: 0, right: 0 };

export function windowFrom({ channels, height, width, kernel, strides }: WindowSizes, sides: Sides): ConvWindow {
  const [kernelHeight, kernelWidth] = kernel;
  const [stride, strideAcross] = strides;
  return { channels, height, width, kernelHeight, kernelWidth, stride, strideAcross, padding: 0, ...sides };
}
