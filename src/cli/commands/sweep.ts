/** @file `onchip sweep`: thousands of configurations, on all cores, never computed twice. */
import { Command, Option } from 'commander';
import type { SweepFlags } from '../actions/sweep.js';
import { collect } from '../lists.js';

const examples = `
Values: 512; 1,16,64; 128..4096:x2; 16..256:+16; 1Mi..8Mi:x2 (Ki Mi Gi Ti are binary, k M G T decimal); with --sample and
--search also 128..4096 without a step. Figures are named as onchip chips NAME shows them, or by their ends.

Rows are in DIR/rows.jsonl as they finish; at the end rows.csv, rows.parquet and report.html are written, all in the order
of the rows: the same bytes on any number of workers, with or without a stop in between. After a kill, a full disk or
Ctrl-C, --resume goes on. A row that crashes, hangs or runs out of memory is told in failed.jsonl, and the rest goes on.

Exit codes: 0 all rows have an answer (one that does not fit, or that its chip can never do, is one); 1 rows crashed or ran
out of time or memory, see failed.jsonl; 2 wrong input, a folder in use, a full disk; 128 + signal when stopped.

Examples:
  $ onchip sweep lstm.in-cache --chip nnp-t1000,titan-v -p hidden=128..1024:x2 --format flex16+5,fp16 --out sweep1
  $ onchip sweep lstm.in-cache --chip nnp-t1000 --vary nnp-t1000:sram.capacityBytes=1Mi..8Mi:x2 -p hidden=256..2048:x2
  $ onchip sweep lstm.in-cache --chip nnp-t1000 --sample 200 -p hidden=64..2048 -p batch=1..64 --objectives seconds,hidden:max
  $ onchip sweep gemm --chip v100 --list shapes.csv --out shapes
  $ onchip sweep design.yaml --search pareto --evaluations 400 --out front
  $ onchip sweep --resume --out sweep1
  $ onchip sweep design.yaml --queue redis://10.0.0.5:6379 --out sweep2     (beside it: onchip worker --queue …)
  $ onchip sweep design.yaml --shard 3/16 --out shards            (then: onchip merge shards --out all)
`;

export function sweepCommand(): Command {
  return new Command('sweep')
    .description('run a kernel over a grid, list, sample or search of parameters, chip figures, runtimes and formats')
    .argument(
      '[kernel]',
      'kernels with commas between, a kernel file, or a sweep file (.yaml, .json; schema/sweep.schema.json)',
    )
    .option('-c, --chip <names>', 'chips, rigs or chip files, with commas between', collect)
    .option('-f, --format <names>', "numeric formats (default: each chip's own)", collect)
    .option('-r, --runtime <names>', "software that drives the chip (default: each chip's own)", collect)
    .option('-p, --param <name=values>', 'values of a parameter of the kernel; give -p several times', collect)
    .option('--vary <chip:figure=values>', 'values of a figure of a chip; may be given several times', collect)
    .option(
      '--list <file>',
      'CSV of configurations: columns are parameters, chip:figure, kernel, chip, runtime, format',
    )
    .option('--sample <points>', 'points of a seeded Latin hypercube instead of a grid')
    .addOption(new Option('--search <method>', 'search for the Pareto front (NSGA-II, seeded)').choices(['pareto']))
    .option('--evaluations <rows>', 'rows of a search (default: 400)')
    .option('--population <rows>', 'rows of a generation of a search (default: 40)')
    .option(
      '--objectives <names>',
      'what the Pareto front is of, with :min or :max (default: seconds,macsPerSecond)',
      collect,
    )
    .addOption(
      new Option('--values <which>', 'check values against float64, or not (default)').choices(['full', 'none']),
    )
    .option('--seed <number>', 'seed of samples, searches and inputs (default: 1)')
    .option('--workers <number>', 'rows at a time (default: as many as processors)')
    .option('--limit <seconds>', 'longest that one row may take (default: 600)')
    .option('--memory <MiB>', 'heap of a worker (default: 2048)')
    .option('--shard <k/n>', 'only every n-th row, beginning with the k-th; onchip merge puts shards together')
    .option('--queue [address]', 'let onchip worker processes compute: redis:// or rediss:// (default: ONCHIP_QUEUE)')
    .option('--reconnect <seconds>', 'longest that the queue may be away (default: 600)')
    .option('--resume', 'go on with the sweep in the folder, or begin when there is none')
    .option('--retry-failed', 'with --resume: compute failed rows again')
    .option('--yes', 'allow more than 10 million rows')
    .option('--json', 'print the result as JSON and nothing else')
    .option('-o, --out <folder>', 'folder of the rows (default: sweep- and the first digits of its hash)')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText('after', examples)
    .action(async (argument: string | undefined, flags: SweepFlags) => {
      const { sweepAction } = await import('../actions/sweep.js');
      await sweepAction(argument, flags);
    });
}
