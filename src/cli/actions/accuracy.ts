/** @file What `onchip accuracy` does: define the study, run it or go on with it, write and print the report. */
import { join } from 'node:path';
import { InputError } from '../../numerics/errors.js';
import { renderAccuracyHtml } from '../../report/accuracyHtml.js';
import { type AccuracyReport, accuracyCsv, accuracyJson } from '../../report/accuracyReport.js';
import { ACCURACY_SCHEMA } from '../../report/schemas/accuracy.js';
import { assembleAccuracy } from '../../study/accuracy.js';
import { beginCheckpoints, readStudy } from '../accuracy/checkpointFolder.js';
import { type DefinedStudy, type DefinitionFlags, defineStudy, requireSame } from '../accuracy/definition.js';
import { runStudy } from '../accuracy/runStudy.js';
import { withOutput } from '../files.js';
import { print } from '../output.js';
import { wholeNumberWithin } from '../params.js';
import { version } from '../version.js';
import { accuracyView } from '../views/accuracyView.js';

export interface AccuracyFlags extends DefinitionFlags {
  readonly checkpoint?: string;
  readonly checkpointEvery?: string;
  readonly resume?: true;
  readonly workers?: string;
  readonly json?: true;
  readonly out?: string;
  readonly quiet?: true;
}

const CHECKPOINT_EVERY = 50;
const MOST_WORKERS = 256;

/** Sets the exit code of a signal that stopped it. Throws InputError. */
export async function accuracyAction(flags: AccuracyFlags): Promise<void> {
  const every = optionalNumber('--checkpoint-every', flags.checkpointEvery, 1_000_000) ?? CHECKPOINT_EVERY;
  const workers = optionalNumber('--workers', flags.workers, MOST_WORKERS);
  const study = definedOrResumed(flags);
  // Cheap, and refuses a text that is too short before anything is written.
  assembleAccuracy(study.options, study.jobs, []);
  await withOutput(flags.out, async (folder) => {
    const { checkpoint } = flags;
    if (checkpoint !== undefined && !flags.resume) beginCheckpoints(checkpoint, study.definition);
    const checkpoints = checkpoint === undefined ? null : { folder: checkpoint, every };
    const result = await runStudy(study, { checkpoints, workers, quiet: flags.quiet === true });
    if ('stoppedBy' in result) {
      folder?.abandon();
      process.stderr.write(`onchip: stopped; onchip accuracy --checkpoint ${checkpoint} --resume goes on\n`);
      process.exitCode = result.stoppedBy;
      return;
    }
    const { text } = study.definition;
    const report: AccuracyReport = { schema: ACCURACY_SCHEMA, version, text, ...result };
    const files = {
      'accuracy.json': accuracyJson(report),
      'accuracy.csv': accuracyCsv(report),
      'accuracy.html': renderAccuracyHtml(report),
    };
    folder?.write(files);
    const paths = folder === null ? [] : Object.keys(files).map((name) => join(folder.path, name));
    print(flags.json ? files['accuracy.json'] : accuracyView(report, paths));
  });
}

function definedOrResumed(flags: AccuracyFlags): DefinedStudy {
  const { checkpoint } = flags;
  if (checkpoint === undefined) {
    const flag = flags.resume ? '--resume' : flags.checkpointEvery !== undefined ? '--checkpoint-every' : null;
    if (flag === null) return defineStudy(flags);
    throw new InputError({ where: flag, expected: 'a folder of checkpoints', found: 'none', hint: '--checkpoint DIR' });
  }
  if (!flags.resume) return defineStudy(flags);
  const before = readStudy(checkpoint);
  const study = defineStudy(flags, before);
  requireSame(study.definition, before, `--checkpoint ${checkpoint}`);
  return study;
}

function optionalNumber(flag: string, text: string | undefined, most: number): number | null {
  return text === undefined ? null : wholeNumberWithin(flag, text, 1, most);
}
