/** @file `onchip show`: any file of onchip in another form. */
import { Command } from 'commander';
import type { ShowFlags } from '../actions/show.js';
import { collect } from '../lists.js';

const examples = `
Reads report.json, run.json, claims.json, accuracy.json, validate.json and host.json, also of earlier versions.
Forms: terminal (default), markdown, html, csv, parquet, json (in today's schema). A timeline is no form of a report: it
is written while a kernel runs, by onchip run --trace.

Examples:
  $ onchip show out/report.json
  $ onchip show run.json --as markdown > run.md
  $ onchip show study/accuracy.json --as html,csv,parquet --out pages
  $ onchip show old/run.json --json > run.json     (brings an old file to today's schema)
`;

export function showCommand(): Command {
  return new Command('show')
    .description('show a file of onchip: in the terminal, as Markdown, HTML, CSV, Parquet or JSON')
    .argument('<file>', 'a file that onchip wrote')
    .option(
      '-a, --as <forms>',
      'terminal, markdown, html, csv, parquet or json; several with commas and --out',
      collect,
    )
    .option('--json', 'the same as --as json')
    .option('-o, --out <folder>', 'write files there, named after the file that is shown')
    .addHelpText('after', examples)
    .action(async (file: string, flags: ShowFlags) => {
      const { showAction } = await import('../actions/show.js');
      await showAction(file, flags);
    });
}
