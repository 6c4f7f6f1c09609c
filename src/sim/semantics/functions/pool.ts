/** @file What makes images and sequences smaller: windows, whole images, all steps; and their rows as one vector. */
import { type ConvWindow, outputHeight, outputWidth } from '../../convolution.js';
import type { Tile } from '../../tensors.js';
import type { PointwiseFunction } from './function.js';

const f = Math.fround;

type Constants = Readonly<Record<string, number>>;

/** Geometry of a pooling window as the constants of its function; `countPadding` 1: zeros count in averages. */
export interface PoolWindow extends ConvWindow {
  readonly countPadding: number;
}

const windowOf = (constants: Constants): PoolWindow => constants as unknown as PoolWindow;
const sizeOf = (constants: Constants): number => constants.kernelHeight * constants.kernelWidth;

/** Calls `visit` for each element of the window at output pixel (p, q) that lies in the image, row by row. */
function inWindow(w: PoolWindow, p: number, q: number, visit: (position: number) => void): number {
  const [top, left] = [p * w.stride - (w.top ?? w.padding), q * (w.strideAcross ?? w.stride) - (w.left ?? w.padding)];
  let inside = 0;
  for (let y = Math.max(0, top); y < Math.min(w.height, top + w.kernelHeight); y++) {
    for (let x = Math.max(0, left); x < Math.min(w.width, left + w.kernelWidth); x++) {
      visit(y * w.width + x);
      inside += 1;
    }
  }
  return inside;
}

/** Images [N, C, height·width] → [N, C, pixels], one row (a channel of an image) after the other. */
function pool(
  name: string,
  special: number,
  reduce: (w: PoolWindow, row: Float32Array, p: number, q: number) => number,
) {
  const made: PointwiseFunction = {
    name,
    inputs: ['images'],
    outputs: ['pooled'],
    simple: sizeOf,
    special,
    apply: (tiles, constants) => {
      const w = windowOf(constants);
      const [images, out] = [tiles.read(0), tiles.write(0)];
      const [height, width] = [outputHeight(w), outputWidth(w)];
      for (let row = 0; row < images.slots * images.rows; row++) {
        const from = images.offset + row * images.columns;
        const channel = images.data.subarray(from, from + images.columns);
        const to = out.offset + row * out.columns;
        for (let p = 0; p < height; p++) {
          for (let q = 0; q < width; q++) out.data[to + p * width + q] = reduce(w, channel, p, q);
        }
      }
      tiles.commit(0);
    },
  };
  return made;
}

/** The largest of each window; what lies outside the image does not count. */
export const maxPool = pool('maxPool', 0, (w, row, p, q) => {
  let most = Number.NEGATIVE_INFINITY;
  inWindow(w, p, q, (position) => {
    most = Math.max(most, row[position]);
  });
  return most;
});

/** The mean of each window, summed row by row in fp32. */
export const averagePool = pool('averagePool', 1, (w, row, p, q) => {
  let sum = 0;
  const inside = inWindow(w, p, q, (position) => {
    sum = f(sum + row[position]);
  });
  return f(sum / (w.countPadding === 1 ? w.kernelHeight * w.kernelWidth : inside));
});

const largest = (row: Float32Array): number => row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
const mean = (row: Float32Array): number => f(row.reduce((sum, x) => f(sum + x), 0) / row.length);

/** Images [N, C, pixels] → one number a channel, [N, C, 1]. */
function wholeImage(name: string, special: number, reduce: (row: Float32Array) => number): PointwiseFunction {
  return {
    name,
    inputs: ['images'],
    outputs: ['pooled'],
    elements: 'input',
    simple: 1,
    special,
    apply: (tiles) => {
      const [images, out] = [tiles.read(0), tiles.write(0)];
      for (let row = 0; row < images.slots * images.rows; row++) {
        const from = images.offset + row * images.columns;
        out.data[out.offset + row] = reduce(images.data.subarray(from, from + images.columns));
      }
      tiles.commit(0);
    },
  };
}

export const globalMax = wholeImage('globalMax', 0, largest);
export const globalAverage = wholeImage('globalAverage', 0, mean);

/** Sequence [T, F, B] → one number a feature, [F, B]. */
function allSteps(name: string, reduce: (steps: Float32Array) => number): PointwiseFunction {
  return {
    name,
    inputs: ['sequence'],
    outputs: ['pooled'],
    elements: 'input',
    simple: 1,
    special: 0,
    apply: (tiles) => {
      const [x, out] = [tiles.read(0), tiles.write(0)];
      const steps = new Float32Array(x.slots);
      const size = x.rows * x.columns;
      for (let e = 0; e < size; e++) {
        for (let t = 0; t < x.slots; t++) steps[t] = x.data[x.offset + t * size + e];
        out.data[out.offset + e] = reduce(steps);
      }
      tiles.commit(0);
    },
  };
}

export const maxSteps = allSteps('maxSteps', largest);
export const averageSteps = allSteps('averageSteps', mean);

/** Images [N, C, pixels] → vectors [N, pixels·C, 1], channels innermost: row p·C + c, so that rows of one channel stay on
 * the unit that has it (a tensor of C rows in groups of pixels). */
export const flattenImage: PointwiseFunction = {
  name: 'flattenImage',
  inputs: ['images'],
  outputs: ['vectors'],
  simple: 1,
  special: 0,
  apply: (tiles) => {
    const [images, out] = [tiles.read(0), tiles.write(0)];
    const { rows: channels, columns: pixels } = images;
    for (let n = 0; n < images.slots; n++) {
      const at = n * channels * pixels;
      for (let c = 0; c < channels; c++) {
        for (let p = 0; p < pixels; p++) {
          out.data[out.offset + at + p * channels + c] = images.data[images.offset + at + c * pixels + p];
        }
      }
    }
    tiles.carry(0, 0);
  },
};

/** Sequence [T, F, B] → vectors [T·F, B], features innermost. In memory it is the same; exponents of steps may differ. */
export const flattenSteps: PointwiseFunction = {
  name: 'flattenSteps',
  inputs: ['sequence'],
  outputs: ['vectors'],
  simple: 1,
  special: 0,
  apply: (tiles) => {
    const all = (tile: Tile): Float32Array =>
      tile.data.subarray(tile.offset, tile.offset + tile.slots * tile.rows * tile.columns);
    const from = all(tiles.read(0));
    all(tiles.write(0)).set(from);
    tiles.commit(0);
  },
};
