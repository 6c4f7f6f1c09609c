/** @file The values of a program's tensors. An operation reaches them only through TileAccess, which knows nothing but
 * the tiles that the operation names: a cost model can trust its byte counts. */
import { InputError } from '../numerics/errors.js';
import type { EntryOptions, FormatEntry, NumericFormat } from '../numerics/formatTypes.js';
import { createArena, type Float32Arena } from '../numerics/memory.js';
import type { PackedMatrix } from '../numerics/packedMatrix.js';
import { type ExponentSharing, ExponentUses } from './exponentUses.js';
import { PackedOperands } from './packedOperands.js';
import { type Op, type Program, slotOf, type TensorDecl, type TileRef } from './program.js';

/** A tile's values: `slots` matrices of rows x columns, row-major, from `offset` on. */
export interface Tile {
  readonly data: Float32Array;
  readonly offset: number;
  readonly slots: number;
  readonly rows: number;
  readonly columns: number;
}

export interface TensorStoreOptions extends EntryOptions {
  /** Where zeroed arrays come from. Default: the numeric core's memory while there is room, given back by `dispose`. */
  readonly allocate?: (length: number) => Float32Array;
  /** Formats with shared exponents: one for all time steps of a tensor, or one for each. Default shared. */
  readonly exponents?: ExponentSharing;
}

/** More than tensors and other users of random numbers have streams. */
const STREAMS_PER_USE = 2 ** 16;

/** All tensors of one program, as fp32 arrays that hold values of the format, with the format's state per tensor. The
 * `buffer` of an array is the core's whole memory: copy an array before posting it to a worker or disposing the store. */
export class TensorStore {
  readonly program: Program;
  readonly format: NumericFormat;
  readonly #data: Float32Array[];
  /** By tensor and use; none where it is kept in fp32. */
  readonly #entries: (readonly FormatEntry[])[];
  /** Null: all writes of a tensor are one use. */
  readonly #uses: ExponentUses | null;
  /** Writes of each tensor so far. */
  readonly #versions: Uint32Array;
  /** Value of one mantissa unit by tensor and slot, as written: by its own exponent, or moved from another tensor. */
  readonly #units: readonly Float64Array[];
  readonly #arena: Float32Arena = createArena();

  constructor(program: Program, format: NumericFormat, options: TensorStoreOptions = {}) {
    this.program = program;
    this.format = format;
    const allocate = options.allocate ?? this.#arena.alloc;
    this.#versions = new Uint32Array(program.tensors.length);
    this.#uses = options.exponents === 'per-step' && format.usesSharedExponent ? new ExponentUses(program) : null;
    this.#data = program.tensors.map((t) => allocate(t.slots * t.rows * t.columns));
    this.#entries = program.tensors.map((t) => (t.precision === 'format' ? this.#createEntries(t, options) : []));
    this.#units = program.tensors.map(({ id, slots }) => {
      const [entry] = this.#entries[id];
      return new Float64Array(slots).fill(entry?.scale ?? 1);
    });
  }

  #createEntries({ id, slots, rows, columns }: TensorDecl, options: TensorStoreOptions): FormatEntry[] {
    const shape = [slots * rows, columns] as const;
    const count = this.#uses?.counts[id] ?? 1;
    // Streams of random numbers are told apart by tensor and use.
    return Array.from({ length: count }, (_, use) =>
      this.format.createEntry({ ...options, shape, stream: id + use * STREAMS_PER_USE }),
    );
  }

  /** Values of a tensor by name, [slots, rows, columns]. */
  get(name: string): Float32Array {
    return this.#data[this.#find(name).id];
  }

  /** Write a tensor from outside, rounded as the format rounds what a host writes. */
  set(name: string, values: ArrayLike<number>): void {
    const decl = this.#find(name);
    const data = this.#data[decl.id];
    if (values.length !== data.length) {
      throw new InputError({
        where: `tensor ${name}`,
        expected: `${data.length} values (${decl.slots} x ${decl.rows} x ${decl.columns})`,
        found: `${values.length}`,
      });
    }
    data.set(values);
    this.touch(decl.id);
    this.#round(decl.id, 0, decl.slots, this.useOf(null, decl.id, []), this.format.storeFromHost);
  }

  /** Set everything but the inputs to zero for another run; the formats' exponents and counts stay. */
  clearBuffers(): void {
    for (const t of this.program.tensors) {
      if (t.role === 'input') continue;
      this.#data[t.id].fill(0);
      this.touch(t.id);
    }
  }

  /** Gives the arrays back to the core's memory: neither the store nor an array from it may be used afterwards. */
  dispose(): void {
    this.#arena.release();
  }

  /** Number of writes of a tensor: what has been derived from its values holds while this stays. */
  version(tensor: number): number {
    return this.#versions[tensor];
  }

  /** To be called when a tensor's values change. */
  touch(tensor: number): void {
    this.#versions[tensor] += 1;
  }

  /** Format state of each use of a tensor; none where it is kept in fp32. */
  entries(tensor: number): readonly FormatEntry[] {
    return this.#entries[tensor];
  }

  /** The use that a write belongs to, null when each slot is its own. `op` null: a write from outside. */
  useOf(op: Op | null, tensor: number, counters: ArrayLike<number>): number | null {
    return this.#uses === null ? 0 : this.#uses.of(op, tensor, counters);
  }

  /** Rounds slots of a tensor, with the exponent of a use or of each slot. */
  round(tensor: number, slot: number, slots: number, use: number | null): void {
    this.#round(tensor, slot, slots, use, this.format.store);
  }

  #round(tensor: number, slot: number, slots: number, use: number | null, store: NumericFormat['store']): void {
    const entries = this.#entries[tensor];
    if (entries.length === 0) return;
    const { rows, columns } = this.program.tensors[tensor];
    const [data, units] = [this.#data[tensor], this.#units[tensor]];
    const together = use === null ? 1 : slots;
    for (let s = slot; s < slot + slots; s += together) {
      const entry = entries[use ?? s];
      store(data, data, entry, s * rows * columns, together * rows * columns);
      units.fill(entry.scale, s, s + together);
    }
  }

  /** Value of one mantissa unit of each slot of a tensor (1 without a shared exponent). Writable: a checkpoint's. */
  units(tensor: number): Float64Array {
    return this.#units[tensor];
  }

  data(tensor: number): Float32Array {
    return this.#data[tensor];
  }

  #find(name: string): TensorDecl {
    const decl = this.program.tensors.find((t) => t.name === name);
    if (decl === undefined) {
      const known = this.program.tensors.map((t) => t.name).join(', ');
      throw new InputError({ where: `kernel ${this.program.kernel}`, expected: `a tensor of: ${known}`, found: name });
    }
    return decl;
  }
}

