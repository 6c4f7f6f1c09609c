/** @file `onchip compare`: what changed between two reports. */
import { Command } from 'commander';
import type { CompareFlags } from '../actions/compare.js';

const examples = `
Files: report.json, run.json, claims.json, accuracy.json, validate.json, host.json, rows.jsonl of a sweep; also of earlier
versions. Rows are matched by chip, runtime, kernel, format and parameters, answers of studies by what they answer. Causes
are what the files tell: figures of chips, parameters, mappings, an author's file, seeds, versions.

With --fail-over the exit code is 1 when a row or a measured time got slower, a trained value or a model's error worse, by
more; when a row no longer fits; when a verdict fell. An error counts by its own per cent (2 % after 1 % is 1 % worse).

Examples:
  $ onchip compare before/report.json after/report.json
  $ onchip compare main/run.json branch/run.json --fail-over 2%
  $ onchip compare sweep1/rows.jsonl sweep2/rows.jsonl --markdown > changes.md
  $ onchip compare a.json b.json --json
`;

export function compareCommand(): Command {
  return new Command('compare')
    .description('compare two files of onchip: what changed, largest effect first, and why')
    .argument('<before>', 'a file that onchip wrote')
    .argument('<after>', 'another one')
    .option('--fail-over <percent>', 'exit code 1 when something got slower or worse by more, e.g. 2%')
    .option('--json', 'print JSON and nothing else')
    .option('--markdown', 'print Markdown, e.g. for a comment on a change')
    .option('-o, --out <folder>', 'write compare.json and compare.md there')
    .addHelpText('after', examples)
    .action(async (before: string, after: string, flags: CompareFlags) => {
      const { compareAction } = await import('../actions/compare.js');
      await compareAction(before, after, flags);
    });
}
