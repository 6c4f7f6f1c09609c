/** @file The values of a program's tensors. An operation reaches them only through TileAccess, which knows nothing but
 * the tiles that the operation names: a cost model can trust its byte counts. */
import { InputError } from '../numerics/errors.js';
import type { EntryOptions, FormatEntry, NumericFormat } from '../numerics/formatTypes.js';
import { createArena, type Float32Arena } from '../numerics/memory.js';
import type { PackedMatrix } from '../numerics/packedMatrix.js';
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
}

/** All tensors of one program, as fp32 arrays that hold values of the format, with the format's state per tensor. The
 * `buffer` of an array is the core's whole memory: copy an array before posting it to a worker or disposing the store. */
export class TensorStore {
  readonly program: Program;
  readonly format: NumericFormat;
  readonly #data: Float32Array[];
  readonly #entries: (FormatEntry | null)[];
  /** Writes of each tensor so far. */
  readonly #versions: Uint32Array;
  /** Tensor whose exponent the values carry: its own, or that of the tensor they were moved from. */
  readonly #scaledBy: Int32Array;
  readonly #arena: Float32Arena = createArena();

  constructor(program: Program, format: NumericFormat, options: TensorStoreOptions = {}) {
    this.program = program;
    this.format = format;
    const allocate = options.allocate ?? this.#arena.alloc;
    this.#versions = new Uint32Array(program.tensors.length);
    this.#scaledBy = Int32Array.from(program.tensors, (t) => t.id);
    this.#data = program.tensors.map((t) => allocate(t.slots * t.rows * t.columns));
    this.#entries = program.tensors.map((t) =>
      t.precision === 'format'
        ? format.createEntry({ ...options, shape: [t.slots * t.rows, t.columns], stream: t.id })
        : null,
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
    const entry = this.#entries[decl.id];
    if (entry === null) return;
    this.#scaledBy[decl.id] = decl.id;
    this.format.storeFromHost(data, data, entry, 0, data.length);
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

  /** Format state of a tensor, null where it is kept in fp32. */
  entry(tensor: number): FormatEntry | null {
    return this.#entries[tensor];
  }

  /** Value of one mantissa unit of a tensor's values (1 without a shared exponent). */
  scale(tensor: number): number {
    return this.#entries[this.#scaledBy[tensor]]?.scale ?? 1;
  }

  /** The values of `to` are now those of `from`, mantissas and exponent; of a tensor itself: they were stored anew. */
  moved(to: number, from: number): void {
    this.#scaledBy[to] = to === from ? to : this.#scaledBy[from];
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

  /** Value of one mantissa unit of a read tile (1 without a shared exponent): integer accumulators need it. */
  scaleOfRead(position: number): number {
    return this.#store.scale(this.#op!.reads[position].tensor);
  }

  /** Copy read `position` to write `position` as it is held: nothing is rounded, the exponent comes along. */
  move(position: number): void {
    const [from, to] = [this.read(position), this.write(position)];
    to.data.set(from.data.subarray(from.offset, from.offset + from.slots * from.rows * from.columns), to.offset);
    this.#store.moved(this.#op!.writes[position].tensor, this.#op!.reads[position].tensor);
  }

  /** Round what has been computed into write `position`: the store of a kernel's wide result. */
  commit(position: number): void {
    const ref = this.#op!.writes[position];
    this.#store.touch(ref.tensor); // a tile that is read and written may have been changed through its read
    const entry = this.#store.entry(ref.tensor);
    if (entry === null) return;
    this.#store.moved(ref.tensor, ref.tensor);
    const tile = this.#tile(ref);
    this.#store.format.store(tile.data, tile.data, entry, tile.offset, tile.slots * tile.rows * tile.columns);
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
