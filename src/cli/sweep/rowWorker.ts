/** @file A worker thread of a sweep: computes rows. Kernels, chips and targets are made once and kept. */
import { resolve } from 'node:path';
import { workerData } from 'piscina';
import type { Kernel } from '../../kernels/kernel.js';
import { kernelNamed } from '../../kernels/registry.js';
import { SweepEvaluator } from '../../study/sweep/evaluate.js';
import type { RowInputs } from '../../study/sweep/row.js';
import { type KernelSource, LOADING, type RowResult, type WorkerSetup, type WorkerTask } from './messages.js';
import { noStdout } from './noStdout.js';
import { type KeyOf, keysOf } from './rowKey.js';

noStdout();

interface Bench {
  readonly evaluator: SweepEvaluator;
  readonly keyOf: KeyOf;
}

let bench: Bench | undefined;

/** Results of the rows, in their order. A row that throws is a failed row, not a failed call. */
export async function computeRows({ rows, at }: WorkerTask): Promise<readonly RowResult[]> {
  const word = new Int32Array(at);
  if (bench === undefined) {
    Atomics.store(word, 0, LOADING);
    bench = await benchOf(workerData as WorkerSetup);
  }
  const { evaluator, keyOf } = bench;
  return rows.map((inputs, i) => {
    Atomics.store(word, 0, i + 1);
    return rowResult(inputs, keyOf(inputs), evaluator);
  });
}

async function benchOf(setup: WorkerSetup): Promise<Bench> {
  const kernels = await Promise.all(setup.kernels.map(kernelOf));
  const named = setup.kernels.map((k, i) => {
    const { name, params } = kernels[i];
    return { name, params, source: k.file?.source ?? null, file: k.file?.path ?? null };
  });
  return {
    evaluator: new SweepEvaluator({ ...setup, kernels }),
    keyOf: keysOf({ ...setup, kernels: named }, setup.version),
  };
}

async function kernelOf({ name, file }: KernelSource): Promise<Kernel> {
  if (file === null) return kernelNamed(name);
  const { loadKernelFile } = await import('./loadKernelFile.js');
  const { kernel, source } = loadKernelFile(resolve(file.path), file.name);
  if (source !== file.source) throw new Error(`${file.path} has changed since the sweep began`);
  return kernel;
}

function rowResult(inputs: RowInputs, key: string, evaluator: SweepEvaluator): RowResult {
  const { index } = inputs;
  try {
    const outcome = evaluator.run(inputs);
    if ('refused' in outcome)
      return { index, key, failed: { ...inputs, key, kind: 'refused', reason: outcome.refused } };
    return { index, key, line: JSON.stringify({ index, key, ...outcome.row }) };
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { index, key, failed: { ...inputs, key, kind: 'crashed', reason } };
  }
}
