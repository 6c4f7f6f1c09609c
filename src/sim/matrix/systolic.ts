/** @file Cycles of a systolic array. With fold overlap off these are the closed forms that SCALE-Sim v2's compute
 * model equals exactly; with overlap on, the next fold's weights load while this fold streams. */
import type { MatmulShape } from '../program.js';

export interface SystolicArray {
  readonly rows: number;
  readonly columns: number;
  readonly arrays: number;
  readonly dataflow: 'weight-stationary' | 'output-stationary';
  readonly overlapFolds: boolean;
}

export interface SystolicPlan {
  readonly cycles: number;
  readonly folds: number;
  /** Which operand stays in the array: A, B, or the output. */
  readonly held: 'A' | 'B' | 'out';
  /** How often the streamed operands are read from memory. */
  readonly readsOfA: number;
  readonly readsOfB: number;
}

/** Fixed operand [k, outer]: rows of the array take k, columns take `outer`, `streamed` vectors flow through. */
function stationaryCycles(
  array: SystolicArray,
  k: number,
  outer: number,
  streamed: number,
): [cycles: number, folds: number] {
  const { rows: R, columns: C } = array;
  const allFolds = Math.ceil(k / R) * Math.ceil(outer / C);
  const folds = Math.ceil(allFolds / array.arrays);
  if (!array.overlapFolds) return [folds * (streamed + 2 * R + C - 2) - 1, allFolds];
  return [R + (folds - 1) * Math.max(streamed, R) + streamed + R + C - 3, allFolds];
}

function outputStationary(array: SystolicArray, shape: MatmulShape): SystolicPlan {
  const { rows: R, columns: C } = array;
  const foldsM = Math.ceil(shape.m / R);
  const foldsN = Math.ceil(shape.n / C);
  const folds = Math.ceil((foldsM * foldsN) / array.arrays);
  const form = array.overlapFolds ? folds * shape.k + R + C - 3 : folds * (shape.k + R + C - 2) - 1;
  // The closed form counts from cycle 0; for an array of a single cell that is one less than its work.
  const cycles = Math.max(form, Math.ceil((shape.m * shape.n * shape.k) / (R * C * array.arrays)));
  return { cycles, folds: foldsM * foldsN, held: 'out', readsOfA: foldsN, readsOfB: foldsM };
}

/**
 * Cycles for A[m,k] · B[k,n] on `arrays` equal arrays. A weight-stationary array may hold either operand: the plan
 * takes the faster one (A on a tie), because a runtime may always transpose the problem.
 */
export function systolicPlan(array: SystolicArray, shape: MatmulShape, held?: 'A' | 'B'): SystolicPlan {
  if (array.dataflow === 'output-stationary') return outputStationary(array, shape);
  const [cyclesA, foldsA] = stationaryCycles(array, shape.k, shape.m, shape.n);
  const [cyclesB, foldsB] = stationaryCycles(array, shape.k, shape.n, shape.m);
  if (held === 'A' || (held === undefined && cyclesA <= cyclesB)) {
    return { cycles: cyclesA, folds: foldsA, held: 'A', readsOfA: 1, readsOfB: Math.ceil(shape.m / array.columns) };
  }
  return { cycles: cyclesB, folds: foldsB, held: 'B', readsOfA: Math.ceil(shape.n / array.columns), readsOfB: 1 };
}
