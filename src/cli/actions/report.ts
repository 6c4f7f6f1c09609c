/** @file What `onchip report` does: run the main job, write its files, print its summary. */
import { join } from 'node:path';
import { reportText } from '../../report/file.js';
import { renderHtml } from '../../report/html.js';
import { runMainJob } from '../../report/mainReport.js';
import type { Report } from '../../report/schema.js';
import { renderTerminal } from '../../report/terminal.js';
import { exitCodes } from '../fail.js';
import { withOutput } from '../files.js';
import { jsonText, outputWidth, print, wantsColor } from '../output.js';
import { LARGEST_SEED, wholeNumberWithin } from '../params.js';
import { withProgress } from '../progress.js';
import { type StudyText, studyText } from '../studyText.js';
import { version } from '../version.js';

export interface ReportFlags {
  readonly text?: string;
  readonly quick?: true;
  readonly seed?: string;
  readonly json?: true;
  readonly out: string;
  readonly quiet?: true;
}

export interface MainJob extends StudyText {
  readonly seed: number;
  readonly quick: boolean;
}

/** Sets exit code 1 when values are off. Throws InputError. */
export async function reportAction(flags: ReportFlags): Promise<void> {
  const seed = flags.seed === undefined ? 1 : wholeNumberWithin('--seed', flags.seed, 0, LARGEST_SEED);
  const job = { ...studyText(flags.text), seed, quick: flags.quick === true };
  await withOutput(flags.out, async (folder) => {
    const { report, files } = runReport(job, flags.quiet);
    folder?.write(files);
    const paths = Object.keys(files).map((name) => join(flags.out, name));
    const options = { color: wantsColor(), width: outputWidth(), files: paths };
    print(flags.json ? reportText(report) : renderTerminal(report, options));
    if (valuesAreOff(report)) process.exitCode = exitCodes.checkFailed;
  });
}

/** Runs the job with progress shown: the report, and the contents of the output folder. Wall times live in a file of their
 * own, so that report.json is the same bytes each time. */
export function runReport(job: MainJob, quiet: boolean | undefined) {
  return withProgress({ quiet }, (progress) => {
    const report = runMainJob(job, progress.update);
    progress.stop();
    const files = {
      'report.json': reportText(report),
      'report.html': renderHtml(report),
      'timings.json': timingsText(report, progress.seconds()),
    };
    return { report, files };
  });
}

function timingsText(report: Report, stages: Readonly<Record<string, number>>): string {
  const total = Object.values(stages).reduce((a, b) => a + b, 0);
  const machine = `Node ${process.version}, ${process.platform} ${process.arch}`;
  return jsonText({ schema: 'onchip-timings/1', version, manifest: report.manifest.hash, machine, stages, total });
}

const valuesAreOff = (report: Report): boolean =>
  report.rows.some((row) => 'cycles' in row && row.values?.ok === false);
