/** @file The measurement of `onchip host`: every contender that is there, on every workload, values checked first. */
import { parseFormat } from '../../numerics/format.js';
import { valueTolerance } from '../../study/values.js';
import { type Absent, type Contender, isAbsent, type Loader, type Prepared } from './contender.js';
import { inTurn, type Spread } from './turns.js';
import { relativeError, type Workload } from './workload.js';

export interface MeasuredRow extends Spread {
  readonly status: 'measured';
  readonly kernel: string;
  readonly params: Readonly<Record<string, number>>;
  readonly library: string;
  readonly backend: string;
  readonly format: string;
  readonly seconds: number;
  readonly operationsPerSecond: number;
  /** Against the float64 reference on the same inputs. */
  readonly values: { readonly relL2: number; readonly tolerance: number; readonly ok: boolean };
  readonly remark?: string;
}

/** A contender that is there and could not do a workload. */
export interface FailedRow {
  readonly kernel: string;
  readonly library: string;
  readonly backend: string;
  readonly reason: string;
}

export interface HostRun {
  readonly rows: readonly MeasuredRow[];
  readonly failed: readonly FailedRow[];
  readonly absent: readonly Absent[];
}

export interface HostRunOptions {
  readonly turns: number;
  readonly budgetSeconds: number;
  readonly onProgress?: (done: number, total: number, label: string) => void;
}

/** Rows in the order of workloads, then of contenders. */
export async function runHost(
  workloads: readonly Workload[],
  loaders: readonly Loader[],
  { turns, budgetSeconds, onProgress }: HostRunOptions,
): Promise<HostRun> {
  const found = (await Promise.all(loaders.map((loader) => loader()))).flat();
  const contenders = found.filter((c): c is Contender => !isAbsent(c));
  const rows: MeasuredRow[] = [];
  const failed: FailedRow[] = [];
  for (const [w, workload] of workloads.entries()) {
    const ready: (Checked & { readonly contender: Contender })[] = [];
    for (const contender of contenders) {
      const made = await checked(contender, workload);
      if ('reason' in made)
        failed.push({ kernel: workload.kernel, library: contender.library, backend: contender.backend, ...made });
      else ready.push({ contender, ...made });
    }
    const onTurn = (done: number): void => onProgress?.(w * turns + done, workloads.length * turns, workload.kernel);
    const times = await inTurn(
      ready.map(({ prepared }) => prepared.run),
      { turns, budgetSeconds, onTurn },
    );
    ready.forEach(({ contender, prepared, values }, i) => {
      rows.push(rowOf(contender, workload, times[i], values));
      prepared.dispose?.();
    });
  }
  return { rows, failed, absent: found.filter(isAbsent) };
}

interface Checked {
  readonly prepared: Prepared;
  readonly values: MeasuredRow['values'];
}

/** One run whose values are compared. Formats with shared exponents predict them from a run before. */
async function checked(contender: Contender, workload: Workload): Promise<Checked | { readonly reason: string }> {
  try {
    const prepared = await contender.prepare(workload);
    await prepared.run();
    await prepared.run();
    const relL2 = relativeError(await prepared.output(), workload.expected);
    const tolerance = valueTolerance(parseFormat(contender.format));
    return { prepared, values: { relL2, tolerance, ok: relL2 <= tolerance } };
  } catch (error) {
    return { reason: (error instanceof Error ? error.message : String(error)).split('\n')[0].slice(0, 200) };
  }
}

function rowOf(
  contender: Contender,
  { kernel, params, operations }: Workload,
  times: Spread,
  values: MeasuredRow['values'],
): MeasuredRow {
  const { library, backend, format, remark } = contender;
  const seconds = times.medianSeconds;
  return {
    status: 'measured',
    kernel,
    params,
    library,
    backend,
    format,
    seconds,
    ...times,
    operationsPerSecond: operations / seconds,
    values,
    ...(remark === undefined ? {} : { remark }),
  };
}
