/** @file `onchip compare`: what changed between two reports. */
import { Command } from 'commander';
import type { CompareFlags } from '../actions/compare.js';

const examples = `
Both files are a report.json (onchip report) or a run.json (onchip run --out). Rows are matched by chip, runtime, kernel,
format and parameters. With --fail-over the exit code is 1 when a row got slower by more, or no longer fits.

Examples:
  $ onchip compare before/report.json after/report.json
  $ onchip compare main/run.json branch/run.json --fail-over 2%
  $ onchip compare a.json b.json --json
`;

export function compareCommand(): Command {
  return new Command('compare')
    .description('compare two reports row by row: what changed, largest effect first, and why')
    .argument('<before>', 'a report.json or run.json')
    .argument('<after>', 'another one')
    .option('--fail-over <percent>', 'exit code 1 when a row got slower by more, e.g. 2%')
    .option('--json', 'print JSON and nothing else')
    .addHelpText('after', examples)
    .action(async (before: string, after: string, flags: CompareFlags) => {
      const { compareAction } = await import('../actions/compare.js');
      compareAction(before, after, flags);
    });
}
