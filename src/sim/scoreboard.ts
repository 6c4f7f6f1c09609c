/** @file Orders operations that touch the same tile of the same unit: read after write, write after read, write after
 * write. This is the interlock that one unit's hardware has; data of other units needs a barrier (see hazards.ts). */
import { type Instance, WHOLE_CHIP } from './instance.js';
import { type Program, slotOf, type TileRef } from './program.js';
import { StageMap } from './stages.js';

/** Called for each unfinished operation that another one must follow; may be called twice for the same pair. */
export type Depend = (later: Instance, earlier: Instance) => void;

interface Access {
  /** The last operation that writes the tile: its instances. */
  readonly writers: Instance[];
  readonly readers: Instance[];
}

/** Accesses to one tensor in one place (a class of units, or the chip). */
interface Place {
  /** Accesses to all slots at once. */
  whole: Access | null;
  readonly slots: Map<number, Access>;
  /** Slots are swept of finished accesses when there are this many: the map stays as small as what is in flight. */
  sweepAt: number;
}

/** Slot of an access to all slots. */
const WHOLE = -1;
const SWEEP = 16;

export class Scoreboard {
  readonly #program: Program;
  readonly #classes: number;
  readonly #stages: StageMap;
  readonly #places: Place[];

  constructor(program: Program, stages = new StageMap(program)) {
    this.#program = program;
    this.#stages = stages;
    this.#classes = program.classes.length;
    const count = program.tensors.length * (this.#classes + 1);
    this.#places = Array.from({ length: count }, () => ({ whole: null, slots: new Map(), sweepAt: SWEEP }));
  }

  /** Enter the instances of one issue. All of them look at what came before the issue, not at each other. */
  enter(made: readonly Instance[], depend: Depend): void {
    for (const instance of made) {
      for (const ref of instance.op.reads) this.#visit(ref, instance, false, depend);
      for (const ref of instance.op.writes) this.#visit(ref, instance, true, depend);
    }
    for (const instance of made) {
      for (const ref of instance.op.reads) this.#visit(ref, instance, false, null);
      for (const ref of instance.op.writes) this.#visit(ref, instance, true, null);
    }
  }

  /** Forget everything and enter the instances in flight, in program order, again (their loop counters have moved). */
  rebuild(inFlight: Iterable<Instance>): void {
    for (const place of this.#places) {
      place.whole = null;
      place.slots.clear();
    }
    for (const instance of inFlight) this.enter([instance], () => {});
  }

  /** Slots that are remembered: a few times what is in flight touches, however long the program. */
  get remembered(): number {
    return this.#places.reduce((sum, { whole, slots }) => sum + slots.size + (whole === null ? 0 : 1), 0);
  }

  /** Follow what is there (`depend` given) or record the access (null). */
  #visit(ref: TileRef, instance: Instance, writes: boolean, depend: Depend | null): void {
    const decl = this.#program.tensors[ref.tensor];
    const base = ref.tensor * (this.#classes + 1);
    const slot = ref.slot === null || decl.slots === 1 ? WHOLE : slotOf(ref.slot, instance.counters);
    if (decl.shard === 'chip') this.#enter(base + this.#classes, slot, instance, writes, depend);
    else if (instance.cls !== WHOLE_CHIP) this.#enter(base + instance.cls, slot, instance, writes, depend);
    else {
      for (const cls of this.#stages.classes(instance.op)) this.#enter(base + cls, slot, instance, writes, depend);
    }
  }

  #enter(place: number, slot: number, instance: Instance, writes: boolean, depend: Depend | null): void {
    if (depend === null) record(this.#places[place], slot, instance, writes);
    else look(this.#places[place], slot, instance, writes, depend);
  }
}

function look(place: Place, slot: number, instance: Instance, writes: boolean, depend: Depend): void {
  if (place.whole !== null) follow(place.whole, instance, writes, depend);
  if (slot === WHOLE) for (const access of place.slots.values()) follow(access, instance, writes, depend);
  else {
    const access = place.slots.get(slot);
    if (access !== undefined) follow(access, instance, writes, depend);
  }
}

function follow(access: Access, later: Instance, writes: boolean, depend: Depend): void {
  for (const writer of access.writers) if (writer.phase !== 'retired') depend(later, writer);
  if (writes) for (const reader of access.readers) if (reader.phase !== 'retired') depend(later, reader);
}

function record(place: Place, slot: number, instance: Instance, writes: boolean): void {
  const access = accessOf(place, slot);
  const { issue } = instance;
  if (!writes) {
    drop(access.readers);
    access.readers.push(instance);
  } else {
    if (access.writers.length > 0 && access.writers[0].issue !== issue) {
      shorten(access.writers, 0);
      keepIssue(access.readers, issue);
    } else if (access.writers.length === 0) keepIssue(access.readers, issue);
    access.writers.push(instance);
  }
}

function accessOf(place: Place, slot: number): Access {
  if (slot === WHOLE) {
    place.whole ??= { writers: [], readers: [] };
    return place.whole;
  }
  let access = place.slots.get(slot);
  if (access === undefined) {
    if (place.slots.size >= place.sweepAt) sweep(place);
    access = { writers: [], readers: [] };
    place.slots.set(slot, access);
  }
  return access;
}

/** Take finished accesses out. */
function sweep(place: Place): void {
  for (const [slot, access] of place.slots) {
    drop(access.writers);
    drop(access.readers);
    if (access.writers.length === 0 && access.readers.length === 0) place.slots.delete(slot);
  }
  place.sweepAt = Math.max(SWEEP, 2 * place.slots.size);
}

/** Remove finished instances, keeping the order of the others. */
function drop(instances: Instance[]): void {
  let kept = 0;
  for (const instance of instances) if (instance.phase !== 'retired') instances[kept++] = instance;
  shorten(instances, kept);
}

/** Readers of one issue remain: what came before is ordered through the write. */
function keepIssue(readers: Instance[], issue: number): void {
  let kept = 0;
  for (const reader of readers) if (reader.issue === issue) readers[kept++] = reader;
  shorten(readers, kept);
}

/** Setting a length that is right already costs as much as one that is not. */
function shorten(instances: Instance[], length: number): void {
  if (instances.length !== length) instances.length = length;
}
