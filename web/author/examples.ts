/** @file Kernels to begin with in the page. */
import { kernelTemplate } from '../../src/cli/author/template.js';
import { lstmExample } from './lstmExample.js';

const template = kernelTemplate('my-kernel');

/** What the template's own comment invites to try. */
const race = template.replace("name: 'my-kernel'", "name: 'race'").replace('      k.barrier();\n', '');

export const examples = {
  'tanh RNN in cache': template,
  'LSTM in cache, layer by layer': lstmExample,
  'a race, which is refused': race,
} as const satisfies Readonly<Record<string, string>>;

export type ExampleName = keyof typeof examples;
export const firstExample = template;
