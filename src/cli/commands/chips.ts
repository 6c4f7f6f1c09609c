/** @file `onchip chips`: what the targets are made of. */
import { Command, Option } from 'commander';

const examples = `
Examples:
  $ onchip chips                          all chips, one line each
  $ onchip chips nnp-t1000                every figure with unit, status, range and source
  $ onchip chips v100 --json
  $ onchip chips v100 --yaml > mine.yaml  a chip file to edit; load it with --chip ./mine.yaml
  $ onchip chips ./mine.yaml              check a chip file and list its figures
`;

export function chipsCommand(): Command {
  return new Command('chips')
    .description('list the chips, or every figure of one chip with its source')
    .argument('[name]', 'a chip, or a chip file (.yaml, .json)')
    .option('--json', 'print JSON and nothing else')
    .addOption(new Option('--yaml', 'print a chip file that can be edited and loaded again').conflicts('json'))
    .addHelpText('after', examples)
    .action(async (name: string | undefined, options: { json?: true; yaml?: true }) => {
      const { showChips } = await import('../actions/chips.js');
      showChips(name, options);
    });
}
