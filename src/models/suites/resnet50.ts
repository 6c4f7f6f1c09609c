/** @file The convolutions of ResNet-50 on 224 x 224 images (He et al. 2015, arXiv 1512.03385, table 1): stem and four stages
 * of bottlenecks 1x1, 3x3, 1x1, the stride in the first 1x1 of a stage as in the paper, projections where sizes change. */
import { convolution, type LayerSuite, type SuiteProblem } from './suite.js';

interface Stage {
  readonly blocks: number;
  /** Channels inside a bottleneck; four times as many come out. */
  readonly inner: number;
  /** Channels and image size of what comes in. */
  readonly channels: number;
  readonly size: number;
  readonly stride: number;
}

const stages: readonly Stage[] = [
  { blocks: 3, inner: 64, channels: 64, size: 56, stride: 1 },
  { blocks: 4, inner: 128, channels: 256, size: 56, stride: 2 },
  { blocks: 6, inner: 256, channels: 512, size: 28, stride: 2 },
  { blocks: 3, inner: 512, channels: 1024, size: 14, stride: 2 },
];

function stageLayers({ blocks, inner, channels, size, stride }: Stage, index: number): SuiteProblem[] {
  const outer = 4 * inner;
  const inside = size / stride;
  const name = `conv${index + 2}`;
  return [
    convolution(`${name} first reduce`, { channels, filters: inner, size, kernel: 1, stride }),
    convolution(`${name} projection`, { channels, filters: outer, size, kernel: 1, stride }),
    convolution(`${name} 3x3`, { channels: inner, filters: inner, size: inside, kernel: 3, stride: 1 }, blocks),
    convolution(`${name} expand`, { channels: inner, filters: outer, size: inside, kernel: 1, stride: 1 }, blocks),
    convolution(`${name} reduce`, { channels: outer, filters: inner, size: inside, kernel: 1, stride: 1 }, blocks - 1),
  ];
}

export const resnet50: LayerSuite = {
  name: 'resnet-50',
  title: 'ResNet-50, all 53 convolutions of a 224 x 224 image',
  kernel: 'conv2d',
  source: 'He et al. 2015, arXiv 1512.03385, table 1',
  problems: [
    convolution('conv1', { channels: 3, filters: 64, size: 224, kernel: 7, stride: 2 }),
    ...stages.flatMap(stageLayers),
  ],
};
