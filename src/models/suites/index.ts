/** @file Suites of layer shapes by name. */
import { deepbenchGemm } from './deepbenchGemm.js';
import { resnet50 } from './resnet50.js';
import type { LayerSuite } from './suite.js';
import { vgg16 } from './vgg16.js';

export const layerSuites: readonly LayerSuite[] = [resnet50, vgg16, deepbenchGemm];
