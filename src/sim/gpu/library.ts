/** @file A library as data: which kernel it takes for which shape, per element format, and what a step launches. */
import type { RuntimeParameters } from './parameters.js';
import type { Rule } from './rule.js';

/** Element formats that the measured tables know. `fp16`: fp16 operands, fp32 accumulate. `fp32-tc`: fp32 operands
 * rounded to fp16 inside a tensor-core kernel. */
export type GpuFormat = 'fp32' | 'fp16' | 'fp32-tc' | 'int8';

export type RnnOp = 'vanilla' | 'gru' | 'lstm';
/** `bwd`: what one sheet column holds when backward is timed as a whole (see `GpuLibrary.backwardHolds`). */
export type RnnDirection = 'fwd' | 'bwd_data' | 'bwd_weights' | 'bwd';

/** One choice rule per kind of call. */
export interface LibraryRules {
  readonly gemm: Rule;
  readonly forward: Rule;
  readonly backwardData: Rule;
  readonly backwardWeights: Rule;
}
export type RuleKind = keyof LibraryRules;

/** What the software does, known without fitting. */
export interface LibraryFacts {
  /** Kernels of one step (GEMM, pointwise …) in the standard algorithm. */
  readonly stepKernels: {
    readonly fwd: Readonly<Record<RnnOp, number>>;
    readonly bwd_data: Readonly<Record<RnnOp, number>>;
  };
  /** Tensor cores are used when m and n are multiples of this, per element format; 1: always. */
  readonly tensorAlignment: Readonly<Record<'fp16' | 'fp32-tc', number>>;
  /** Recurrent layers so small that the queue of launches costs nothing extra (one fused kernel a step). */
  readonly smallLayer: { readonly maxWeights: number; readonly maxBatch: number };
  /** What a sheet's single `bwd` time means for this software. */
  readonly backwardHolds: 'data' | 'data+weights';
  readonly evidence: string;
}

/** One runtime on one architecture. */
export interface GpuLibrary {
  readonly runtime: string;
  readonly architecture: string;
  /** Measured tables behind the rules. */
  readonly evidence: string;
  readonly facts: LibraryFacts;
  readonly parameters: RuntimeParameters;
  readonly rules: Readonly<Partial<Record<GpuFormat, LibraryRules>>>;
  /** Instead of a rule: the fastest well-pipelined kernel of the menu (the `ideal` runtime). */
  readonly searchesMenu?: boolean;
}

/** What `onchip calibrate` writes of a library. */
export type FittedLibrary = Omit<GpuLibrary, 'facts'>;
