/** @file `onchip validate`: how far predictions are from measurements. */
import { Command, Option } from 'commander';
import type { ValidateFlags } from '../actions/validate.js';

const examples = `
A table is CSV with the columns op,hidden,batch,timesteps,precision,direction,time_ms (one recurrent layer, without the
input product) or m,n,k,a_transpose,b_transpose,precision,time_ms. Other columns are kept. Without --data: the tables
that the model was calibrated on.

Examples:
  $ onchip validate
  $ onchip validate --data data/measured/NV_V100_train_rnn_fp32.csv --chip v100 --runtime cudnn-7.6
  $ onchip validate --html > validate.html
  $ onchip validate --data mine.csv --chip titan-v --skip-bad --json
`;

export function validateCommand(): Command {
  return new Command('validate')
    .description('predict every row of a measured table and say how far off')
    .option('-d, --data <file>', 'a measured table (default: all calibration tables)')
    .option('-c, --chip <name>', 'chip or chip file that the table was measured on')
    .option('-r, --runtime <name>', "software that drove it (default: the chip's own)")
    .option('--skip-bad', 'leave bad rows out and list them')
    .option('--json', 'print JSON and nothing else')
    .addOption(new Option('--html', 'print a page with charts instead of the summary').conflicts('json'))
    .option('-o, --out <folder>', 'write validate.json and validate.html there')
    .addHelpText('after', examples)
    .action(async (flags: ValidateFlags) => {
      const { validateAction } = await import('../actions/validate.js');
      await validateAction(flags);
    });
}
