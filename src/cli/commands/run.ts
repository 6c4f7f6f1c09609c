/** @file `onchip run`: one kernel on several targets. */
import { Command, Option } from 'commander';
import type { RunFlags } from '../actions/run.js';
import { collect } from '../lists.js';
import { SEARCHES } from '../searches.js';

const examples = `
A chip that cannot hold what the kernel pins is answered with need, have and the smallest change that fits. A trained model is
planned as several kernels, from all weights in the units to none: a row is of the fastest that fits, and says so.

Examples:
  $ onchip run lstm.in-cache --chip nnp-t1000,titan-v,v100 --format fp16 -p hidden=200 -p layers=2 -p batch=4
  $ onchip run lstm.naive,lstm.fused,lstm.in-cache --chip v100,nnp-t1000 -p hidden=200
  $ onchip run lstm.fused --chip v100 --runtime cudnn-7.0,cudnn-7.6 --json
  $ onchip run lstm.train --chip "2x titan-xp,8x nnp-t1000" --parallel data,layer -p layers=8 -p hidden=64 -p batch=16
  $ onchip run lstm.in-cache --chip nnp-t1000,v100 -p hidden=200 --trace trace.json --trace-steps 3..5
  $ onchip run lstm.in-cache --plan plan.yaml        (onchip explain plan … --save plan.yaml writes one)
  $ onchip run ./my-kernel.ts --chip nnp-t1000,titan-v --watch     (onchip new my-kernel writes a first one)
  $ onchip run ./model.json --chip nnp-t1000,lake-crest --format flex16+5,fp16 -p batch=4      (TensorFlow.js)
  $ onchip run ./model.onnx --chip nnp-t1000,titan-v -p batch=16 --json
  $ onchip run './model.json#in-cache' --chip nnp-t1000      (one rung: in-cache, persistent or streamed)
  $ onchip run gemm --chip ./mine.yaml -p m=4096 -p n=64 -p k=1024 --values none
`;

export function runCommand(): Command {
  return new Command('run')
    .description('run one kernel on several chips and formats: values against float64, then cycles and waits')
    .argument(
      '<kernel>',
      'kernels with commas between (onchip kernels lists them), or a file: a kernel (./mine.ts, ./mine.ts#name), a trained model (model.json, model.onnx)',
    )
    .option('-c, --chip <names>', 'chips, chip files, or rigs such as "2x titan-xp", with commas between', collect)
    .option('-f, --format <names>', "numeric formats (default: each chip's own)", collect)
    .option('-r, --runtime <names>', "software that drives the chip (default: each chip's own)", collect)
    .option(
      '-p, --param <name=number>',
      'a parameter of the kernel (onchip kernels NAME lists them); give -p several times',
      collect,
    )
    .addOption(new Option('--values <which>', 'compute values and check them, or not').choices(['full', 'none']))
    .option('--parallel <ways>', 'how a rig shares the work: data (default), layer, or both with a comma', collect)
    .addOption(
      new Option('--search <how-much>', 'how much of the mapping space the planner searches (default: quick)').choices(
        SEARCHES,
      ),
    )
    .option('--plan <file>', 'take this plan (onchip explain plan --save); its chip, format and parameters by default')
    .option('--seed <number>', 'seed of the inputs (default: 1)')
    .option('--json', 'print JSON and nothing else')
    .option('-o, --out <folder>', 'write run.json, .html, .md, .csv and .parquet there')
    .option('--trace <file>', 'write a timeline for ui.perfetto.dev or chrome://tracing; one process a target')
    .option('--trace-steps <first..last>', 'steps of the timeline, from 0, e.g. 3..5 (default: all)')
    .option('--trace-limit <spans>', 'most spans of the timeline (default: 200000)')
    .option('--limit <seconds>', "longest that a kernel file's own code may take at a time (default: 30)")
    .option('--watch', 'run a kernel file again whenever it is saved')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText('after', examples)
    .action(async (kernel: string, flags: RunFlags) => {
      const { runAction } = await import('../actions/run.js');
      await runAction(kernel, flags);
    });
}
