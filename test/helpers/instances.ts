/** @file Instances and programs made by hand, for tests of the engine's parts alone. */
import { Demand } from '../../src/sim/demand.js';
import { Instance, WHOLE_CHIP } from '../../src/sim/instance.js';
import type { Op, OpKind, Program, TensorDecl, TileRef } from '../../src/sim/program.js';

export interface Made {
  readonly kind?: OpKind;
  readonly cls?: number;
  /** Equal for the instances of one issue; its own without it. */
  readonly issue?: number;
  readonly reads?: readonly TileRef[];
  readonly writes?: readonly TileRef[];
  readonly stages?: readonly number[];
  readonly part?: string;
  /** Its place in the program; the next one without it. */
  readonly sequence?: number;
}

let sequences = 0;

/** The next instance in program order. */
export function instanceOf(made: Made): Instance {
  const { kind = 'pointwise', cls = 0, reads = [], writes = [], sequence = sequences++, issue, ...rest } = made;
  const op = { kind, id: sequence, label: `${kind} ${sequence}`, reads, writes, dry: false, ...rest } as unknown as Op;
  return new Instance(sequence, issue ?? sequence, op, cls, new Demand(), new Int32Array(1));
}

export const wholeChip = (made: Omit<Made, 'cls'>): Instance => instanceOf({ ...made, cls: WHOLE_CHIP });

/** A tile of one of a program's tensors; all slots without `slot`. */
export const tile = (tensor: number, slot: number | null = null): TileRef => ({
  tensor,
  slot: slot === null ? null : { terms: [], offset: slot, modulo: 0 },
});

/** A program of so many classes of units, with these tensors; the units of class c are of stage c when there are stages. */
export function programOf(
  classes: number,
  tensors: readonly Pick<TensorDecl, 'slots' | 'shard'>[] = [],
  stages = 0,
): Program {
  return {
    classes: Array.from({ length: classes }, (_, c) => ({
      firstUnit: c,
      count: 1,
      ...(stages > 0 && { stage: c % stages }),
    })),
    tensors,
    ...(stages > 0 && { stages: Array.from({ length: stages }, (_, s) => `stage ${s}`) }),
  } as unknown as Program;
}
