/** @file Runs a program unit by unit: each unit has a memory of its own, with nothing in it but its part, and goes through
 * the operations at its own pace between barriers. What it sends arrives at once, or as late as it may. It shows what a
 * missing barrier does, and that a unit can compute its part from what it has: the rest of its memory is not a number. */
import { parseFormat } from '../../src/numerics/format.js';
import { type CutTensor, dealt, isOwned, type Part, partOf } from '../../src/sim/cuts.js';
import {
  type ExchangeOp,
  type Op,
  type Program,
  slotOf,
  staticOps,
  type TensorDecl,
  type TileRef,
} from '../../src/sim/program.js';
import { effectOf, shareOf } from '../../src/sim/semantics/index.js';
import { unitsOfClass } from '../../src/sim/stages.js';
import { OpStream } from '../../src/sim/stream.js';
import type { Tile, TileAccess } from '../../src/sim/tensors.js';

/** Who goes first: the first unit, the last one, or whoever a seeded choice says, after each operation anew. */
export interface Schedule {
  readonly order: 'first' | 'last' | number;
  readonly delivery: 'early' | 'late';
}

export const schedules: readonly Schedule[] = [
  { order: 'first', delivery: 'early' },
  { order: 'last', delivery: 'late' },
  { order: 'last', delivery: 'early' },
  { order: 7, delivery: 'early' },
  { order: 12345, delivery: 'late' },
];

type Values = Readonly<Record<string, ArrayLike<number>>>;

/** Tensors that a program changes and somebody may read afterwards: outputs, and inputs that it updates in place. */
export function results(program: Program): TensorDecl[] {
  const written = new Set([...staticOps(program.body)].flatMap((op) => (op.dry ? [] : op.writes.map((w) => w.tensor))));
  return program.tensors.filter((t) => t.role !== 'buffer' && written.has(t.id));
}

/** Those by name after all units are done, put together of what each unit owns. */
export function runUnits(program: Program, inputs: Values, schedule: Schedule): Map<string, Float32Array> {
  return new Machine(program, inputs, schedule).run();
}

const fp32 = parseFormat('fp32');
const sizeOf = (t: TensorDecl): number => t.slots * t.rows * t.columns;
const cutOf = (t: TensorDecl): CutTensor => ({ ...t, cut: t.shard === 'chip' ? (t.cut ?? 'replicated') : t.shard });

interface Unit {
  readonly id: number;
  readonly cls: number;
  readonly memory: Float32Array[];
  readonly stream: OpStream;
  /** Operations taken so far: the same number in every unit for the same run of an operation. */
  issue: number;
  waitsAt: number | null;
  done: boolean;
  outbox: (() => void)[];
}

class Machine {
  readonly #program: Program;
  readonly #schedule: Schedule;
  readonly #chip: Float32Array[];
  readonly #units: Unit[];
  readonly #arrived = new Map<number, Set<number>>();
  /** Sums that terms still arrive for, by run of the operation and receiver. */
  readonly #sums = new Map<string, { left: number; readonly sum: Float64Array }>();
  readonly #parts: Part[][];
  #random: number;

