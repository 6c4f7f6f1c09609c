/** @file The command line: every command with its options and examples. What a command does is loaded when it runs, so
 * that `onchip --help` is quick. */
import { Command, CommanderError } from 'commander';
import { accuracyCommand } from './commands/accuracy.js';
import { calibrateCommand } from './commands/calibrate.js';
import { chipsCommand } from './commands/chips.js';
import { claimsCommand } from './commands/claims.js';
import { compareCommand } from './commands/compare.js';
import { explainCommand } from './commands/explain.js';
import { exploreCommand } from './commands/explore.js';
import { helpCommand } from './commands/help.js';
import { hostCommand } from './commands/host.js';
import { kernelsCommand } from './commands/kernels.js';
import { mergeCommand } from './commands/merge.js';
import { newCommand } from './commands/new.js';
import { reportCommand } from './commands/report.js';
import { rerunCommand } from './commands/rerun.js';
import { runCommand } from './commands/run.js';
import { showCommand } from './commands/show.js';
import { sweepCommand } from './commands/sweep.js';
import { validateCommand } from './commands/validate.js';
import { workerCommand } from './commands/worker.js';
import { version } from './version.js';

const description =
  'Algorithms on chips with large programmable on-chip memory: does it fit, how many cycles, what does it wait for, and what do its numbers become.';

const epilogue = `
Examples:
  $ onchip chips
  $ onchip run lstm.in-cache --chip nnp-t1000,titan-v --format fp16 -p hidden=200 -p layers=2

Exit codes: 0 done; 1 a check did not hold (values are off); 2 the input was wrong; 3 a bug of onchip.
Results go to stdout, progress and messages to stderr.
`;

/** In the order of the help. */
const commands = (): readonly Command[] => [
  reportCommand(),
  rerunCommand(),
  showCommand(),
  runCommand(),
  newCommand(),
  kernelsCommand(),
  chipsCommand(),
  claimsCommand(),
  accuracyCommand(),
  validateCommand(),
  calibrateCommand(),
  compareCommand(),
  explainCommand(),
  exploreCommand(),
  hostCommand(),
  sweepCommand(),
  workerCommand(),
  mergeCommand(),
  helpCommand(),
];

/** All commands. Errors of the command line are thrown as CommanderError, not printed. */
export function buildProgram(): Command {
  const program = new Command('onchip')
    .description(description)
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', epilogue);
  for (const command of commands()) program.addCommand(command);
  for (const command of [program, ...program.commands]) quiet(command);
  return program;
}

/** Errors become exceptions that `fail.ts` says on one line, with the command whose help answers them. */
function quiet(command: Command): void {
  const path = command.parent === null ? 'onchip' : `${command.parent.name()} ${command.name()}`;
  command.configureOutput({ outputError: () => {} }).exitOverride((error) => {
    throw new CommanderError(error.exitCode, error.code, `${error.message}; see ${path} --help`);
  });
}
