/** @file `onchip report`: the main job, from nothing to a report. `npm start` calls it. */
import { Command } from 'commander';
import type { ReportFlags } from '../actions/report.js';

const examples = `
Writes into the folder: report.json (same options, same bytes), report.html (one file, works offline) and
timings.json (wall times of this run). The summary goes to stdout.

Examples:
  $ onchip report
  $ onchip report --quick --out /tmp/look
  $ onchip report --text mytext.txt --seed 7
  $ onchip report --json > report.json
`;

export function reportCommand(): Command {
  return new Command('report')
    .description('the main job: an LSTM of 200 units on every chip and in every format, and what was claimed of it')
    .option('-t, --text <file>', 'UTF-8 text for the language model (default: the library text of typescript)')
    .option('--quick', 'fewer batches, steps and samples: a look in seconds')
    .option('--seed <number>', 'seed of inputs and training (default: 1)')
    .option('--json', 'print report.json on stdout instead of the summary')
    .option('-o, --out <folder>', 'where the files go', 'out')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText('after', examples)
    .action(async (flags: ReportFlags) => {
      const { reportAction } = await import('../actions/report.js');
      await reportAction(flags);
    });
}
