/** @file Geometry of a two-dimensional convolution, and its windows as a matrix (im2col). As an implicit GEMM the matrix is
 * never written out: a product reads windows straight from the image (Chetlur et al. 2014, cuDNN). */

/** Output pixels are the windows' positions in row-major order; elements of a window go by channel, row, column. */
export interface ConvWindow {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  /** Rows from one window to the next; columns, too, unless they differ. */
  readonly stride: number;
  readonly strideAcross?: number;
  /** Zeros around the image, on every side that has no number of its own below. */
  readonly padding: number;
  readonly top?: number;
  readonly bottom?: number;
  readonly left?: number;
  readonly right?: number;
}

/** A convolution as a product. a: windows · filtersᵀ, images [height·width, channels], a row an output pixel.
 * b: filters · windows, images [channels, height·width], a row a filter. */
export interface WindowOperand extends ConvWindow {
  readonly operand: 'a' | 'b';
}

const strideAcross = (w: ConvWindow): number => w.strideAcross ?? w.stride;

/** Rows of the output image; below 1 when the kernel is larger than the padded image. */
export const outputHeight = (w: ConvWindow): number =>
  Math.floor((w.height + (w.top ?? w.padding) + (w.bottom ?? w.padding) - w.kernelHeight) / w.stride) + 1;
export const outputWidth = (w: ConvWindow): number =>
  Math.floor((w.width + (w.left ?? w.padding) + (w.right ?? w.padding) - w.kernelWidth) / strideAcross(w)) + 1;
/** Rows of the matrix of windows: channels x kernel. */
export const windowSize = (w: ConvWindow): number => w.channels * w.kernelHeight * w.kernelWidth;

/** Elements of one image that some window covers: a stride longer than the kernel leaves rows out. */
export function coveredElements(w: ConvWindow): number {
  const covered = (size: number, kernel: number, stride: number, count: number): number =>
    stride > kernel ? Math.min(size, count * kernel) : size;
  const rows = covered(w.height, w.kernelHeight, w.stride, outputHeight(w));
  return w.channels * rows * covered(w.width, w.kernelWidth, strideAcross(w), outputWidth(w));
}

/** Elements that the windows of `pixels` consecutive output pixels cover: whole rows, and the rows that the next ones share. */
export function coveredBy(w: ConvWindow, pixels: number): number {
  const rows = (pixels / outputWidth(w)) * w.stride + Math.max(0, w.kernelHeight - w.stride);
  const perRow = coveredElements(w) / w.height;
  return Math.ceil(rows * perRow);
}

/** The windows of one image (at `offset` of `image`) as a row-major matrix, zeros outside the image: [pixels,
 * window] for operand a, [window, pixels] for operand b. */
export function fillWindows(w: WindowOperand, image: Float32Array, offset: number, out: Float32Array): void {
  const [rows, columns, size] = [outputHeight(w), outputWidth(w), windowSize(w)];
  const byPixel = w.operand === 'a';
  const [pixelStep, elementStep] = byPixel ? [size, 1] : [1, rows * columns];
  const [channelStep, positionStep] = byPixel ? [1, w.channels] : [w.height * w.width, 1];
  const [top, left, across] = [w.top ?? w.padding, w.left ?? w.padding, strideAcross(w)];
  for (let element = 0; element < size; element++) {
    const s = element % w.kernelWidth;
    const r = Math.floor(element / w.kernelWidth) % w.kernelHeight;
    const from = offset + Math.floor(element / (w.kernelWidth * w.kernelHeight)) * channelStep;
    let at = element * elementStep;
    for (let p = 0; p < rows; p++) {
      const y = p * w.stride + r - top;
      for (let q = 0; q < columns; q++) {
        const x = q * across + s - left;
        const inside = y >= 0 && y < w.height && x >= 0 && x < w.width;
        out[at] = inside ? image[from + (y * w.width + x) * positionStep] : 0;
        at += pixelStep;
      }
    }
  }
}
