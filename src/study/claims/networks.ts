/** @file Whole networks as passes: the convolutions of ResNet-50 and VGG-16 with the bias or normalisation and ReLU after
 * each, a pass of its own over the output as libraries of 2017 ran it; an LSTM with its cells. */
import { kernelNamed } from '../../kernels/registry.js';
import { resnet50 } from '../../models/suites/resnet50.js';
import { convolutionTotals, type LayerSuite } from '../../models/suites/suite.js';
import { vgg16 } from '../../models/suites/vgg16.js';
import { costOfElement } from '../../sim/semantics/pointwise.js';
import { oneKernel, type Pass, type Problem } from './problems.js';
import { lstmSuite } from './suites.js';

const IMAGES = 16;

export interface Network {
  readonly name: string;
  /** Matrix products and convolutions. */
  readonly products: readonly Pass[];
  /** Element-wise passes; empty where the products' kernel has them inside. */
  readonly others: readonly Pass[];
  /** Share of products and convolutions in all operations of the network; one multiply-add is two. */
  readonly operationShare: number;
}

const outputSide = (p: Readonly<Record<string, number>>): number =>
  Math.floor((p.height + 2 * p.padding - p.kernelHeight) / p.stride) + 1;

/** Operations of an element-wise function for each of its elements. */
function operationsOf(fn: string): number {
  const { simple, special } = costOfElement({ fn, constants: {} });
  return simple + special;
}

function convolutional(suite: LayerSuite): Network {
  const outputs = suite.problems.map(({ params, count }) => ({
    rows: params.filters,
    columns: IMAGES * outputSide(params) ** 2,
    count,
  }));
  const elements = outputs.reduce((sum, o) => sum + o.count * o.rows * o.columns, 0);
  const macs = IMAGES * convolutionTotals(suite).macs;
  return {
    name: suite.title.split(',')[0],
    products: suite.problems.map(({ params, count }) => ({
      kernel: 'conv2d',
      params: { ...params, batch: IMAGES },
      times: count,
    })),
    others: outputs.map(({ rows, columns, count }) => ({
      kernel: 'pass.bias-relu',
      params: { rows, columns },
      times: count,
    })),
    operationShare: (2 * macs) / (2 * macs + operationsOf('biasRelu') * elements),
  };
}

function recurrent({ name, ways }: Problem): Network {
  const { params } = ways[0].passes[0];
  const { hidden, layers, batch, steps } = kernelNamed('lstm.fused').graph(params).params;
  const units = hidden * layers * batch * steps;
  const operations = 2 * 8 * hidden * units;
  return {
    name,
    products: oneKernel('lstm.fused', params).passes,
    others: [],
    operationShare: operations / (operations + operationsOf('lstmCell') * units),
  };
}

export const networks: readonly Network[] = [
  ...lstmSuite.problems.map(recurrent),
  convolutional(vgg16),
  convolutional(resnet50),
];
