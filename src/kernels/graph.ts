/** @file A kernel as the author wrote it: statements over tiles, loops and launches kept. The planner turns it into a
 * program for one target. */
import type { WindowOperand } from '../sim/convolution.js';
import type { ExchangeOp, ReduceOp } from '../sim/program.js';
import type { ElementCode } from '../sim/semantics/elements/code.js';
import type { KernelTensor, Stage, Tile } from './handles.js';

interface StatementBase {
  readonly label: string;
  /** Stages whose units take part, by number. Missing: all units. */
  readonly stages?: readonly number[];
  /** The author's line, while an author's file is being built. */
  readonly site?: string;
  /** The part of a network that it belongs to. */
  readonly part?: string;
}

export interface MatmulStatement extends StatementBase {
  readonly kind: 'matmul';
  readonly out: Tile;
  readonly a: Tile;
  readonly b: Tile;
  readonly accumulate: boolean;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Set for a convolution: a or b is a tensor of images. */
  readonly window?: WindowOperand;
}

export interface PointwiseStatement extends StatementBase {
  readonly kind: 'pointwise';
  readonly fn: string;
  /** The author's expression, when `fn` is not of the table. */
  readonly expression?: ElementCode;
  readonly outs: readonly Tile[];
  readonly ins: readonly Tile[];
  readonly constants: Readonly<Record<string, number>>;
}

export interface ReduceStatement extends StatementBase {
  readonly kind: 'reduce';
  readonly how: ReduceOp['how'];
  readonly over: ReduceOp['over'];
  readonly out: Tile;
  readonly x: Tile;
}

export interface TransposeStatement extends StatementBase {
  readonly kind: 'transpose';
  readonly out: Tile;
  readonly x: Tile;
}

export interface GatherStatement extends StatementBase {
  readonly kind: 'gather';
  readonly out: Tile;
  readonly table: Tile;
  readonly ids: Tile;
  /** The table is [width, rows]. */
  readonly transposed: boolean;
}

export interface CopyStatement extends StatementBase {
  readonly kind: 'copy';
  readonly from: Tile;
  readonly to: Tile;
}

export interface ExchangeStatement extends StatementBase {
  readonly kind: 'exchange';
  readonly pattern: ExchangeOp['pattern'];
  /** Of a shift: rows of each group that everything moves on by, from 1 to one less than there are. */
  readonly rows?: number;
  readonly from: Tile;
  readonly to: Tile;
}

export interface BarrierStatement extends StatementBase {
  readonly kind: 'barrier';
}

export interface LaunchStatement extends StatementBase {
  readonly kind: 'launch';
  readonly body: readonly Statement[];
}

export interface RepeatStatement extends StatementBase {
  readonly kind: 'repeat';
  readonly loop: number;
  readonly count: number;
  readonly body: readonly Statement[];
}

export type Statement =
  | MatmulStatement
  | PointwiseStatement
  | ReduceStatement
  | TransposeStatement
  | GatherStatement
  | CopyStatement
  | ExchangeStatement
  | BarrierStatement
  | LaunchStatement
  | RepeatStatement;

export interface KernelGraph {
  readonly kernel: string;
  readonly params: Readonly<Record<string, number>>;
  readonly tensors: readonly KernelTensor[];
  readonly stages: readonly Stage[];
  readonly body: readonly Statement[];
  readonly loops: number;
  /** True when the kernel computes gradients: inference-only chips refuse it. */
  readonly trains: boolean;
  /** True when the kernel has asked for its chip's units or memory: its values may then differ from chip to chip. */
  readonly asksMachine: boolean;
}

/** Tiles that a statement names. */
export function tilesOf(s: Exclude<Statement, { kind: 'repeat' | 'launch' }>): readonly Tile[] {
  switch (s.kind) {
    case 'matmul':
      return [s.out, s.a, s.b];
    case 'pointwise':
      return [...s.outs, ...s.ins];
    case 'reduce':
    case 'transpose':
      return [s.out, s.x];
    case 'gather':
      return [s.out, s.table, s.ids];
    case 'copy':
    case 'exchange':
      return [s.from, s.to];
    case 'barrier':
      return [];
  }
}
