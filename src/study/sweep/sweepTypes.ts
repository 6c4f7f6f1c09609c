/** @file What a sweep is made of: its definition as plain JSON, and what the names in it stand for. */
import type { ParamSpecs } from '../../kernels/kernel.js';
import type { ChipSpec } from '../../sim/chipSchema.js';
import type { RigSpec } from '../../sim/rigs.js';
import type { Axis } from './axis.js';

/** A kernel as far as the definition of a sweep must know it. */
export interface SweepKernel {
  readonly name: string;
  readonly params: ParamSpecs;
  /** Hash of the author's files; null for a kernel of onchip, which the version tells. */
  readonly source: string | null;
  /** As the user gave it; null for a kernel of onchip. */
  readonly file: string | null;
}

/** One chip, or several of them as a rig. */
export interface SweepMachine {
  readonly name: string;
  readonly chip: ChipSpec;
  readonly rig?: RigSpec;
}

export interface SweepLookup {
  readonly kernel: (name: string) => SweepKernel;
  readonly machine: (name: string) => SweepMachine;
  /** False when the specification must go into the definition: the chip came from a file. */
  readonly isShipped: (machine: SweepMachine) => boolean;
}

export interface FigureAxis {
  readonly machine: string;
  readonly path: string;
  readonly unit: string;
  readonly axis: Axis;
}

/** One configuration of a list; what it leaves out is taken from the rest of the definition. */
export interface SweepPoint {
  readonly kernel?: string;
  readonly chip?: string;
  readonly runtime?: string;
  readonly format?: string;
  readonly params: Readonly<Record<string, number>>;
  readonly figures: readonly { readonly machine: string; readonly path: string; readonly value: number }[];
}

export type SweepMethod =
  | { readonly kind: 'grid' }
  | { readonly kind: 'sample'; readonly samples: number }
  | { readonly kind: 'pareto'; readonly evaluations: number; readonly population: number };

/** Plain JSON: the same definition gives the same bytes, on any number of workers and machines. */
export interface SweepDefinition {
  readonly kernels: readonly { readonly name: string; readonly source: string | null; readonly file: string | null }[];
  readonly machines: readonly { readonly name: string; readonly spec: ChipSpec | null }[];
  readonly runtimes: readonly string[] | null;
  readonly formats: readonly string[] | null;
  readonly params: Readonly<Record<string, Axis>>;
  readonly figures: readonly FigureAxis[];
  readonly points: readonly SweepPoint[] | null;
  readonly values: 'none' | 'full';
  readonly seed: number;
  readonly method: SweepMethod;
  readonly objectives: readonly string[];
}

/** A definition with what its names stand for. */
export interface Sweep {
  readonly definition: SweepDefinition;
  readonly kernels: readonly SweepKernel[];
  readonly machines: readonly SweepMachine[];
}
