/** @file What is simulated: the problems that the peers' rates are of, and long recurrent runs. All without values. */

/** A GEMM of SCALE-Sim's tables: C[m,n] = A[m,k] · B[k,n]. */
export const G64 = { m: 64, n: 512, k: 512 };
export const G256 = { m: 256, n: 512, k: 512 };

export const problems = [
  { name: 'G64', text: 'GEMM 64x512x512', kernel: 'gemm', params: G64, chip: 'nnp-t1000' },
  { name: 'G256', text: 'GEMM 256x512x512', kernel: 'gemm', params: G256, chip: 'nnp-t1000' },
  {
    name: 'L512',
    text: 'one LSTM step, batch 64, hidden 512',
    kernel: 'lstm.in-cache',
    params: { hidden: 512, batch: 64, layers: 1, steps: 1 },
    chip: 'nnp-t1000',
  },
  {
    name: 'W200',
    text: 'in-cache LSTM, 2 x 200, 1,000 steps',
    kernel: 'lstm.in-cache',
    params: { hidden: 200, layers: 2, steps: 1000 },
    chip: 'graphcore-gc2',
  },
];

/** One size grows, all else stays: cost should follow the distinct events. */
export const growth = [
  { what: 'units', sizes: [12, 76, 304, 1216], problem: (units) => ({ ...problems[3], units }) },
  {
    what: 'steps, jumping',
    sizes: [10, 100, 1000, 10_000],
    problem: (steps) => ({ ...problems[3], params: { ...problems[3].params, steps } }),
  },
  {
    what: 'steps, one by one',
    jump: false,
    sizes: [10, 100, 1000, 10_000],
    problem: (steps) => ({ ...problems[3], params: { ...problems[3].params, steps } }),
  },
  {
    what: 'tiles of a GEMM (of its larger side)',
    sizes: [512, 1024, 2048, 4096],
    problem: (n) => ({ ...problems[0], params: { ...G64, n, k: n } }),
  },
];
