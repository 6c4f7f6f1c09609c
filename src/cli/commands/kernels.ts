/** @file `onchip kernels`: what can be run, and with which parameters. */
import { Command } from 'commander';
import type { KernelFlags } from '../actions/kernels.js';
import { collect } from '../lists.js';

const examples = `
Examples:
  $ onchip kernels
  $ onchip kernels lstm.in-cache    its parameters with defaults and limits
  $ onchip kernels ./model.json     what a trained model becomes
  $ onchip kernels --coverage --chip v100,lake-crest    the ladder on these chips: how long, or why not
  $ onchip kernels --json
`;

export function kernelsCommand(): Command {
  return new Command('kernels')
    .description('list the kernels, or the parameters of one')
    .argument('[name]', 'a kernel, or a model: model.json, model.onnx')
    .option('--coverage', 'which of them runs on which chip, with its time, or why it does not')
    .option('-c, --chip <names>', 'chips of the coverage, with commas between (default: all)', collect)
    .option('--json', 'print JSON and nothing else')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText('after', examples)
    .action(async (name: string | undefined, options: KernelFlags) => {
      const { showKernels } = await import('../actions/kernels.js');
      showKernels(name, options);
    });
}
