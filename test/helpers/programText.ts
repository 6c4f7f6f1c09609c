/** @file Writes small programs op by op, without a planner, so that a test shows exactly what the engine is given. */
import type {
  ExchangeOp,
  MatmulShape,
  Node,
  Op,
  Program,
  SlotIndex,
  TensorDecl,
  TileRef,
  Traffic,
} from '../../src/sim/program.js';

export interface TensorOptions {
  readonly slots?: number;
  readonly rows?: number;
  readonly columns?: number;
  readonly shard?: TensorDecl['shard'];
  readonly role?: TensorDecl['role'];
  readonly precision?: TensorDecl['precision'];
  readonly zeroed?: boolean;
}

type Draft = Omit<Op, 'id' | 'dry' | 'label' | 'reads' | 'writes'> & Record<string, unknown>;

export interface Touches {
  readonly reads?: readonly TileRef[];
  readonly writes?: readonly TileRef[];
  readonly traffic?: readonly Traffic[];
  readonly dry?: boolean;
}

/** Slot `scale x counter of loop + offset`, modulo `modulo` when that is not 0. */
export function slot(offset: number, loop?: number, modulo = 0, scale = 1): SlotIndex {
  return { terms: loop === undefined ? [] : [{ loop, scale }], offset, modulo };
}

/** Traffic of one level; one entry of bytes per class of units. */
export function traffic(
  level: string,
  direction: 'read' | 'write',
  bytesPerClass: readonly number[],
  more: Partial<Traffic> = {},
): Traffic {
  return { level, direction, bytesPerClass, shared: false, tensor: null, slot: null, ...more };
}

/** Makes the operations of one program; `unitsOfClass[c]` units belong to class c. */
export class ProgramText {
  readonly #tensors: TensorDecl[] = [];
  readonly #classes: Program['classes'];
  #nextId = 0;
  #loops = 0;

  constructor(unitsOfClass: readonly number[] = [1]) {
    let firstUnit = 0;
    this.#classes = unitsOfClass.map((count) => {
      const unitClass = { firstUnit, count };
      firstUnit += count;
      return unitClass;
    });
  }

  tensor(name: string, options: TensorOptions = {}): (at?: SlotIndex | null) => TileRef {
    const id = this.#tensors.length;
    const { slots = 1, rows = 1, columns = 1, role = 'buffer', shard = 'rows' } = options;
    const { precision = 'format', zeroed = true } = options;
    const placement = [{ level: 'sram', bytesPerClass: this.#classes.map(() => 0) }];
    this.#tensors.push({ id, name, slots, rows, columns, role, shard, groups: 1, precision, zeroed, placement });
    return (at = null) => ({ tensor: id, slot: at });
  }

  matmul(label: string, shares: readonly MatmulShape[], touches: Touches = {}, engine = 0): Op {
    const whole = { ...shares[0], m: shares.reduce((sum, s, c) => sum + s.m * this.#classes[c].count, 0) };
    const flags = { transposeA: false, transposeB: false, accumulate: false, library: null };
    return this.#op(label, { kind: 'matmul', shares, whole, engine, ...flags }, touches);
  }

  pointwise(label: string, fn: string, elementsPerClass: readonly number[], touches: Touches = {}): Op {
    return this.#op(label, { kind: 'pointwise', fn, constants: {}, elementsPerClass }, touches);
  }

  move(label: string, direction: 'load' | 'store', touches: Touches): Op {
    return this.#op(label, { kind: 'move', direction }, touches);
  }

  exchange(label: string, pattern: ExchangeOp['pattern'], bytesPerClass: readonly number[], touches: Touches = {}): Op {
    return this.#op(label, { kind: 'exchange', pattern, bytesPerClass }, touches);
  }

  barrier(label = 'barrier'): Op {
    return this.#op(label, { kind: 'barrier' }, {});
  }

  /** Launch and begin, like the planner makes them. */
  launch(label: string, first: boolean): Op[] {
    return [
      this.#op(`launch ${label}`, { kind: 'launch', kernels: 1, fillsQueue: false }, {}),
      this.#op(`begin ${label}`, { kind: 'begin', first, setsUp: false, kernels: 1 }, {}),
    ];
  }

  scale(label: string, tile: TileRef): Op {
    return this.#op(label, { kind: 'scale' }, { reads: [tile] });
  }

  repeat(label: string, count: number, body: (loop: number) => readonly Node[]): Node {
    const loop = this.#loops++;
    return { kind: 'repeat', loop, label, count, body: body(loop) };
  }

  program(...body: Node[]): Program {
    return {
      kernel: 'test',
      params: {},
      tensors: this.#tensors,
      classes: this.#classes,
      body,
      loops: this.#loops,
    };
  }

  #op(label: string, draft: Draft, touches: Touches): Op {
    const { reads = [], writes = [], dry = false } = touches;
    const moved = draft.kind === 'exchange' || !('traffic' in touches) ? {} : { traffic: touches.traffic };
    const needsTraffic = ['matmul', 'pointwise', 'move'].includes(draft.kind);
    const base = { ...(needsTraffic ? { traffic: [] } : {}), ...moved };
    return { ...draft, ...base, id: this.#nextId++, label, reads, writes, dry } as unknown as Op;
  }
}
