/** @file Finds data races in a program before it runs. One unit's own operations are interlocked by its hardware (see
 * scoreboard.ts); data that crosses units is not: between an exchange and any other access to the same tile on another
 * unit there must be a barrier or a kernel boundary. The check follows program order, so it does not depend on timing:
 * a race is found even on a chip where it would happen to go well. */
import { InputError } from '../numerics/errors.js';
import { type Node, type Op, type Program, slotOf, staticOps, type TileRef } from './program.js';

/** A missing dependency: two operations touch one tile with nothing that orders them. */
export class HazardError extends InputError {
  constructor(kernel: string, later: Op, earlier: Op | null, tile: string, how: string) {
    super({
      where: `kernel ${kernel}: '${later.label}' ${how} ${tile}`,
      expected: earlier === null ? 'a value written before' : `a barrier after '${earlier.label}' (${earlier.kind})`,
      found: earlier === null ? 'none' : 'none: units may be at different operations',
    });
    this.name = 'HazardError';
  }
}

interface Touch {
  readonly op: Op;
  readonly epoch: number;
  readonly crosses: boolean;
}

interface TileState {
  write: Touch | null;
  reads: Touch[];
}

const WHOLE = -1;

/** Throws HazardError for the first race in program order. Loops are followed until their slots have come round twice. */
export function checkHazards(program: Program): void {
  new HazardCheck(program).run();
}

class HazardCheck {
  readonly #program: Program;
  readonly #counters: Int32Array;
  readonly #tiles: Map<number, TileState>[];
  readonly #rounds: number;
  #epoch = 0;

  constructor(program: Program) {
    this.#program = program;
    this.#counters = new Int32Array(program.loops);
    this.#tiles = program.tensors.map(() => new Map());
    let longest = 1;
    for (const op of staticOps(program.body)) {
      for (const ref of [...op.reads, ...op.writes]) longest = Math.max(longest, ref.slot?.modulo ?? 1);
      // A loop that counts down reads what another one wrote last: no iteration may be left out.
      if (op.reads.some((r) => r.slot?.terms.some((t) => t.scale < 0))) longest = Number.POSITIVE_INFINITY;
    }
    this.#rounds = 2 * longest + 1;
  }

  run(): void {
    this.#walk(this.#program.body);
  }

  #walk(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (node.kind !== 'repeat') this.#visit(node);
      else {
        for (let i = 0; i < Math.min(node.count, this.#rounds); i++) {
          this.#counters[node.loop] = i;
          this.#walk(node.body);
        }
        this.#counters[node.loop] = Math.max(0, node.count - 1);
      }
    }
  }

  #visit(op: Op): void {
    if (op.kind === 'barrier' || op.kind === 'begin') this.#epoch += 1;
    if (op.kind === 'scale') return;
    for (const ref of op.reads) this.#read(op, ref);
    for (const ref of op.writes) this.#write(op, ref);
  }

  #read(op: Op, ref: TileRef): void {
    const slot = this.#slot(ref);
    const states = this.#overlapping(ref.tensor, slot);
    const decl = this.#program.tensors[ref.tensor];
    if (decl.role !== 'input' && !decl.zeroed && !states.some((s) => s.write !== null)) {
      throw new HazardError(this.#program.kernel, op, null, this.#name(ref, slot), 'reads');
    }
    const touch = this.#touch(op, ref.tensor, false);
    for (const { write } of states) {
      if (write !== null && this.#races(write, touch)) {
        throw new HazardError(this.#program.kernel, op, write.op, this.#name(ref, slot), 'reads');
      }
    }
    this.#state(ref.tensor, slot).reads.push(touch);
  }

  #write(op: Op, ref: TileRef): void {
    const slot = this.#slot(ref);
    const touch = this.#touch(op, ref.tensor, true);
    for (const { write, reads } of this.#overlapping(ref.tensor, slot)) {
      const other = [write, ...reads].find((t) => t !== null && t.op !== op && this.#races(t, touch));
      if (other) throw new HazardError(this.#program.kernel, op, other.op, this.#name(ref, slot), 'overwrites');
    }
    const state = this.#state(ref.tensor, slot);
    state.write = touch;
    state.reads = [];
  }

  /** Two accesses race when data crosses units in one of them and no barrier lies between. */
  #races(earlier: Touch, later: Touch): boolean {
    return (earlier.crosses || later.crosses) && earlier.epoch === this.#epoch;
  }

  /** Exchanges write other units' memory; a chip-wide tensor is shared by all units. Copies from off-chip inputs are
   * ordered by the unit that asked for them. */
  #touch(op: Op, tensor: number, writes: boolean): Touch {
    const shared = this.#program.tensors[tensor].shard === 'chip';
    return { op, epoch: this.#epoch, crosses: shared || (op.kind === 'exchange' && writes) };
  }

  #slot(ref: TileRef): number {
    const decl = this.#program.tensors[ref.tensor];
    return ref.slot === null || decl.slots === 1 ? WHOLE : slotOf(ref.slot, this.#counters);
  }

  #overlapping(tensor: number, slot: number): TileState[] {
    const found: TileState[] = [];
    for (const [key, state] of this.#tiles[tensor])
      if (slot === WHOLE || key === WHOLE || key === slot) found.push(state);
    return found;
  }

  #state(tensor: number, slot: number): TileState {
    let state = this.#tiles[tensor].get(slot);
    if (state === undefined) {
      state = { write: null, reads: [] };
      this.#tiles[tensor].set(slot, state);
    }
    return state;
  }

  #name(ref: TileRef, slot: number): string {
    const { name } = this.#program.tensors[ref.tensor];
    return slot === WHOLE ? name : `${name}[${slot}]`;
  }
}
