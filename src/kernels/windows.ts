/** @file Convolutions as products: which shapes of filters, images and result go together. */
import { outputHeight, outputWidth, type WindowOperand, windowSize } from '../sim/convolution.js';
import { type CutProblem, slotsOf, tileText } from './cuts.js';
import type { MatmulStatement } from './graph.js';
import type { Tile } from './handles.js';

/** Null, or what is wrong with the operands of a convolution. */
export function windowMismatch(out: Tile, filters: Tile, images: Tile, window: WindowOperand): CutProblem | null {
  const [k, pixels, count] = [windowSize(window), outputHeight(window) * outputWidth(window), slotsOf(images)];
  const { channels, height, width, kernelHeight, kernelWidth, padding, operand } = window;
  if (outputHeight(window) < 1 || outputWidth(window) < 1) {
    const sides = [window.top, window.right, window.bottom, window.left].map((side) => side ?? padding);
    const zeros = sides.every((side) => side === padding) ? padding : sides.join(', ');
    const found = `${kernelHeight} x ${kernelWidth} over ${height} x ${width} with padding ${zeros}`;
    return { expected: 'a kernel no larger than the padded image', found };
  }
  const byPixel = operand === 'a';
  const K = filters.tensor.rows;
  const image = byPixel ? [height * width, channels] : [channels, height * width];
  const result = byPixel ? [1, count * pixels, K] : [count, K, pixels];
  const found = [images.tensor.rows, images.tensor.columns, slotsOf(out), out.tensor.rows, out.tensor.columns];
  if ([...image, ...result].some((size, i) => size !== found[i]) || filters.tensor.columns !== k) {
    const expected = `filters [K, ${k}] * images [${image.join(', ')}] = [${result.join(', ')}]`;
    return { expected, found: `${tileText(filters)} * ${tileText(images)} = ${tileText(out)}` };
  }
  const cut = [out, filters, images].find(({ tensor }) => tensor.shard !== 'rows' && tensor.shard !== 'replicated');
  if (cut === undefined) return null;
  return { expected: `shard 'rows' or 'replicated' for ${cut.tensor.name}`, found: `'${cut.tensor.shard}'` };
}

type Product = Pick<MatmulStatement, 'a' | 'b' | 'm' | 'n' | 'k' | 'transposeB'>;

/** The product that the convolution is: windows of the images times filters, or filters times windows. */
export function windowProduct(filters: Tile, images: Tile, window: WindowOperand): Product {
  const k = windowSize(window);
  const all = outputHeight(window) * outputWidth(window) * slotsOf(images);
  const K = filters.tensor.rows;
  return window.operand === 'a'
    ? { a: images, b: filters, m: all, n: K, k, transposeB: true }
    : { a: filters, b: images, m: K, n: all, k, transposeB: false };
}
