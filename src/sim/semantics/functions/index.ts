/** @file The table of element-wise functions that kernels may name. */
import { InputError } from '../../../numerics/errors.js';
import { nearestNames } from '../../../numerics/nearestNames.js';
import { add, addBias, copy, gruCell, rnnCell } from './cells.js';
import type { PointwiseFunction } from './function.js';
import { lstmActivate, lstmCell, lstmCellBackwardFunction, lstmCellTrain, lstmState } from './lstm.js';

const table = new Map<string, PointwiseFunction>(
  [
    lstmCell,
    lstmActivate,
    lstmState,
    lstmCellTrain,
    lstmCellBackwardFunction,
    gruCell,
    rnnCell,
    addBias,
    add,
    copy,
  ].map((f) => [f.name, f]),
);

/** Names of all functions. */
export const pointwiseNames: readonly string[] = [...table.keys()];

/** The function of that name. Throws InputError with the nearest names. */
export function pointwiseFunction(name: string): PointwiseFunction {
  const found = table.get(name);
  if (found !== undefined) return found;
  const near = nearestNames(name, pointwiseNames);
  throw new InputError({
    where: 'pointwise function',
    expected: `one of ${pointwiseNames.join(', ')}`,
    found: name,
    ...(near.length > 0 ? { hint: `did you mean ${near.join(' or ')}?` } : {}),
  });
}