/** The tiles that one run of one operation names, by position in its `reads` and `writes`. */
export class TileAccess {
  readonly #store: TensorStore;
  #op: Op | null = null;
  #counters: ArrayLike<number> = [];
  readonly #packed = new PackedOperands();

  constructor(store: TensorStore) {
    this.#store = store;
  }

  /** Point at another operation; one object serves a whole run. */
  open(op: Op, counters: ArrayLike<number>): this {
    this.#op = op;
    this.#counters = counters;
    return this;
  }

  read(position: number): Tile {
    return this.#tile(this.#op!.reads[position]);
  }

  write(position: number): Tile {
    const ref = this.#op!.writes[position];
    this.#store.touch(ref.tensor);
    return this.#tile(ref);
  }

  /** The matrix of read `position` packed for the numeric core when that pays. Ask after `write` of the same operation. */
  packed(position: number, m: number, k: number, transposeA: boolean): PackedMatrix | null {
    const ref = this.#op!.reads[position];
    return this.#packed.get(this.#tile(ref), ref.tensor, this.#store.version(ref.tensor), m, k, transposeA);
  }

  /** End of the run: gives back what was packed. */
  release(): void {
    this.#packed.release();
  }

  /** Value of one mantissa unit of a read tile (1 without a shared exponent): integer accumulators need it. The finest
   * where slots that are read together differ. */
  scaleOfRead(position: number): number {
    const ref = this.#op!.reads[position];
    const units = this.#store.units(ref.tensor);
    const { slots, first } = this.#slots(ref);
    let unit = units[first];
    for (let s = first + 1; s < first + slots; s++) unit = Math.min(unit, units[s]);
    return unit;
  }

  /** Copy read `position` to write `position` as it is held. */
  move(position: number): void {
    const [from, to] = [this.read(position), this.write(position)];
    to.data.set(from.data.subarray(from.offset, from.offset + from.slots * from.rows * from.columns), to.offset);
    this.carry(position, position);
  }

  /** Write `to` has been filled with values of read `from`: nothing is rounded and the exponents come along, slot by slot
   * or those of one slot to all. Only what was kept wider than the format is rounded to it. */
  carry(from: number, to: number): void {
    const [source, target] = [this.#op!.reads[from], this.#op!.writes[to]];
    const { tensors } = this.#store.program;
    if (tensors[target.tensor].precision === 'format' && tensors[source.tensor].precision !== 'format') {
      this.commit(to);
      return;
    }
    const [read, written] = [this.#slots(source), this.#slots(target)];
    const [units, carried] = [this.#store.units(source.tensor), this.#store.units(target.tensor)];
    for (let s = 0; s < written.slots; s++) carried[written.first + s] = units[read.first + (read.slots === 1 ? 0 : s)];
  }

  /** Round what has been computed into write `position`: the store of a kernel's wide result. */
  commit(position: number): void {
    const ref = this.#op!.writes[position];
    this.#store.touch(ref.tensor); // a tile that is read and written may have been changed through its read
    const { first, slots } = this.#slots(ref);
    this.#store.round(ref.tensor, first, slots, this.#store.useOf(this.#op, ref.tensor, this.#counters));
  }

  #slots(ref: TileRef): { readonly first: number; readonly slots: number } {
    const { offset, slots, rows, columns } = this.#tile(ref);
    return { first: offset / (rows * columns), slots };
  }

  #tile(ref: TileRef): Tile {
    const { rows, columns, slots } = this.#store.program.tensors[ref.tensor];
    const data = this.#store.data(ref.tensor);
    if (ref.slot === null || slots === 1) return { data, offset: 0, slots, rows, columns };
    const slot = slotOf(ref.slot, this.#counters);
    if (slot < 0 || slot >= slots) {
      const { name } = this.#store.program.tensors[ref.tensor];
      throw new InputError({
        where: `kernel ${this.#store.program.kernel}: '${this.#op!.label}'`,
        expected: `a slot of ${name} from 0 to ${slots - 1}`,
        found: String(slot),
      });
    }
    return { data, offset: slot * rows * columns, slots: 1, rows, columns };
  }
}
