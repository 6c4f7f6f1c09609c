/** @file `onchip new`: a first kernel of one's own. */
import { Command } from 'commander';

export function newCommand(): Command {
  return new Command('new')
    .description('write a commented first kernel and its test into this folder')
    .argument('<name>', 'name of the kernel and of its file')
    .addHelpText('after', '\nExamples:\n  $ onchip new my-kernel\n')
    .action(async (name: string) => {
      const { newKernel } = await import('../actions/new.js');
      newKernel(name);
    });
}
