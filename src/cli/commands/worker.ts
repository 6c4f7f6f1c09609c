/** @file `onchip worker`: rows of sweeps from a queue, on any number of machines. */
import { Command } from 'commander';
import type { WorkerFlags } from '../actions/worker.js';

const examples = `
Takes rows that onchip sweep --queue has put there, of this version of onchip only. SIGTERM or Ctrl-C: rows under way are
finished, no more are taken, exit code 0; a second one ends it at once. Rows of a worker that was killed go to another
after --stalled-after seconds.

User name, password and TLS are part of the address: rediss://user:password@host:6380. Without an address --queue takes it
from ONCHIP_QUEUE, so that it stands in no list of processes. A certificate authority of your own: NODE_EXTRA_CA_CERTS.

Examples:
  $ onchip worker --queue redis://10.0.0.5:6379
  $ onchip worker --queue --workers 64 --idle 300
`;

export function workerCommand(): Command {
  return new Command('worker')
    .description('compute rows of sweeps from a queue (Redis or Valkey), until told to stop')
    .requiredOption('--queue [address]', 'redis:// or rediss:// (default: the variable ONCHIP_QUEUE)')
    .option('--workers <number>', 'rows at a time (default: as many as processors)')
    .option('--limit <seconds>', 'longest that one row may take (default: 600)')
    .option('--memory <MiB>', 'heap of a thread (default: 2048)')
    .option('--stalled-after <seconds>', 'a worker that is silent for so long has lost its rows (default: 30)')
    .option('--attempts <number>', 'how often a row may be lost before it is a failed row (default: 5)')
    .option('--idle <seconds>', 'end after so long without a row')
    .option('--json', 'print how many rows were done as JSON at the end')
    .option('-q, --quiet', 'no messages on stderr')
    .addHelpText('after', examples)
    .action(async (flags: WorkerFlags) => {
      const { workerAction } = await import('../actions/worker.js');
      await workerAction(flags);
    });
}
