/** @file Orders operations that touch the same tile of the same unit: read after write, write after read, write after
 * write. This is the interlock that one unit's hardware has; data of other units needs a barrier (see hazards.ts). */
import { type Instance, WHOLE_CHIP } from './instance.js';
import { type Program, slotOf, type TileRef } from './program.js';

interface Access {
  /** The last operation that writes the tile: its instances. */
  writers: Instance[];
  readers: Instance[];
}

/** Key of "all slots" of a tensor. */
const WHOLE = -1;

export class Scoreboard {
  readonly #program: Program;
  readonly #classes: number;
  /** Per tensor and place (class, or the chip for off-unit tensors): slot → last accesses still in flight. */
  readonly #places: Map<number, Access>[];

  constructor(program: Program) {
    this.#program = program;
    this.#classes = program.classes.length;
    this.#places = Array.from({ length: program.tensors.length * (this.#classes + 1) }, () => new Map());
  }

  /** Enter the instance's reads and writes; `depend(other)` is called for each unfinished operation it must follow. */
  enter(instance: Instance, depend: (other: Instance) => void): void {
    for (const ref of instance.op.reads) this.#visit(ref, instance, false, depend);
    for (const ref of instance.op.writes) this.#visit(ref, instance, true, depend);
  }

  /** Forget everything and enter the instances in flight again (their loop counters have moved). */
  rebuild(inFlight: Iterable<Instance>): void {
    for (const place of this.#places) place.clear();
    for (const instance of inFlight) this.enter(instance, () => {});
  }

  #visit(ref: TileRef, instance: Instance, writes: boolean, depend: (other: Instance) => void): void {
    const decl = this.#program.tensors[ref.tensor];
    const base = ref.tensor * (this.#classes + 1);
    const slot = ref.slot === null || decl.slots === 1 ? WHOLE : slotOf(ref.slot, instance.counters);
    if (decl.shard === 'chip') this.#touch(this.#places[base + this.#classes], slot, instance, writes, depend);
    else if (instance.cls !== WHOLE_CHIP)
      this.#touch(this.#places[base + instance.cls], slot, instance, writes, depend);
    else for (let c = 0; c < this.#classes; c++) this.#touch(this.#places[base + c], slot, instance, writes, depend);
  }

  #touch(
    place: Map<number, Access>,
    slot: number,
    instance: Instance,
    writes: boolean,
    depend: (other: Instance) => void,
  ): void {
    for (const [key, access] of place) {
      access.writers = unfinished(access.writers);
      access.readers = unfinished(access.readers);
      if (access.writers.length === 0 && access.readers.length === 0) place.delete(key);
      else if (slot === WHOLE || key === WHOLE || key === slot) follow(access, instance, writes, depend);
    }
    let own = place.get(slot);
    if (own === undefined) {
      own = { writers: [], readers: [] };
      place.set(slot, own);
    }
    if (!writes) own.readers.push(instance);
    else if (own.writers.length > 0 && own.writers[0].issue === instance.issue) own.writers.push(instance);
    else {
      own.writers = [instance];
      own.readers = own.readers.filter((reader) => reader.issue === instance.issue);
    }
  }
}

function unfinished(instances: Instance[]): Instance[] {
  return instances.some((i) => i.phase === 'retired') ? instances.filter((i) => i.phase !== 'retired') : instances;
}

function follow(access: Access, instance: Instance, writes: boolean, depend: (other: Instance) => void): void {
  for (const writer of access.writers) if (writer.issue !== instance.issue) depend(writer);
  if (writes) for (const reader of access.readers) if (reader.issue !== instance.issue) depend(reader);
}
