/** @file `onchip calibrate`: fits the GPU model's declared parameters on the measured tables. */
import { Command } from 'commander';
import type { CalibrateFlags } from '../actions/calibrate.js';

const examples = `
Fits only declared physical parameters and the libraries' choice rules, on the tables in data/measured, and judges them
on devices left out. Nothing is changed unless --write or --out is given.

Examples:
  $ onchip calibrate --skip-leave-out
  $ onchip calibrate --out fitted
  $ onchip calibrate --write            replaces src/sim/gpu/calibrated of this source tree; build afterwards
`;

export function calibrateCommand(): Command {
  return new Command('calibrate')
    .description('fit the GPU model on the measured tables, with errors on devices left out')
    .option('--skip-leave-out', 'only fit: skip the devices left out (about half of the time)')
    .option('--write', 'replace the fitted files in the source tree')
    .option('--json', 'print JSON and nothing else')
    .option('-o, --out <folder>', 'write the fitted files there')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText('after', examples)
    .action(async (flags: CalibrateFlags) => {
      const { calibrateAction } = await import('../actions/calibrate.js');
      await calibrateAction(flags);
    });
}
