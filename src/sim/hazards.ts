/** @file Finds data races in a program before it runs. One unit's own operations are interlocked by its hardware (see
 * scoreboard.ts); data that crosses units is not: between an exchange and any other access to the same tile on another
 * unit there must be a barrier or a kernel boundary. With stages, barriers may be those of some stages only: an access is
 * ordered before another when a chain of barriers leads from the one stage to the other (vector clocks, a component for
 * each stage). The check follows program order, so it does not depend on timing: a race is found even on a chip where it
 * would happen to go well. */
import { InputError } from '../numerics/errors.js';
import { BarrierOrder } from './barrierOrder.js';
import { roundsOf } from './hazardRounds.js';
import {
  type Node,
  type Op,
  type Program,
  type Repeat,
  sitePrefix,
  slotOf,
  staticOps,
  type TileRef,
} from './program.js';
import { checkSlots, contains, type SlotRange, type Span, slotRange, spansOf } from './slotRange.js';
import { StageMap } from './stages.js';

/** Which order is missing between two accesses to a tile. */
export type Hazard = 'read-after-write' | 'write-after-read' | 'write-after-write' | 'read-of-nothing';

interface Race {
  readonly kernel: string;
  readonly hazard: Hazard;
  readonly later: Op;
  readonly earlier: Op | null;
  readonly tile: string;
  /** Stages that must meet, in words; empty when all units must. */
  readonly stages: string;
}

/** A missing dependency: two operations touch one tile with nothing that orders them. */
export class HazardError extends InputError {
  readonly hazard: Hazard;

  constructor({ kernel, hazard, later, earlier, tile, stages }: Race) {
    const at = earlier?.site === undefined ? '' : ` at ${earlier.site}`;
    const how = hazard.startsWith('read') ? 'reads' : 'overwrites';
    super({
      where: `${sitePrefix(later)}kernel ${kernel}: '${later.label}' ${how} ${tile}`,
      expected:
        earlier === null
          ? 'a value written before'
          : `a barrier${stages} after '${earlier.label}' (${earlier.kind}${at})`,
      found: earlier === null ? 'none' : 'none: units may be at different operations',
    });
    this.name = 'HazardError';
    this.hazard = hazard;
  }
}

interface Touch {
  readonly op: Op;
  /** Domain → barriers that it had passed. */
  readonly epochs: ReadonlyMap<number, number>;
  readonly crosses: boolean;
}

interface TileState {
  write: Touch | null;
  reads: Touch[];
}

const WHOLE = -1;

/** Throws HazardError for the first race in program order. Of long loops the first and last iterations are followed,
 * until their slots have come round twice; `everyIteration` follows all. Throws InputError for a slot that its tensor does not have. */
export function checkHazards(program: Program, everyIteration = false): void {
  checkSlots(program);
  new HazardCheck(program, everyIteration).run();
}

class HazardCheck {
  readonly #program: Program;
  readonly #counters: Int32Array;
  readonly #tiles: Map<number, TileState>[];
  /** Slots written in iterations that are not followed one by one. */
  readonly #written: SlotRange[][];
  readonly #rounds: number;
  readonly #period: number;
  readonly #stages: StageMap;
  readonly #order: BarrierOrder;