  constructor(program: Program, inputs: Values, schedule: Schedule) {
    this.#program = program;
    this.#schedule = schedule;
    this.#parts = program.tensors.map(() => []);
    this.#random = typeof schedule.order === 'number' ? schedule.order : 1;
    const start = (t: TensorDecl): Float32Array => {
      const values = new Float32Array(sizeOf(t)).fill(t.zeroed ? 0 : Number.NaN);
      if (t.role === 'input') values.set(inputs[t.name]);
      return values;
    };
    this.#chip = program.tensors.map((t) => (t.shard === 'chip' ? start(t) : new Float32Array(0)));
    const all = program.classes.flatMap((_, cls) => unitsOfClass(program, cls).map((id) => ({ id, cls })));
    this.#units = all
      .sort((a, b) => a.id - b.id)
      .map(({ id, cls }) => {
        const memory = program.tensors.map((t) => {
          if (t.shard === 'chip') return this.#chip[t.id];
          const values = start(t);
          const has = mask(t, this.#part(t, id, cls));
          return values.map((value, i) => (has[i] ? value : Number.NaN));
        });
        const stream = new OpStream(program);
        return { id, cls, memory, stream, issue: -1, waitsAt: null, done: false, outbox: [] };
      });
  }

  run(): Map<string, Float32Array> {
    for (let unit = this.#next(); unit !== null; unit = this.#next()) this.#step(unit);
    if (this.#units.some((u) => !u.done)) throw new Error('units wait for each other for ever');
    for (const unit of this.#units) for (const send of unit.outbox.splice(0)) send();
    return new Map(results(this.#program).map((t) => [t.name, this.#together(t)]));
  }

  #together(t: TensorDecl): Float32Array {
    if (t.shard === 'chip') return this.#chip[t.id];
    const values = new Float32Array(sizeOf(t)).fill(Number.NaN);
    for (const { id, cls, memory } of this.#units) {
      const has = mask(t, this.#part(t, id, cls));
      for (let i = 0; i < values.length; i++) if (has[i]) values[i] = memory[t.id][i];
    }
    return values;
  }

  #next(): Unit | null {
    const ready = this.#units.filter((u) => !u.done && u.waitsAt === null);
    if (ready.length === 0) return null;
    if (this.#schedule.order === 'first') return ready[0];
    if (this.#schedule.order === 'last') return ready[ready.length - 1];
    this.#random = (Math.imul(this.#random, 1103515245) + 12345) >>> 0;
    return ready[(this.#random >>> 16) % ready.length];
  }

  #step(unit: Unit): void {
    const op = unit.stream.next();
    unit.issue += 1;
    if (op === null) unit.done = true;
    else if (op.kind === 'barrier' || op.kind === 'begin') this.#meet(unit, op);
    else if (op.kind === 'exchange') this.#exchange(unit, op);
    else if (!op.dry && op.kind !== 'launch' && op.kind !== 'scale') this.#compute(unit, op);
  }

  #takesPart({ cls }: Unit, { stages }: Op): boolean {
    const { stage } = this.#program.classes[cls];
    return stages === undefined || stage === undefined || stages.includes(stage);
  }

  #meet(unit: Unit, op: Op): void {
    if (!this.#takesPart(unit, op)) return;
    const there = this.#arrived.get(unit.issue) ?? new Set();
    this.#arrived.set(unit.issue, there.add(unit.id));
    unit.waitsAt = unit.issue;
    const members = this.#units.filter((u) => this.#takesPart(u, op));
    if (there.size < members.length) return;
    for (const member of members) {
      member.waitsAt = null;
      for (const send of member.outbox.splice(0)) send();
    }
  }

  #part(t: TensorDecl, id: number, cls: number): Part {
    const known = this.#parts[t.id][id];
    if (known !== undefined) return known;
    const part = this.#partOf(t, id, cls);
    this.#parts[t.id][id] = part;
    return part;
  }

  /** What a unit has of a tensor (or works on, off the units); nothing outside the tensor's stage. */
  #partOf(t: TensorDecl, id: number, cls: number): Part {
    const stage = t.stage === undefined ? undefined : this.#program.stages?.[t.stage];
    if (stage === undefined) return partOf(cutOf(t), this.#units?.length ?? this.#count, id);
    if (this.#program.classes[cls].stage !== t.stage) return { firstRow: 0, rows: 0, firstColumn: 0, columns: 0 };
    return partOf(cutOf(t), stage.units, id - stage.firstUnit);
  }

  get #count(): number {
    return this.#program.classes.reduce((sum, c) => sum + c.count, 0);
  }

  /** The operation on the unit's own memory; of what it writes, its part is kept. */
  #compute(unit: Unit, op: Op): void {
    const { tensors } = this.#program;
    const sums = op.writes.filter(({ tensor }) => ['partial', 'block-terms'].includes(tensors[tensor].shard));
    const isSum = sums.length > 0;
    if (!shareOf(op, this.#program.classes.length).includes(unit.cls)) {
      // Who has nothing to add has a term, too: nothing.
      for (const ref of sums) this.#keep(unit, op, ref, new Float32Array(sizeOf(tensors[ref.tensor])));
      return;
    }
    const work = new Map<number, Float32Array>();
    for (const { tensor } of [...op.reads, ...op.writes]) {
      const copy = unit.memory[tensor].slice();
      const has = mask(tensors[tensor], this.#part(tensors[tensor], unit.id, unit.cls));
      // A term of a sum is made of what the unit has; elsewhere what it lacks must not matter.
      const reads = op.reads.some((r) => r.tensor === tensor);
      const adds = isSum && reads && cutOf(tensors[tensor]).cut !== 'replicated';
      if (adds) for (let i = 0; i < copy.length; i++) if (!has[i]) copy[i] = 0;
      work.set(tensor, copy);
    }
    const tile = (ref: TileRef): Tile => this.#tile(ref, work.get(ref.tensor)!, unit);
    const tiles = {
      read: (i: number) => tile(op.reads[i]),
      write: (i: number) => tile(op.writes[i]),
      commit: () => {},
      carry: () => {},
      packed: () => null,
      scaleOfRead: () => 1,
      move(i: number) {
        const [from, to] = [tile(op.reads[i]), tile(op.writes[i])];
        to.data.set(from.data.subarray(from.offset, from.offset + from.slots * from.rows * from.columns), to.offset);
      },
    };
    effectOf(op, tiles as unknown as TileAccess, fp32);
    for (const ref of op.writes) this.#keep(unit, op, ref, work.get(ref.tensor)!);
  }

  #keep(unit: Unit, op: Op, ref: TileRef, from: Float32Array): void {
    const { tensors } = this.#program;
    const decl = tensors[ref.tensor];
    const { offset, slots } = this.#tile(ref, from, unit);
    const size = slots * decl.rows * decl.columns;
    const has = this.#kept(unit, op, decl);
    const to = unit.memory[ref.tensor];
    for (let i = offset; i < offset + size; i++) if (has[i]) to[i] = from[i];
  }

  /** A copy writes the part that its cut side has; of what all have, each unit stores a piece. */
  #kept(unit: Unit, op: Op, to: TensorDecl): boolean[] {
    const own = mask(to, this.#part(to, unit.id, unit.cls));
    if (op.kind !== 'move' || to.shard !== 'chip') return own;
    const from = this.#program.tensors[op.reads[0].tensor];
    if (isOwned(cutOf(from).cut)) return mask({ ...from, slots: to.slots }, this.#part(from, unit.id, unit.cls));
    if (isOwned(cutOf(to).cut)) return own;
    const members = this.#units.filter((u) => this.#takesPart(u, op));
    const { first, count } = dealt(to.rows * to.columns, members.length, members.indexOf(unit));
    return own.map((_, i) => i % (to.rows * to.columns) >= first && i % (to.rows * to.columns) < first + count);
  }

  #tile(ref: TileRef, data: Float32Array, unit: Unit): Tile {
    const { rows, columns, slots } = this.#program.tensors[ref.tensor];
    if (ref.slot === null || slots === 1) return { data, offset: 0, slots, rows, columns };
    return { data, offset: slotOf(ref.slot, unit.stream.counters) * rows * columns, slots: 1, rows, columns };
  }

  #exchange(unit: Unit, op: ExchangeOp): void {
    const { tensors } = this.#program;
    const [from, to] = [tensors[op.reads[0].tensor], tensors[op.writes[0].tensor]];
    const part = this.#part(from, unit.id, unit.cls);
    if (part.rows === 0 || part.columns === 0 || !this.#takesPart(unit, op)) return;
    const first = this.#units.find((u) => this.#takesPart(u, op) && this.#part(from, u.id, u.cls).rows > 0);
    if (op.pattern === 'broadcast' && unit !== first) return;
    const source = this.#tile(op.reads[0], unit.memory[from.id], unit);
    const target = this.#tile(op.writes[0], unit.memory[to.id], unit);
    const has = mask({ ...from, slots: 1 }, part);
    const size = from.rows * from.columns;
    const sent = source.data.slice(source.offset, source.offset + source.slots * size);
    const { issue } = unit;
    const send = (): void => {
      for (const receiver of this.#units) {
        const gets = mask({ ...to, slots: 1 }, this.#part(to, receiver.id, receiver.cls));
        const isSum = from.shard === 'partial' || from.shard === 'block-terms';
        const memory = receiver.memory[to.id];
        if (isSum) this.#add(`${issue} ${receiver.id}`, op, { sent, has, gets, size, memory, offset: target.offset });
        else {
          for (let i = 0; i < sent.length; i++) {
            const at = Math.floor(i / size) * size + turned(op, i % size, to.columns);
            if (has[i % size] && gets[at % size]) memory[target.offset + at] = sent[i];
          }
        }
      }
    };
    if (this.#schedule.delivery === 'early') send();
    else unit.outbox.push(send);
  }

  #add(
    key: string,
    op: ExchangeOp,
    {
      sent,
      has,
      gets,
      size,
      memory,
      offset,
    }: {
      readonly sent: Float32Array;
      readonly has: readonly boolean[];
      readonly gets: readonly boolean[];
      readonly size: number;
      readonly memory: Float32Array;
      readonly offset: number;
    },
  ): void {
    const from = this.#program.tensors[op.reads[0].tensor];
    const senders = this.#units.filter((u) => this.#part(from, u.id, u.cls).rows > 0).length;
    const sum = this.#sums.get(key) ?? { left: senders, sum: new Float64Array(sent.length) };
    this.#sums.set(key, sum);
    for (let i = 0; i < sent.length; i++) if (has[i % size]) sum.sum[i] += sent[i];
    sum.left -= 1;
    if (sum.left > 0) return;
    for (let i = 0; i < sent.length; i++) if (gets[i % size]) memory[offset + i] = sum.sum[i];
  }
}

/** Where an element lies after a shift. */
function turned({ shift }: ExchangeOp, i: number, columns: number): number {
  if (shift === undefined) return i;
  const [row, column] = [Math.floor(i / columns), i % columns];
  const group = Math.floor(row / shift.extent) * shift.extent;
  return (group + ((row - group + shift.rows) % shift.extent)) * columns + column;
}

const masks = new WeakMap<Part, Map<number, boolean[]>>();

/** For each element, whether it is in the part. */
function mask({ slots, rows, columns, groups }: TensorDecl, part: Part): boolean[] {
  const extent = rows / groups;
  const ofPart = masks.get(part) ?? new Map<number, boolean[]>();
  masks.set(part, ofPart);
  const known = ofPart.get(slots);
  if (known !== undefined) return known;
  const made = Array.from({ length: slots * rows * columns }, (_, i) => {
    const row = Math.floor((i % (rows * columns)) / columns) % extent;
    const column = i % columns;
    const inRows = row >= part.firstRow && row < part.firstRow + part.rows;
    return inRows && column >= part.firstColumn && column < part.firstColumn + part.columns;
  });
  ofPart.set(slots, made);
  return made;
}
