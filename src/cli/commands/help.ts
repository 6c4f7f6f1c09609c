/** @file `onchip help run`: the same as `onchip run --help`. */
import { Command } from 'commander';
import { InputError } from '../../numerics/errors.js';
import { didYouMean } from '../../numerics/nearestNames.js';

export function helpCommand(): Command {
  const help = new Command('help')
    .description('print the help of a command')
    .argument('[command]', 'name of a command')
    .addHelpText('after', '\nExamples:\n  $ onchip help run\n')
    .action((name: string | undefined) => {
      const program = help.parent;
      if (program === null) throw new Error('help is no command of its own');
      (name === undefined ? program : commandNamed(program, name)).outputHelp();
    });
  return help;
}

function commandNamed(program: Command, name: string): Command {
  const found = program.commands.find((command) => command.name() === name);
  if (found !== undefined) return found;
  const names = program.commands.map((command) => command.name());
  throw new InputError({
    where: 'help',
    expected: `one of ${names.join(', ')}`,
    found: JSON.stringify(name),
    ...didYouMean(name, names),
  });
}
