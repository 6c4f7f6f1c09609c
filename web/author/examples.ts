/** @file Kernels to begin with in the page. */
import { kernelTemplate } from '../../src/cli/author/template.js';
import { lstmExample } from './lstmExample.js';

const template = kernelTemplate('my-kernel');

/** One buffer of h instead of two: what the tutorial's second chapter is about. */
const race = template
  .replace("  name: 'my-kernel',", "  name: 'race',")
  .replace(
    '    // All of h on every unit, twice: while one is read, the other is filled.\n',
    '    // All of h on every unit, once: a fast unit overwrites what a slow one still reads.\n',
  )
  .replace("k.buffer('h', [2, H, B]", "k.buffer('h', [H, B]")
  .replace('k.at(h, t.mod(2))', 'h')
  .replace('k.at(h, t.plus(1).mod(2))', 'h');

export const examples = {
  'tanh RNN in cache': template,
  'LSTM in cache, layer by layer': lstmExample,
  'a race, which is refused': race,
} as const satisfies Readonly<Record<string, string>>;

export type ExampleName = keyof typeof examples;
export const firstExample = template;
