/** @file Calls into the author's code: what it throws becomes one line with the author's place, and the time that it takes
 * can be seen from outside. */
import { authorPlace, type Frame } from '../../kernels/callSite.js';
import type { Kernel, KernelCheck } from '../../kernels/kernel.js';
import { InputError } from '../../numerics/errors.js';

/** Says the author's places: in his files, or in the page's editor. */
interface Places {
  placeOf(frame: Frame): string | null;
}

/** Words of the memory that both threads see. */
export const word = {
  /** 0 outside the author's code, otherwise the number of the call. */
  call: 0,
  file: 1,
  line: 2,
  count: 3,
} as const;

/** Runs the author's code; nested calls count as one. */
export class Guard {
  readonly #sources: Places;
  readonly #shared: Int32Array;
  readonly #shown: string;
  #calls = 0;
  #depth = 0;

  /** `shown`: the author's main file, for what has no better place. */
  constructor(sources: Places, shared: Int32Array, shown: string) {
    this.#sources = sources;
    this.#shared = shared;
    this.#shown = shown;
  }

  /** Throws InputError for whatever the work throws. */
  run<T>(work: () => T): T {
    if (this.#depth++ === 0) Atomics.store(this.#shared, word.call, ++this.#calls);
    try {
      return work();
    } catch (error) {
      throw this.#authorError(error);
    } finally {
      if (--this.#depth === 0) Atomics.store(this.#shared, word.call, 0);
    }
  }

  #authorError(error: unknown): InputError {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    const place = authorPlace(stack, (frame) => this.#sources.placeOf(frame)) ?? this.#shown;
    if (!(error instanceof InputError)) {
      const found = error instanceof Error ? `${error.name}: ${error.message}` : `a thrown ${typeof error}: ${error}`;
      return new InputError({ where: place, expected: 'code that runs', found });
    }
    if (hasPlace(error) || error.problem.where === place) return error;
    return new InputError({ ...error.problem, where: `${place}: ${error.problem.where}` });
  }
}

/** True when a message begins with a place in a source. */
export function hasPlace({ problem }: InputError): boolean {
  return /^.+\.m?[jt]s:\d+/.test(problem.where);
}

/** The same kernel with every call into its code guarded, and its reference held to the shapes of its outputs. */
export function guardedKernel(kernel: Kernel, guard: Guard): Kernel {
  let outputs: readonly { readonly name: string; readonly length: number }[] = [];
  const check = kernel.check;
  const guardedCheck = (c: KernelCheck): KernelCheck => ({
    reference: (params, inputs) => guard.run(() => checkedOutputs(kernel, outputs, c.reference(params, inputs))),
    inputRange: (tensor, params) => guard.run(() => c.inputRange(tensor, params)),
    smaller: (params) => guard.run(() => c.smaller(params)),
    values: (tensor, length, seed) => guard.run(() => c.values?.(tensor, length, seed) ?? null),
  });
  return {
    ...kernel,
    check: check === null ? null : guardedCheck(check),
    graph(params, machine) {
      const graph = guard.run(() => kernel.graph(params, machine));
      outputs = graph.tensors
        .filter((t) => t.role === 'output')
        .map((t) => ({ name: t.name, length: t.slots * t.rows * t.columns }));
      return graph;
    },
  };
}

function checkedOutputs(
  { name: kernel, site }: Kernel,
  outputs: readonly { readonly name: string; readonly length: number }[],
  given: Record<string, Float64Array>,
): Record<string, Float64Array> {
  const where = `${site === undefined ? '' : `${site}: `}kernel ${kernel}: check.reference`;
  for (const { name, length } of outputs) {
    const values: unknown = given?.[name];
    if (values instanceof Float64Array && values.length === length) continue;
    const found = values instanceof Float64Array ? `${values.length} of them` : `${typeof values} for ${name}`;
    throw new InputError({ where, expected: `${length} values of output ${name} in a Float64Array`, found });
  }
  return given;
}
