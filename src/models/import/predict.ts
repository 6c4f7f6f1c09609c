/** @file What a network gives for an input of the user's: the program of one of its kernels executed in the target's format
 * with the file's weights, arrays in the file's order on both sides. */
import type { Kernel } from '../../kernels/kernel.js';
import { plan } from '../../kernels/planner/plan.js';
import { InputError } from '../../numerics/errors.js';
import { execute } from '../../sim/execute.js';
import type { Target } from '../../sim/target.js';
import { TensorStore } from '../../sim/tensors.js';
import { fromFileOrder, fromKernel, type Sizes, toFileOrder, toKernel } from './layout.js';
import { hasFreeSteps, type Network, outputShape, sizeOf } from './network.js';
import { referenceOf } from './reference.js';
import { weightValues } from './toKernel/weights.js';

const isImages = ({ input }: Network): boolean => input.shape.kind === 'image';

/** Throws InputError for an input of another size, ids out of range, and a kernel that does not fit. */
export function predict(
  network: Network,
  kernel: Kernel,
  target: Target,
  input: ArrayLike<number>,
  sizes: Sizes,
): Float64Array {
  const { input: port } = network;
  const x = checkedInput(network, input, sizes);
  const params = hasFreeSteps(network) ? { batch: sizes.batch, steps: sizes.steps } : { batch: sizes.batch };
  const planned = plan(kernel, params, target);
  if (planned.rejected !== null) {
    const { level, needBytes, haveBytes, suggestion } = planned.rejected;
    const found = `${needBytes} (${suggestion})`;
    throw new InputError({ where: kernel.name, expected: `at most ${haveBytes} bytes in ${level}`, found });
  }
  const tensors = new TensorStore(planned.program, target.format);
  try {
    for (const { name, role } of planned.program.tensors) {
      if (role !== 'input') continue;
      tensors.set(name, weightValues(network, name) ?? toKernel(x, port.shape, isImages(network), sizes));
    }
    execute(planned.program, tensors);
    return inFileOrder(network, fromKernel(tensors.get('y'), outputShape(network), isImages(network), sizes), sizes);
  } finally {
    tensors.dispose();
  }
}

/** The same in float64, from the reference. */
export function predictReference(network: Network, input: ArrayLike<number>, sizes: Sizes): Float64Array {
  return inFileOrder(network, referenceOf(network, sizes, checkedInput(network, input, sizes)), sizes);
}

function checkedInput({ input: port }: Network, input: ArrayLike<number>, sizes: Sizes): Float64Array {
  const length = sizes.batch * sizeOf(port.shape, sizes.steps);
  if (input.length !== length) {
    throw new InputError({ where: `input ${port.name}`, expected: `${length} values`, found: String(input.length) });
  }
  const { vocabulary } = port;
  const at =
    vocabulary === null
      ? -1
      : Array.from(input).findIndex((id) => !(Number.isInteger(id) && id >= 0 && id < vocabulary));
  if (at >= 0) {
    const expected = `whole numbers from 0 to ${(vocabulary ?? 0) - 1}`;
    throw new InputError({ where: `input ${port.name}[${at}]`, expected, found: String(input[at]) });
  }
  return fromFileOrder(input, port.axes, port.shape, sizes);
}

function inFileOrder(network: Network, values: Float64Array, sizes: Sizes): Float64Array {
  const { axes, featureOrder } = network.output;
  const shape = outputShape(network);
  const ordered = toFileOrder(values, axes, shape, sizes);
  if (featureOrder === null) return ordered;
  const width = featureOrder.length;
  return ordered.map((_, at) => ordered[at - (at % width) + featureOrder[at % width]]);
}
