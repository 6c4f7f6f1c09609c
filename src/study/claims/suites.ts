/** @file Workload suites. A chip is timed on a suite as a whole: the geometric mean over the problems. */
import { resnet50 } from '../../models/suites/resnet50.js';
import type { LayerSuite } from '../../models/suites/suite.js';
import { vgg16 } from '../../models/suites/vgg16.js';
import { lstmProblem, oneKernel, type Problem, type Suite } from './problems.js';
import { convolutionTraining, productTraining, residentLstmTraining, streamedLstmTraining } from './trainingWays.js';

/** W200 at three batches, with one and three layers, and layers that outgrow what a GPU or an NNP holds. */
export const lstmSuite: Suite = {
  name: 'LSTM',
  problems: [
    lstmProblem(200, 2, 1, 100),
    lstmProblem(200, 2, 16, 100),
    lstmProblem(200, 2, 64, 100),
    lstmProblem(200, 1, 16, 100),
    lstmProblem(200, 3, 16, 100),
    lstmProblem(512, 2, 16, 50),
    lstmProblem(1024, 2, 64, 25),
  ],
};

type Shape = readonly [m: number, n: number, k: number];

/** Shapes of DeepBench's list: skinny recurrent ones and large square ones. */
const shapes: readonly Shape[] = [
  [1760, 16, 1760],
  [2560, 64, 2560],
  [2048, 128, 2048],
  [5124, 700, 2048],
  [4096, 4096, 4096],
];
const productName = ([m, n, k]: Shape): string => `GEMM ${m}x${n}x${k}`;

export const gemmSuite: Suite = {
  name: 'GEMM',
  problems: shapes.map(
    (shape): Problem => ({
      name: productName(shape),
      ways: [oneKernel('gemm', { m: shape[0], n: shape[1], k: shape[2] })],
    }),
  ),
};

/** Convolutions that stand for VGG-16 and ResNet-50: early and wide, late and deep, 3x3 and 1x1. */
const chosenLayers: readonly (readonly [suite: LayerSuite, layer: string])[] = [
  [vgg16, 'conv2_2'],
  [vgg16, 'conv4_2, conv4_3'],
  [resnet50, 'conv2 3x3'],
  [resnet50, 'conv4 3x3'],
  [resnet50, 'conv4 expand'],
];
const IMAGES = 16;

const layers = chosenLayers.map(([suite, layer]) => {
  const { params } = suite.problems.find((p) => p.name === layer)!;
  return { name: `${suite.name} ${layer}`, params: { ...params, batch: IMAGES } };
});

export const convSuite: Suite = {
  name: 'convolution',
  problems: layers.map(({ name, params }) => ({ name, ways: [oneKernel('conv2d', params)] })),
};

const training = (hidden: number, batch: number): Problem => {
  const params = { hidden, layers: 2, batch, steps: 20 };
  return {
    name: `LSTM ${hidden}, batch ${batch}, training step`,
    ways: [residentLstmTraining(params), streamedLstmTraining(params)],
  };
};

export const lstmTrainingSuite: Suite = {
  name: 'LSTM training',
  problems: [training(200, 4), training(200, 20), training(200, 64), training(512, 16), training(1024, 64)],
};

export const gemmTrainingSuite: Suite = {
  name: 'GEMM training',
  problems: shapes.map((shape) => ({
    name: `${productName(shape)}, training step`,
    ways: [productTraining(...shape)],
  })),
};

export const convTrainingSuite: Suite = {
  name: 'convolution training',
  problems: layers.map(({ name, params }) => ({ name: `${name}, training step`, ways: [convolutionTraining(params)] })),
};

/** W200 alone. */
export const w200Suite: Suite = { name: 'W200', problems: lstmSuite.problems.slice(0, 3) };

export const inferenceSuites: readonly Suite[] = [lstmSuite, gemmSuite, convSuite];
export const trainingSuites: readonly Suite[] = [lstmTrainingSuite, gemmTrainingSuite, convTrainingSuite];
/** Recurrent layers, products and convolutions, at inference and in training. */
export const allSuites: readonly Suite[] = [...inferenceSuites, ...trainingSuites];