  constructor(program: Program, everyIteration: boolean) {
    this.#program = program;
    this.#stages = new StageMap(program);
    this.#order = new BarrierOrder(this.#stages.domains);
    this.#counters = new Int32Array(program.loops);
    this.#tiles = program.tensors.map(() => new Map());
    this.#written = program.tensors.map(() => []);
    const { longest, period } = roundsOf(program, this.#stages);
    this.#rounds = everyIteration ? Number.POSITIVE_INFINITY : 2 * longest + this.#stages.domains;
    this.#period = period;
  }

  run(): void {
    this.#walk(this.#program.body);
  }

  #walk(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (node.kind === 'repeat') this.#loop(node);
      else this.#visit(node);
    }
  }

  /** The first and the last iterations; of those between, only which slots they write. */
  #loop(repeat: Repeat): void {
    const { count, loop, body } = repeat;
    // Ring buffers must be where they were: whole periods are left out.
    const left = Math.max(0, count - 2 * this.#rounds);
    const tail = this.#rounds + left - (left % this.#period);
    for (let i = 0; i < count; i++) {
      if (i === this.#rounds && tail > i) {
        this.#noteWrites(body, spansOf(repeat, [i, tail - 1]));
        // Their barriers happen all the same.
        for (let n = Math.min(tail - i, this.#stages.domains); n > 0; n--) this.#meetIn(body);
        i = tail;
      }
      this.#counters[loop] = i;
      this.#walk(body);
    }
    this.#counters[loop] = count;
  }

  #meetIn(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (node.kind !== 'repeat') this.#meet(node);
      else if (node.count > 0) this.#meetIn(node.body);
    }
  }

  #meet(op: Op): void {
    if (op.kind === 'barrier' || op.kind === 'begin') this.#order.meet(this.#stages.domainsOf(op));
  }

  #noteWrites(nodes: readonly Node[], spans: ReadonlyMap<number, Span>): void {
    for (const op of staticOps(nodes)) {
      for (const { tensor, slot } of op.writes) {
        if (slot !== null && slot.modulo === 0) this.#written[tensor].push(slotRange(slot, spans, this.#counters));
      }
    }
  }

  #visit(op: Op): void {
    this.#meet(op);
    if (op.kind === 'scale') return;
    for (const ref of op.reads) this.#read(op, ref);
    for (const ref of op.writes) this.#write(op, ref);
  }

  #read(op: Op, ref: TileRef): void {
    const slot = this.#slot(ref);
    const states = this.#overlapping(ref.tensor, slot);
    const decl = this.#program.tensors[ref.tensor];
    const written = states.some((s) => s.write !== null) || this.#isNoted(ref.tensor, slot);
    if (decl.role !== 'input' && !decl.zeroed && !written) {
      throw this.#error('read-of-nothing', op, null, this.#name(ref, slot));
    }
    const touch = this.#touch(op, ref.tensor, false);
    for (const { write } of states) {
      if (write !== null && this.#races(write, touch)) {
        throw this.#error('read-after-write', op, write.op, this.#name(ref, slot));
      }
    }
    this.#state(ref.tensor, slot).reads.push(touch);
  }

  #write(op: Op, ref: TileRef): void {
    const slot = this.#slot(ref);
    const touch = this.#touch(op, ref.tensor, true);
    for (const { write, reads } of this.#overlapping(ref.tensor, slot)) {
      const other = [write, ...reads].find((t) => t !== null && t.op !== op && this.#races(t, touch));
      const hazard = other === write ? 'write-after-write' : 'write-after-read';
      if (other) throw this.#error(hazard, op, other.op, this.#name(ref, slot));
    }
    const state = this.#state(ref.tensor, slot);
    state.write = touch;
    state.reads = [];
  }

  /** Two accesses race when data crosses units in one of them and no barriers lie between. */
  #races(earlier: Touch, later: Touch): boolean {
    return (earlier.crosses || later.crosses) && !this.#order.known(earlier.epochs, later.epochs.keys());
  }

  /** Exchanges write other units' memory; a chip-wide tensor is shared by all units. Copies from off-chip inputs are
   * ordered by the unit that asked for them. */
  #touch(op: Op, tensor: number, writes: boolean): Touch {
    const shared = this.#program.tensors[tensor].shard === 'chip';
    const epochs = new Map(this.#actors(op).map((d) => [d, this.#order.epochs[d]]));
    return { op, epochs, crosses: shared || (op.kind === 'exchange' && writes) };
  }

  /** Domains whose units make the accesses: an exchange is sent, also into the memory of another stage's units. */
  #actors(op: Op): readonly number[] {
    const sender = op.kind === 'exchange' ? this.#program.tensors[op.reads[0].tensor].stage : undefined;
    return sender === undefined ? this.#stages.domainsOf(op) : [sender];
  }

  #error(hazard: Hazard, later: Op, earlier: Op | null, tile: string): HazardError {
    const { kernel, stages = [] } = this.#program;
    const names = [...new Set([earlier, later].flatMap((op) => op?.stages ?? []))].map((s) => `'${stages[s].name}'`);
    const meeting = names.length === 0 ? '' : ` of ${names.join(' and ')}`;
    return new HazardError({ kernel, hazard, later, earlier, tile, stages: meeting });
  }

  #slot(ref: TileRef): number {
    const decl = this.#program.tensors[ref.tensor];
    return ref.slot === null || decl.slots === 1 ? WHOLE : slotOf(ref.slot, this.#counters);
  }

  #isNoted(tensor: number, slot: number): boolean {
    return this.#written[tensor].some((range) => slot === WHOLE || contains(range, slot));
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
