/** @file `onchip kernels`: what can be run, and with which parameters. */
import { Command } from 'commander';

const examples = `
Examples:
  $ onchip kernels
  $ onchip kernels lstm.in-cache    its parameters with defaults and limits
  $ onchip kernels ./model.json     what a trained model becomes
  $ onchip kernels --json
`;

export function kernelsCommand(): Command {
  return new Command('kernels')
    .description('list the kernels, or the parameters of one')
    .argument('[name]', 'a kernel, or a model: model.json, model.onnx')
    .option('--json', 'print JSON and nothing else')
    .addHelpText('after', examples)
    .action(async (name: string | undefined, options: { json?: true }) => {
      const { showKernels } = await import('../actions/kernels.js');
      showKernels(name, options);
    });
}
