/** @file `onchip host`: the user's own machine as a measured row beside simulated ones. */
import { Command } from 'commander';
import type { HostFlags } from '../actions/host.js';
import { collect } from '../lists.js';

const examples = `
Times the LSTM and the matrix product of the simulated rows on this machine: by onchip's own WASM core, and by
TensorFlow.js, onnxruntime and gpu.js where they are installed. Values are held to float64 before any time is taken.

Examples:
  $ onchip host
  $ onchip host --lstm hidden=512 --lstm batch=16 --gemm m=1024 --chip v100,nnp-t1000
  $ onchip host --fit host.yaml      a chip file of this machine: onchip run lstm.fused --chip host.yaml --format fp32
  $ onchip host --json
`;

export function hostCommand(): Command {
  return new Command('host')
    .description('measure this machine: the same LSTM and matrix product by several libraries, beside simulated chips')
    .option(
      '--lstm <name=number>',
      'a parameter of the LSTM (lstm.in-cache; default: 2 x 200, batch 1, 100 steps)',
      collect,
    )
    .option('--gemm <name=number>', 'a parameter of the matrix product (default: 800 x 20 x 400)', collect)
    .option('-c, --chip <names>', 'chips to simulate beside (default: nnp-t1000, titan-v)', collect)
    .option('--turns <number>', 'turns of which the median is taken (default: 11)')
    .option('--seconds <number>', 'longest for each of the two, after three turns (default: 20)')
    .option('--fit <file>', 'measure memory and arithmetic, too, and write a chip file of this machine')
    .option('--clock <hertz>', 'clock rate of this machine, where the system does not tell it')
    .option('--seed <number>', 'seed of the inputs (default: 1)')
    .option('--json', 'print JSON and nothing else')
    .option('-o, --out <folder>', 'write host.json and host.csv there')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText('after', examples)
    .action(async (flags: HostFlags) => {
      const { hostAction } = await import('../actions/host.js');
      await hostAction(flags);
    });
}
