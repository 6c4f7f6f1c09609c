/** @file What `onchip run` does: targets, rows, one rendering. */
import { kernelNamed } from '../../kernels/registry.js';
import { InputError } from '../../numerics/errors.js';
import { runFileOf } from '../../report/file.js';
import { render, renderings } from '../../report/render.js';
import type { RunReportRow } from '../../report/schemas/run.js';
import { isRejected } from '../../study/row.js';
import { type KernelFile, kernelFile } from '../author/kernelFile.js';
import { exitCodes } from '../fail.js';
import { withOutput } from '../files.js';
import { listItems } from '../lists.js';
import { type ModelFile, modelFile, readModel } from '../models/modelFile.js';
import { jsonText, print } from '../output.js';
import { planFlags } from '../planFlags.js';
import { noteProgress, startProgress, withProgress } from '../progress.js';
import type { RunFlags } from '../runFlags.js';
import { makeModelReport, makeReport, type RunReport } from '../runReport.js';
import { targetsOf } from '../targets.js';
import { withTrace } from '../traceFlags.js';
import { runView } from '../views/runView.js';

export type { RunFlags } from '../runFlags.js';
export type { RunReport } from '../runReport.js';

/** Runs and prints. Sets exit code 1 when a row's values are off. Throws InputError. */
export async function runAction(kernel: string, flags: RunFlags): Promise<void> {
  const model = modelFile(kernel);
  const file = model === null ? kernelFile(kernel) : null;
  if (flags.watch) return watch(file, flags);
  // Before the work begins: a chip's name is wrong more often than anything else.
  targetsOf(planFlags(flags).targets);
  const report = await withOutput(flags.out, async (folder) => {
    const made =
      model !== null
        ? modelReport(model, flags)
        : file === null
          ? shippedReport(kernel, flags)
          : await fileReport(file, flags);
    if (folder !== null) folder.write(runFiles(made));
    return made;
  });
  print(flags.json ? jsonText(report) : runView(report));
  if (report.rows.some(valuesAreOff)) process.exitCode = exitCodes.checkFailed;
}

/** run.json and every rendering of it. */
function runFiles(report: RunReport): Readonly<Record<string, string | Uint8Array>> {
  const file = runFileOf(report);
  const forms = Object.keys(renderings) as (keyof typeof renderings)[];
  return Object.fromEntries(forms.map((form) => [`run.${renderings[form]}`, render(file, form)]));
}

/** One report of all the kernels: their rows one after the other. */
function shippedReport(names: string, flags: RunFlags): RunReport {
  const kernels = listItems('kernel', [names]).map(kernelNamed);
  return withProgress({ quiet: flags.quiet }, (progress) => {
    const { result: reports, notice } = withTrace(flags, (trace) =>
      kernels.map((kernel, before) => {
        const onProgress = (done: number, of: number, label: string): void =>
          progress.update({ stage: 'targets', done: before * of + done, total: kernels.length * of, label });
        return makeReport(kernel, flags, onProgress, { trace });
      }),
    );
    progress.stop();
    if (notice !== null) noteProgress(false)(notice);
    const [first] = reports;
    const checked = reports.map(({ valuesCheckedAt }) => JSON.stringify(valuesCheckedAt));
    return {
      ...first,
      kernel: kernels.map(({ name }) => name).join(','),
      valuesCheckedAt: checked.every((at) => at === checked[0]) ? first.valuesCheckedAt : null,
      rows: reports.flatMap(({ rows }) => rows),
    };
  });
}

/** A trained model: on each target the fastest of its kernels. */
function modelReport(file: ModelFile, flags: RunFlags): RunReport {
  const { network, kernels, source } = readModel(file);
  return withProgress({ quiet: flags.quiet }, (progress) => {
    const onProgress = (done: number, total: number, label: string): void =>
      progress.update({ stage: 'targets', done, total, label });
    const { result, notice } = withTrace(flags, (trace) =>
      makeModelReport(kernels, network.name, flags, onProgress, { source, trace }),
    );
    progress.stop();
    if (notice !== null) noteProgress(false)(notice);
    return result;
  });
}

async function fileReport(file: KernelFile, flags: RunFlags): Promise<RunReport> {
  const { runFile } = await import('../author/runFile.js');
  const progress = startProgress({ quiet: flags.quiet });
  try {
    return await runFile(file, flags, progress);
  } finally {
    progress.stop();
  }
}

async function watch(file: KernelFile | null, flags: RunFlags): Promise<void> {
  const refuse = (expected: string, found: string): never => {
    throw new InputError({ where: '--watch', expected, found });
  };
  if (file === null) return refuse('a kernel file, e.g. ./my-kernel.ts', 'a kernel of onchip or a model');
  if (flags.json || flags.out !== undefined || flags.trace !== undefined) {
    return refuse('neither --json nor --out nor --trace', 'one of them');
  }
  const { watchFile } = await import('../author/watch.js');
  await watchFile(file, flags);
}

const valuesAreOff = (row: RunReportRow): boolean => !isRejected(row) && row.values?.ok === false;
