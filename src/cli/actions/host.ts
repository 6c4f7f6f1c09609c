/** @file What `onchip host` does: measured rows, the same work on simulated chips beside them, a chip file when asked for. */
import { kernelNamed } from '../../kernels/registry.js';
import { buildRunReport } from '../../report/runReport.js';
import { HOST_SCHEMA, type HostReport } from '../../report/schemas/host.js';
import { tableCsv } from '../../report/table.js';
import { hostTable } from '../../report/tables/host.js';
import { chipSchema } from '../../sim/chipSchema.js';
import { target } from '../../sim/namedTarget.js';
import type { RunRow } from '../../study/row.js';
import { runExperiment } from '../../study/run.js';
import { chipFileText } from '../chipYaml.js';
import { exitCodes } from '../fail.js';
import { replaceFile, withOutput } from '../files.js';
import { gpuJs } from '../host/contenders/gpuJs.js';
import { onnxNode, onnxWeb } from '../host/contenders/onnxruntime.js';
import { ours } from '../host/contenders/ours.js';
import { tensorflowNode, tensorflowWasm } from '../host/contenders/tensorflow.js';
import { hostChip, requireClock } from '../host/fit/hostChip.js';
import { runHost } from '../host/hostRun.js';
import { hostMachine } from '../host/machine.js';
import { type Workload, workload } from '../host/workload.js';
import { jsonText, print } from '../output.js';
import { LARGEST_SEED, parseParams, wholeNumberWithin } from '../params.js';
import { withProgress } from '../progress.js';
import { targetsOf } from '../targets.js';
import { version } from '../version.js';
import { hostView } from '../views/hostView.js';

export interface HostFlags {
  readonly lstm?: readonly string[];
  readonly gemm?: readonly string[];
  readonly chip?: readonly string[];
  readonly turns?: string;
  readonly seconds?: string;
  readonly fit?: string;
  readonly clock?: string;
  readonly seed?: string;
  readonly json?: true;
  readonly out?: string;
  readonly quiet?: true;
}

const LOADERS = [ours, tensorflowWasm, tensorflowNode, onnxNode, onnxWeb, gpuJs];
const LSTM = { hidden: 200, layers: 2, batch: 1, steps: 100 };
const GEMM = { m: 800, n: 20, k: 400 };

/** Sets exit code 1 when somebody's values are off. Throws InputError. */
export async function hostAction(flags: HostFlags): Promise<void> {
  const within = (
    name: 'turns' | 'seconds' | 'seed' | 'clock',
    low: number,
    high: number,
    otherwise: number,
  ): number => (flags[name] === undefined ? otherwise : wholeNumberWithin(`--${name}`, flags[name], low, high));
  const seed = within('seed', 0, LARGEST_SEED, 1);
  const turns = within('turns', 1, 1000, 11);
  const budgetSeconds = within('seconds', 1, 3600, 20);
  const clockHz = within('clock', 1e6, 1e11, 0);
  const targets = targetsOf({ chip: flags.chip ?? ['nnp-t1000', 'titan-v'] });
  const workloads = [
    workload('lstm', { ...LSTM, ...parseParams(flags.lstm ?? []) }, seed),
    workload('gemm', { ...GEMM, ...parseParams(flags.gemm ?? []) }, seed),
  ];
  const machine = { ...hostMachine(), ...(clockHz === 0 ? {} : { clockHz }) };
  if (flags.fit !== undefined) requireClock(machine);
  await withOutput(flags.out, async (folder) => {
    const run = await withProgress({ quiet: flags.quiet }, (progress) =>
      runHost(workloads, LOADERS, {
        turns,
        budgetSeconds,
        onProgress: (done, total, label) => progress.update({ stage: 'turns', done, total, label }),
      }),
    );
    const fitted = flags.fit === undefined ? null : fitChip(flags.fit, machine);
    const simulated = workloads.flatMap((one) => simulate(one, targets));
    const onFitted = fitted === null ? [] : predictLstm(workloads[0], fitted);
    const chips = [...targets.map(({ chip }) => chip), ...(fitted === null ? [] : [fitted])];
    const { rows } = buildRunReport({
      ...{ kernel: '', source: null, seed, values: 'none', valuesCheckedAt: null },
      chips,
      rows: [...simulated, ...onFitted],
    });
    const report: HostReport = {
      schema: HOST_SCHEMA,
      version,
      machine,
      ...run,
      rows: run.rows.map(finite),
      simulated: rows,
    };
    folder?.write({ 'host.json': jsonText(report), 'host.csv': tableCsv(hostTable(report.rows)) });
    print(flags.json ? jsonText(report) : hostView(report, flags.fit));
    if (report.rows.some(({ values }) => !values.ok)) process.exitCode = exitCodes.checkFailed;
  });
}

const simulate = ({ kernel, params }: Workload, targets: ReturnType<typeof targetsOf>): RunRow[] =>
  runExperiment(kernelNamed(kernel), params, targets, { values: false });

/** JSON has no NaN: outputs of another size have no error. */
function finite<T extends { readonly values: { readonly relL2: number } }>(row: T) {
  return { ...row, values: { ...row.values, relL2: Number.isFinite(row.values.relL2) ? row.values.relL2 : null } };
}

/** Writes the chip file. It is read back at once: what we write, we must take. */
function fitChip(path: string, machine: Parameters<typeof hostChip>[0]) {
  const chip = chipSchema.parse(hostChip(machine, new Date().toISOString().slice(0, 10)));
  replaceFile(path, chipFileText(chip));
  return chip;
}

/** The LSTM on the fitted chip, as our core runs it: every operation a call of its own. */
function predictLstm({ params }: Workload, chip: ReturnType<typeof fitChip>): RunRow[] {
  return runExperiment(kernelNamed('lstm.fused'), params, [target(chip, { format: 'fp32' })], { values: false });
}
