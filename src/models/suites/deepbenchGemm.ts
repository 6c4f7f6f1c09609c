/** @file Matrix products of DeepBench's training list that neither operand transposes: skinny ones of recurrent steps, wide
 * ones of their inputs and of speech and vision layers. */
import type { LayerSuite, SuiteProblem } from './suite.js';

type Shape = readonly [m: number, n: number, k: number];

/** Square recurrent weights of these widths, at these batches. */
const widths = [1760, 2048, 2560, 4096];
const batches = [16, 32, 64, 128, 7000];

const others: readonly Shape[] = [
  [5124, 9124, 1760],
  [35, 8457, 1760],
  [7680, 16, 2560],
  [7680, 32, 2560],
  [7680, 64, 2560],
  [7680, 128, 2560],
  [3072, 16, 1024],
  [3072, 32, 1024],
  [3072, 64, 1024],
  [3072, 128, 1024],
  [7680, 24000, 2560],
  [6144, 24000, 2048],
  [4608, 24000, 1536],
  [8448, 24000, 2816],
  [1024, 700, 512],
];

const problem = ([m, n, k]: Shape): SuiteProblem => ({ name: `${m}x${n}x${k}`, params: { m, n, k }, count: 1 });

export const deepbenchGemm: LayerSuite = {
  name: 'deepbench-gemm',
  title: 'DeepBench training GEMMs without transposes',
  kernel: 'gemm',
  source: 'baidu-research/DeepBench, code/kernels/gemm_problems.h; measured in data/measured/*_train_gemm_*.csv',
  problems: [...widths.flatMap((w) => batches.map((n): Shape => [w, n, w])), ...others].map(problem),
};
