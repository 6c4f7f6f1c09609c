/** @file `onchip claims`: what the essay said, claim by claim. */
import { Command } from 'commander';
import type { ClaimsFlags } from '../actions/claims.js';
import { collect } from '../lists.js';

const examples = `
Every answer is a range over the hardware values that are assumed: each alone, and all together at seeded points.

Examples:
  $ onchip claims
  $ onchip claims --claim C3,C6 --samples 64
  $ onchip claims --claim C7              (with the mapping of everything that ran)
  $ onchip claims --json > claims.json
  $ onchip claims --out claims             (claims.html to read, claims.csv to work with)
`;

export function claimsCommand(): Command {
  return new Command('claims')
    .description("test the essay's claims: verdict, range over assumed values, reason")
    .option('--claim <ids>', 'some of the claims, with commas between (default: all)', collect)
    .option('--samples <number>', 'points of the Latin hypercube for each chip (default: 16)')
    .option('--seed <number>', 'seed of the points (default: 1)')
    .option('--workers <number>', 'threads: 1 or 2 (default: as many as processors)')
    .option('--json', 'print JSON and nothing else')
    .option('-o, --out <folder>', 'write claims.json, claims.csv and claims.html there')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText('after', examples)
    .action(async (flags: ClaimsFlags) => {
      const { claimsAction } = await import('../actions/claims.js');
      await claimsAction(flags);
    });
}
