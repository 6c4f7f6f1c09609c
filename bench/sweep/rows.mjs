/** Rows of the benchmark and how one is computed: the same in every pool. */
import { kernelNamed } from '../../dist/kernels/registry.js';
import { chip } from '../../dist/sim/chips/index.js';
import { SweepEvaluator } from '../../dist/study/sweep/evaluate.js';

/** Small products: what a row costs beyond the simulator is most visible on them. */
export function smallRows(count) {
  return Array.from({ length: count }, (_, index) => ({
    index,
    kernel: 'gemm',
    chip: index % 2 === 0 ? 'nnp-t1000' : 'v100',
    figures: {},
    runtime: index % 2 === 0 ? 'native' : 'cudnn-7.0',
    format: 'fp16',
    params: { m: 16 + (index % 100), n: 16 + (Math.floor(index / 100) % 100), k: 64 },
  }));
}

/** Lines of rows, as a worker of a sweep makes them. */
export function makeCompute() {
  const machines = ['nnp-t1000', 'v100'].map((name) => ({ name, chip: chip(name) }));
  const evaluator = new SweepEvaluator({ kernels: [kernelNamed('gemm')], machines, values: 'none', seed: 1 });
  return (rows) => rows.map((row) => JSON.stringify({ index: row.index, ...evaluator.run(row).row }));
}
