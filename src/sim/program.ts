/** @file The program: a stream of tile operations, the only thing that both `simulate` (cycles) and `execute` (values)
 * read. The planner makes it from a kernel and a target; it holds data, no behaviour. */

import type { WindowOperand } from './convolution.js';
import type { Cut } from './cuts.js';
import type { RuleKind } from './gpu/library.js';
import type { ElementCode } from './semantics/elements/code.js';

/** How the bits of a tensor are kept: in the target's format, in its accumulator type, or always in fp32. */
export type Precision = 'format' | 'accumulator' | 'fp32';

/** A tensor is [slots, rows, columns], row-major; `slots` is the leading axis that a loop index selects (time, buffer). */
export interface TensorDecl {
  readonly id: number;
  readonly name: string;
  readonly slots: number;
  readonly rows: number;
  readonly columns: number;
  readonly role: 'input' | 'output' | 'buffer';
  /** How it lies in the units, or chip: one copy, off the units. */
  readonly shard: Cut | 'chip';
  /** How units share the work on what lies off them. Missing: as `shard` says; by rows for `chip`. */
  readonly cut?: Cut;
  /** The stage whose units have it (or, off the units, work on it). Missing: all units. */
  readonly stage?: number;
  /** Rows come in this many equal blocks that are cut alike (4 gates of an LSTM). */
  readonly groups: number;
  readonly precision: Precision;
  /** True when the buffer is defined (all zero) before its first write. */
  readonly zeroed: boolean;
  /** Level names with the bytes that one unit (or, for `chip`, the chip) holds there, per class of units. */
  readonly placement: readonly Placement[];
  /** The launch (in program order) for which alone the units hold it; null or missing: for the whole run. */
  readonly launch?: number | null;
}

export interface Placement {
  readonly level: string;
  /** Bytes in one unit of each class; for a `chip` tensor one entry. */
  readonly bytesPerClass: readonly number[];
}

/** Units that hold and compute equal shares: one representative is simulated for all of them. */
export interface UnitClass {
  readonly firstUnit: number;
  readonly count: number;
  /** All units of the class. Missing: they follow each other from `firstUnit` on. */
  readonly units?: readonly number[];
  /** The stage that they belong to, when the program has stages. */
  readonly stage?: number;
}

/** A group of neighbouring units that runs its own operations beside other groups: a layer of a pipeline. */
export interface StageDecl {
  readonly name: string;
  readonly firstUnit: number;
  readonly units: number;
}

/** Slot of a tensor as a function of the loop counters: (sum of scale x counter + offset) mod modulo; 0: no modulo. */
export interface SlotIndex {
  readonly terms: readonly { readonly loop: number; readonly scale: number }[];
  readonly offset: number;
  readonly modulo: number;
}

/** A tensor's slot, or all of it when `slot` is null. */
export interface TileRef {
  readonly tensor: number;
  readonly slot: SlotIndex | null;
}

interface OpBase {
  /** Position in the program text; equal for all iterations. */
  readonly id: number;
  readonly label: string;
  /** The author's line, when the kernel comes from an author's file. */
  readonly site?: string;
  /** The part of a network that it belongs to: its time is booked there, too. */
  readonly part?: string;
  readonly reads: readonly TileRef[];
  readonly writes: readonly TileRef[];
  /** True for the re-runs that initialise Flexpoint exponents: they cost time and commit nothing. */
  readonly dry: boolean;
  /** Stages whose units take part. Missing: all units of the program. */
  readonly stages?: readonly number[];
}

/** Beginning of a message about an operation: the author's line, where it is known. */
export function sitePrefix({ site }: Pick<OpBase, 'site'>): string {
  return site === undefined ? '' : `${site}: `;
}

/** Bytes that an operation moves between a memory and the units, for one unit of each class. */
export interface Traffic {
  readonly level: string;
  readonly direction: 'read' | 'write';
  readonly bytesPerClass: readonly number[];
  /** Equal bytes for every unit: off-chip memory serves them once. */
  readonly shared: boolean;
  /** Set when the bytes are those of a tensor that a hardware cache may hold. */
  readonly tensor: number | null;
  readonly slot: SlotIndex | null;
}

/** out[m,n] (+)= A[m,k] · B[k,n]; `shares` is what one unit of each class computes. */
export interface MatmulOp extends OpBase {
  readonly kind: 'matmul';
  readonly shares: readonly MatmulShape[];
  readonly whole: MatmulShape;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly accumulate: boolean;
  /** Index into the chip's matrix engines. */
  readonly engine: number;
  /** Operand that a weight-stationary array keeps; missing: the one that is faster for each share. */
  readonly held?: 'A' | 'B';
  /** Lanes that share one output's sum; missing: as many as keep all lanes busy. */
  readonly kSplit?: number;
  /** Which of a runtime library's rules picks the kernel, when the library runs it chip-wide from DRAM and caches. */
  readonly library: RuleKind | null;
  /** Set for a convolution: A or B is the matrix of the windows of a tensor of images, read there and never written out. */
  readonly window?: WindowOperand;
  readonly traffic: readonly Traffic[];
}

export interface MatmulShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** `fn` of operations that an author's expression defines. */
export const BY_EXPRESSION = 'expression';

/** An element-wise function over `elements` outputs a unit: of the table in semantics/functions, or an expression. */
export interface PointwiseOp extends OpBase {
  readonly kind: 'pointwise';
  readonly fn: string;
  /** What is computed when `fn` is BY_EXPRESSION. */
  readonly expression?: ElementCode;
  /** Named numbers of the function (a dropout rate, a learning rate). */
  readonly constants: Readonly<Record<string, number>>;
  readonly elementsPerClass: readonly number[];
  readonly traffic: readonly Traffic[];
}

