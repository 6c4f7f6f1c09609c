/** @file `onchip explore`: the page in the browser, from a server on this machine or as files. */
import { Command } from 'commander';
import type { ExploreFlags } from '../actions/explore.js';

const examples = `
The page simulates in the browser, with the same engine as the command line; nothing leaves the machine. The server listens
on 127.0.0.1 alone and ends with Ctrl-C. With --out the page's files are written instead: any file host can serve them.

Examples:
  $ onchip explore
  $ onchip explore --port 8080 --open
  $ onchip explore --out site
`;

export function exploreCommand(): Command {
  return new Command('explore')
    .description('explore chips, kernels and formats in the browser')
    .option('--port <number>', 'port to listen on (default: a free one)')
    .option('--open', "open the system's browser")
    .option('-o, --out <folder>', "write the page's files there and serve nothing")
    .option('--json', 'print JSON and nothing else')
    .addHelpText('after', examples)
    .action(async (flags: ExploreFlags) => {
      const { exploreAction } = await import('../actions/explore.js');
      await exploreAction(flags);
    });
}
