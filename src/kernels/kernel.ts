/** @file A kernel: a name, its parameters, and the code that builds its graph. */
import { InputError } from '../numerics/errors.js';
import { didYouMean } from '../numerics/nearestNames.js';
import { KernelBuilder } from './builder.js';
import { statementPlace } from './callSite.js';
import type { KernelGraph } from './graph.js';
import type { KernelMachine } from './machine.js';

/** One whole-number parameter of a kernel. */
export interface ParamSpec {
  /** A number, or the name of an earlier parameter whose value is taken. */
  readonly default: number | string;
  readonly min: number;
  readonly max: number;
  readonly doc: string;
}

export type ParamSpecs = Readonly<Record<string, ParamSpec>>;
export type ParamValues<S extends ParamSpecs> = { readonly [K in keyof S]: number };

/** A size parameter: 1 to 65,536 unless told otherwise. */
export function size(defaultValue: number | string, doc: string, max = 65_536): ParamSpec {
  return { default: defaultValue, min: 1, max, doc };
}

/** How a kernel's values are checked: float64, no cleverness, on seeded inputs. */
export interface KernelCheck {
  /** Output tensors of the given input tensors. */
  readonly reference: (params: Params, inputs: Readonly<Record<string, Float64Array>>) => Record<string, Float64Array>;
  /** Inputs are uniform in +- this. */
  readonly inputRange: (tensor: string, params: Params) => number;
  /** Values of an input that is not uniform (trained weights, ids); null for the others. */
  readonly values?: (tensor: string, length: number, seed: number) => Float32Array | null;
  /** Smaller parameters at which a slow reference still exercises the whole kernel. */
  readonly smaller: (params: Params) => Params;
}

export type Params = Readonly<Record<string, number>>;

export interface KernelDefinition<S extends ParamSpecs> {
  readonly name: string;
  /** One line for lists and reports. */
  readonly title: string;
  readonly params: S;
  /** True when it computes gradients. */
  readonly trains?: boolean;
  /** Inputs are uniform in +-1 and no parameter is made smaller unless it says so. */
  readonly check?: Pick<KernelCheck, 'reference'> & Partial<KernelCheck>;
  build(k: KernelBuilder<ParamValues<S>>): void;
}

export interface Kernel {
  readonly name: string;
  readonly title: string;
  readonly params: ParamSpecs;
  readonly trains: boolean;
  readonly check: KernelCheck | null;
  /** The author's line, when it was read from an author's file. */
  readonly site?: string;
  /** Graph for complete, checked parameters. Throws InputError. Kernels that ask for `k.units` need a machine. */
  graph(params: Params, machine?: KernelMachine): KernelGraph;
}

/** Make a kernel of a definition. */
export function defineKernel<S extends ParamSpecs>(definition: KernelDefinition<S>): Kernel {
  const { name, title, params, trains = false } = definition;
  return {
    name,
    title,
    params,
    trains,
    check: completeCheck(definition.check),
    ...statementPlace(),
    graph(given, machine) {
      const k = new KernelBuilder(name, checkParams(name, params, given) as ParamValues<S>, machine);
      definition.build(k);
      return k.finish(trains);
    },
  };
}

function completeCheck(check: KernelDefinition<ParamSpecs>['check']): KernelCheck | null {
  return check === undefined ? null : { inputRange: () => 1, smaller: (params) => params, ...check };
}

/** Given values with the defaults filled in. Throws InputError for unknown names and values out of range. */
export function checkParams(kernel: string, specs: ParamSpecs, given: Params): Params {
  const known = Object.keys(specs);
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) {
      throw new InputError({
        where: `parameter of ${kernel}`,
        expected: `one of ${known.join(', ')}`,
        found: key,
        ...didYouMean(key, known),
      });
    }
  }
  const values: Record<string, number> = {};
  for (const [key, spec] of Object.entries(specs)) {
    const value = given[key] ?? (typeof spec.default === 'string' ? values[spec.default] : spec.default);
    if (!Number.isInteger(value) || value < spec.min || value > spec.max) {
      throw new InputError({
        where: `parameter ${key} of ${kernel}`,
        expected: `a whole number from ${spec.min} to ${spec.max}`,
        found: String(value),
      });
    }
    values[key] = value;
  }
  return values;
}
