/** @file A suite: problems of one kernel with how often each occurs in the network or the benchmark that they are from. */

export interface SuiteProblem {
  readonly name: string;
  /** Parameters of the suite's kernel, without the batch. */
  readonly params: Readonly<Record<string, number>>;
  /** Times that the network has this layer. */
  readonly count: number;
}

export interface LayerSuite {
  readonly name: string;
  readonly title: string;
  /** Kernel of every problem. */
  readonly kernel: string;
  readonly source: string;
  readonly problems: readonly SuiteProblem[];
}

export interface ConvLayer {
  readonly channels: number;
  readonly filters: number;
  /** Rows and columns of the input image. */
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
}

/** A convolution with the padding that keeps an image's size at stride 1. */
export function convolution(name: string, layer: ConvLayer, count = 1): SuiteProblem {
  const { channels, filters, size, kernel, stride } = layer;
  const params = { channels, height: size, filters, kernelHeight: kernel, stride, padding: (kernel - 1) / 2 };
  return { name, params, count };
}

/** Pixels of an output row or column, weights and multiply-accumulates of one image, all occurrences together. */
export function convolutionTotals(suite: LayerSuite): { readonly weights: number; readonly macs: number } {
  let [weights, macs] = [0, 0];
  for (const { params, count } of suite.problems) {
    const { channels, height, filters, kernelHeight, stride, padding } = params;
    const side = Math.floor((height + 2 * padding - kernelHeight) / stride) + 1;
    const layerWeights = filters * channels * kernelHeight * kernelHeight;
    weights += count * layerWeights;
    macs += count * layerWeights * side * side;
  }
  return { weights, macs };
}
