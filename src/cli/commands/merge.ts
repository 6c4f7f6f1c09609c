/** @file `onchip merge`: shards of a sweep put together. */
import { Command } from 'commander';
import type { MergeFlags } from '../actions/merge.js';

const examples = `
All shards of one sweep must be there and finished. A row that two folders have must be the same in both. The files are the
same bytes as those of the sweep in one piece.

Examples:
  $ onchip merge shards --out all                  (a folder with the shards in it)
  $ onchip merge node1/shard-1-of-2 node2/shard-2-of-2 --out all
`;

export function mergeCommand(): Command {
  return new Command('merge')
    .description('put the shards of a sweep together: rows, CSV, Parquet and the page of the whole')
    .argument('<folders...>', 'folders of shards, or folders that have them inside')
    .requiredOption('-o, --out <folder>', 'folder of the whole')
    .option('--json', 'print the result as JSON and nothing else')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText('after', examples)
    .action(async (folders: readonly string[], flags: MergeFlags) => {
      const { mergeAction } = await import('../actions/merge.js');
      await mergeAction(folders, flags);
    });
}
