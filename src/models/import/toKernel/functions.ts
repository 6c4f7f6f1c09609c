/** @file Which functions of the table a layer's arithmetic is. */
import { InputError } from '../../../numerics/errors.js';
import { pointwiseNames } from '../../../sim/semantics/functions/index.js';
import type { ScalarName } from '../../../sim/semantics/functions/scalar.js';
import type { RecurrentLayer } from '../network.js';

const plain: Readonly<Record<ScalarName, string>> = {
  linear: 'copy',
  relu: 'relu',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  hardSigmoid: 'hardSigmoid',
};

const afterBias: Readonly<Record<ScalarName, string>> = {
  linear: 'addBias',
  relu: 'biasRelu',
  tanh: 'biasTanh',
  sigmoid: 'biasSigmoid',
  hardSigmoid: 'biasHardSigmoid',
};

/** (x) or (x, bias) → activation. */
export function activationFunction(name: ScalarName, withBias: boolean): string {
  return withBias ? afterBias[name] : plain[name];
}

/** Name of a cell's function with its activations; the usual ones have no suffix. */
export function cellFunction(base: 'lstmCell' | 'gruCell', { gate, state, place }: RecurrentLayer): string {
  if (gate === 'sigmoid' && state === 'tanh') return base;
  const name = `${base}.${gate}.${state}`;
  if (pointwiseNames.includes(name)) return name;
  throw new InputError({
    where: place,
    expected: 'gates of sigmoid or hardSigmoid and states of tanh or relu',
    found: `${gate} and ${state}`,
  });
}
