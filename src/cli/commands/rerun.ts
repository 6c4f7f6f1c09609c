/** @file `onchip rerun`: makes a report again from its manifest and compares the bytes. */
import { Command } from 'commander';
import type { RerunFlags } from '../actions/rerun.js';

const examples = `
Exit code 0 when report.json has the same bytes, 1 when it has not (stdout says where they differ).
A file that differs is not written over the given one.

Examples:
  $ onchip rerun out/report.json
  $ onchip rerun colleague.json --text theirtext.txt --out again
`;

export function rerunCommand(): Command {
  return new Command('rerun')
    .description('make a report again from what its manifest says, and compare the bytes')
    .argument('<report>', 'a report.json')
    .option('-t, --text <file>', 'the text, when it does not lie where the manifest says')
    .option('--json', 'print the new report.json on stdout')
    .option('-o, --out <folder>', 'where the files go', 'out')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText('after', examples)
    .action(async (report: string, flags: RerunFlags) => {
      const { rerunAction } = await import('../actions/rerun.js');
      await rerunAction(report, flags);
    });
}