/** Copies between DRAM and unit memory by the move engine, beside the arithmetic. */
export interface MoveOp extends OpBase {
  readonly kind: 'move';
  readonly direction: 'load' | 'store';
  readonly traffic: readonly Traffic[];
}

/** Rows of a table picked by integer ids (an embedding). */
export interface GatherOp extends OpBase {
  readonly kind: 'gather';
  /** The table is [width, rows] instead of [rows, width]. */
  readonly transposed: boolean;
  readonly elementsPerClass: readonly number[];
  readonly traffic: readonly Traffic[];
}

/** Along rows: out[0, j] of all x[i, j]; along columns: out[i, 0]. */
export interface ReduceOp extends OpBase {
  readonly kind: 'reduce';
  readonly how: 'sum' | 'max' | 'mean';
  readonly over: 'rows' | 'columns';
  /** Elements that one unit reads, and results that it makes of them. */
  readonly elementsPerClass: readonly number[];
  readonly resultsPerClass: readonly number[];
  readonly traffic: readonly Traffic[];
}

/** out[j, i] = x[i, j] in the units' memory; `shares`: rows (m) and columns (n) of x that one unit of each class handles. */
export interface TransposeOp extends OpBase {
  readonly kind: 'transpose';
  readonly shares: readonly Pick<MatmulShape, 'm' | 'n'>[];
  readonly slots: number;
  readonly elementBytes: number;
  readonly traffic: readonly Traffic[];
}

/** Data between units. all-gather: everyone gets all parts. all-reduce: everyone gets the sum of all copies. shift: rows
 * go round over the units. send: each unit of a stage sends its part to the units of another stage that own it there. */
export interface ExchangeOp extends OpBase {
  readonly kind: 'exchange';
  readonly pattern: 'all-gather' | 'all-reduce' | 'reduce-scatter' | 'broadcast' | 'shift' | 'send';
  /** Bytes that one unit of each class contributes. */
  readonly bytesPerClass: readonly number[];
  /** Bytes that one unit of each class gets, when senders and receivers differ or get parts only. Missing: each unit that
   * contributes gets what the pattern says. */
  readonly receivesPerClass?: readonly number[];
  /** Terms of a sum are added up among groups of this many units. Missing: among all of them, or nothing is added up. */
  readonly summed?: number;
  /** Set for pattern shift. */
  readonly shift?: ShiftCourse;
}

/** How rows go round in a shift. */
export interface ShiftCourse {
  /** Each row of a group goes so many rows on, the last ones to the beginning. */
  readonly rows: number;
  /** Rows of a group. */
  readonly extent: number;
  /** Units further that the farthest row goes, in the ring of units. */
  readonly places: number;
  /** Bytes that go over the middle of the ring and over its end. */
  readonly crossingBytes: number;
}

/** All units wait for each other, or those of some stages do. */
export interface BarrierOp extends OpBase {
  readonly kind: 'barrier';
}

/** Host side of a kernel launch: takes host time, runs ahead of the chip. */
export interface LaunchOp extends OpBase {
  readonly kind: 'launch';
  /** Kernels that the runtime issues for it (MIOpen splits an LSTM cell into five). */
  readonly kernels: number;
  /** True when it belongs to a layer large enough to feel the host while the queue of launches fills. */
  readonly fillsQueue: boolean;
}

/** Chip side of a launch: all earlier work has ended, all later work may begin. */
export interface BeginOp extends OpBase {
  readonly kind: 'begin';
  readonly first: boolean;
  /** True when a library's recurrent routine is called here. */
  readonly setsUp: boolean;
  readonly kernels: number;
}

/** Flexpoint bookkeeping of one tensor: gather its max statistic, update the exponent, tell the units. */
export interface ScaleOp extends OpBase {
  readonly kind: 'scale';
}

export type Op =
  | MatmulOp
  | PointwiseOp
  | ReduceOp
  | TransposeOp
  | MoveOp
  | GatherOp
  | ExchangeOp
  | BarrierOp
  | LaunchOp
  | BeginOp
  | ScaleOp;
export type OpKind = Op['kind'];
export type OpOf<K extends OpKind> = Extract<Op, { kind: K }>;

/** A loop of the stream. `loop` is the number that `SlotIndex.terms` refers to. */
export interface Repeat {
  readonly kind: 'repeat';
  readonly loop: number;
  readonly label: string;
  readonly count: number;
  readonly body: readonly Node[];
}

export type Node = Op | Repeat;

export interface Program {
  readonly kernel: string;
  readonly params: Readonly<Record<string, number>>;
  readonly tensors: readonly TensorDecl[];
  readonly classes: readonly UnitClass[];
  /** Missing: all units run all operations. */
  readonly stages?: readonly StageDecl[];
  readonly body: readonly Node[];
  /** Number of loops; counters are kept in one array of this length. */
  readonly loops: number;
}

/** Value of a slot index under the current loop counters. */
export function slotOf(index: SlotIndex, counters: ArrayLike<number>): number {
  let slot = index.offset;
  for (const term of index.terms) slot += term.scale * counters[term.loop];
  if (index.modulo === 0) return slot;
  const rest = slot % index.modulo;
  return rest < 0 ? rest + index.modulo : rest;
}

/** Operations of a node list in program order, loops not unrolled. */
export function* staticOps(nodes: readonly Node[]): Generator<Op> {
  for (const node of nodes) {
    if (node.kind === 'repeat') yield* staticOps(node.body);
    else yield node;
  }
}
