/** @file The 13 convolutions of VGG-16 on 224 x 224 images (Simonyan & Zisserman 2014, arXiv 1409.1556, table 1, column D):
 * 3x3, stride 1, padding 1; a pooling halves the image after each block. */
import { convolution, type LayerSuite } from './suite.js';

const layer = (name: string, channels: number, filters: number, size: number, count = 1) =>
  convolution(name, { channels, filters, size, kernel: 3, stride: 1 }, count);

export const vgg16: LayerSuite = {
  name: 'vgg-16',
  title: 'VGG-16, all 13 convolutions of a 224 x 224 image',
  kernel: 'conv2d',
  source: 'Simonyan & Zisserman 2014, arXiv 1409.1556, table 1, column D',
  problems: [
    layer('conv1_1', 3, 64, 224),
    layer('conv1_2', 64, 64, 224),
    layer('conv2_1', 64, 128, 112),
    layer('conv2_2', 128, 128, 112),
    layer('conv3_1', 128, 256, 56),
    layer('conv3_2, conv3_3', 256, 256, 56, 2),
    layer('conv4_1', 256, 512, 28),
    layer('conv4_2, conv4_3', 512, 512, 28, 2),
    layer('conv5_1 to conv5_3', 512, 512, 14, 3),
  ],
};
