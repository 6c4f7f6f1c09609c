/** @file `onchip accuracy`: recurrent networks trained in several formats, paired, over several seeds. */
import { Command, Option } from 'commander';
import type { AccuracyFlags } from '../actions/accuracy.js';
import { collect } from '../lists.js';

const examples = `
Runs that differ only in the format start from the same weights and see the same data in the same order. The result
is the same on any number of workers, with or without a stop in between.

With --checkpoint a closed terminal, Ctrl-C or a shutdown stops the study at its next checkpoint; --resume goes on with
it, and a killed process loses at most one interval. Exit code then: 128 + the number of the signal.

Examples:
  $ onchip accuracy --quick
  $ onchip accuracy --format fp32,fp16,flex16+5,flex12+5 --task char,copy --seeds 5 --out study
  $ onchip accuracy --preset neon-word-lstm --checkpoint run1 --out study
  $ onchip accuracy --checkpoint run1 --resume --out study
`;

export function accuracyCommand(): Command {
  return new Command('accuracy')
    .description(
      'train recurrent networks in several formats: loss, spread over seeds, what the format did to the numbers',
    )
    .option('-f, --format <names>', "numeric formats, with commas between (default: the preset's)", collect)
    .option('--seeds <number>', 'how many seeds, or the seeds themselves with commas between (default: 3)')
    .option('--task <names>', "char, word, copy, adding, reber, mackey-glass (default: the preset's)", collect)
    .option('--preset <name>', 'default, quick, neon-word-lstm or neon-char-lstm')
    .addOption(new Option('--quick', 'fewer tasks and updates: under a minute').conflicts('preset'))
    .option('--steps <number>', "updates of every run (default: the preset's)")
    .addOption(
      new Option('--exponents <which>', 'exponents of flex: one a tensor, or one for each time step (default)').choices(
        ['shared', 'per-step'],
      ),
    )
    .option('-t, --text <file>', 'UTF-8 text for the tasks char and word (default: the library text of typescript)')
    .option('--checkpoint <folder>', 'keep checkpoints there')
    .option('--checkpoint-every <updates>', 'updates between two checkpoints of a run (default: 50)')
    .option('--resume', 'go on with the study in the folder of checkpoints')
    .option('--workers <number>', 'runs at a time (default: as many as processors)')
    .option('--json', 'print accuracy.json on stdout instead of the summary')
    .option('-o, --out <folder>', 'write accuracy.json, accuracy.csv and accuracy.html there')
    .option('-q, --quiet', 'no progress on stderr')
    .addHelpText('after', examples)
    .action(async (flags: AccuracyFlags) => {
      const { accuracyAction } = await import('../actions/accuracy.js');
      await accuracyAction(flags);
    });
}
