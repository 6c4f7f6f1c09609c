/** @file `onchip explain`: what a word of the reports means, and how a kernel is mapped onto a chip. */
import { Command, Option } from 'commander';
import type { ExplainFlags } from '../actions/explain.js';
import { collect } from '../lists.js';
import { SEARCHES } from '../searches.js';

const examples = `
Definitions are those of the reports. A plan is the loop nest of one row, with the bytes that each line holds per level.

Examples:
  $ onchip explain                        every metric, one line each
  $ onchip explain speedup
  $ onchip explain waits.barrier
  $ onchip explain assumptions --chip nnp-t1000
  $ onchip explain plan lstm.in-cache --chip nnp-t1000,v100 -p hidden=200 -p batch=4
  $ onchip explain plan ./my-kernel.ts --chip v100 --save plan.yaml
  $ onchip explain plan ./model.json --chip nnp-t1000 --format fp16
  $ onchip explain plan lstm.in-cache --chip v100 --search full --save plan.yaml
`;

export function explainCommand(): Command {
  return new Command('explain')
    .description('what a metric means, how a kernel is mapped onto a chip (plan), what is assumed (assumptions)')
    .argument('[topic]', 'a metric, plan or assumptions')
    .argument('[kernel]', 'with plan: a kernel, e.g. lstm.in-cache, a model: model.json, model.onnx, or ./my-kernel.ts')
    .option('-c, --chip <names>', 'chips or chip files, with commas between', collect)
    .option('-f, --format <names>', "numeric formats (default: each chip's own)", collect)
    .option('-r, --runtime <names>', "software that drives the chip (default: each chip's own)", collect)
    .option('-p, --param <name=number>', 'a parameter of the kernel; give -p several times', collect)
    .addOption(
      new Option('--search <how-much>', 'with plan: how much of the mapping space (default: quick)').choices(SEARCHES),
    )
    .option('--save <file>', 'with plan: write the plan as a file for onchip run --plan')
    .option('--limit <seconds>', "with plan: longest that a kernel file's own code may take at a time (default: 30)")
    .option('--json', 'print JSON and nothing else')
    .addHelpText('after', examples)
    .action(async (topic: string | undefined, kernel: string | undefined, flags: ExplainFlags) => {
      const { explainAction } = await import('../actions/explain.js');
      await explainAction(topic, kernel, flags);
    });
}
