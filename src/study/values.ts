/** @file Correctness before cycles: runs a kernel's effects in a format on seeded inputs and compares the outputs with
 * the kernel's float64 reference. Values depend on kernel and format, not on the chip. */
import type { Kernel, KernelCheck, Params } from '../kernels/kernel.js';
import type { NumericFormat } from '../numerics/formatTypes.js';
import { fillUniform } from '../numerics/random.js';
import { execute } from '../sim/execute.js';
import type { Program, TensorDecl } from '../sim/program.js';
import { TensorStore } from '../sim/tensors.js';
import type { ValueCheck } from './row.js';

/** A format's own rounding error, times this, is what a kernel's error may be: roundings add up over k and steps. */
const ERROR_GROWTH = 48;
const SAMPLE = 4096;

/** 2-norm of the rounding error of uniform values, relative: what one store in the format costs. */
export function roundingError(format: NumericFormat): number {
  const exact = new Float32Array(SAMPLE);
  fillUniform(exact, { seed: 1, stream: 0, step: 0 }, -1, 1);
  const stored = exact.slice();
  format.store(stored, stored, format.createEntry({ shape: [1, SAMPLE] }), 0, SAMPLE);
  return relativeError(stored, Float64Array.from(exact)).relL2;
}

/** Largest relative error of a kernel's outputs in a format that counts as right. */
export function valueTolerance(format: NumericFormat): number {
  return Math.max(ERROR_GROWTH * roundingError(format), 1e-5);
}

/** Execute `program` on seeded inputs and compare. Null when the kernel has no reference. */
export function checkValues(
  kernel: Kernel,
  params: Params,
  program: Program,
  format: NumericFormat,
  seed: number,
): ValueCheck | null {
  const { check } = kernel;
  if (check === null) return null;
  const tensors = new TensorStore(program, format, { seed });
  try {
    return checkOn(tensors, check, params, seed);
  } finally {
    tensors.dispose();
  }
}

function checkOn(tensors: TensorStore, check: KernelCheck, params: Params, seed: number): ValueCheck {
  const { program, format } = tensors;
  const inputs: Record<string, Float64Array> = {};
  for (const t of program.tensors) {
    if (t.role !== 'input') continue;
    const values = inputOf(t, check, params, seed);
    tensors.set(t.name, values);
    inputs[t.name] = Float64Array.from(values);
  }
  const expected = check.reference(params, inputs);
  execute(program, tensors);
  const cold = compare(expected, tensors, format);
  if (!format.usesSharedExponent) return cold;
  // Predicted exponents start without a history; the second run is what a running model sees.
  tensors.clearBuffers();
  execute(program, tensors);
  return { ...compare(expected, tensors, format), coldRelL2: cold.relL2 };
}

/** The values that the kernel gives, or uniform ones. */
function inputOf({ id, name, slots, rows, columns }: TensorDecl, check: KernelCheck, params: Params, seed: number) {
  const length = slots * rows * columns;
  const given = check.values?.(name, length, seed);
  if (given !== undefined && given !== null) return given;
  const values = new Float32Array(length);
  const range = check.inputRange(name, params);
  fillUniform(values, { seed, stream: id, step: 0 }, -range, range);
  return values;
}

function compare(expected: Record<string, Float64Array>, tensors: TensorStore, format: NumericFormat): ValueCheck {
  let [errors, norms, maxAbs] = [0, 0, 0];
  for (const [name, reference] of Object.entries(expected)) {
    const e = relativeError(tensors.get(name), reference);
    errors += e.squaredError;
    norms += e.squaredNorm;
    maxAbs = Math.max(maxAbs, e.maxAbs);
  }
  const relL2 = Math.sqrt(errors / norms);
  const tolerance = valueTolerance(format);
  const counts = { saturated: 0, overflows: 0, nans: 0 };
  for (const t of tensors.program.tensors) {
    for (const { stats } of tensors.entries(t.id)) {
      counts.saturated += stats.saturated;
      counts.overflows += stats.overflows;
      counts.nans += stats.nans;
    }
  }
  return { relL2, maxAbs, tolerance, ok: relL2 <= tolerance, ...counts };
}

function relativeError(computed: Float32Array, reference: Float64Array) {
  let [squaredError, squaredNorm, maxAbs] = [0, 0, 0];
  for (let i = 0; i < reference.length; i++) {
    const d = computed[i] - reference[i];
    squaredError += d * d;
    squaredNorm += reference[i] * reference[i];
    maxAbs = Math.max(maxAbs, Math.abs(d));
  }
  return { squaredError, squaredNorm, maxAbs, relL2: Math.sqrt(squaredError / squaredNorm) };
}
