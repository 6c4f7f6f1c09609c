/** @file The order that barriers and kernel boundaries impose: work follows the last of them, and each of them follows
 * the work since the one before. What lies further back is ordered through that one. */
import type { Instance } from './instance.js';

const SWEEP = 64;

/** Make `later` wait for `earlier` unless that has ended. */
export function dependOn(later: Instance, earlier: Instance): void {
  if (earlier.phase === 'retired' || earlier.lastDependent === later.sequence) return;
  earlier.lastDependent = later.sequence;
  earlier.dependents.push(later);
  later.pending += 1;
}

/** Unfinished instances since some point of the program, in program order; as long as what is in flight. */
class Since {
  readonly #instances: Instance[] = [];
  #sweepAt = SWEEP;

  add(instance: Instance): void {
    if (this.#instances.length >= this.#sweepAt) {
      let kept = 0;
      for (const i of this.#instances) if (i.phase !== 'retired') this.#instances[kept++] = i;
      this.#instances.length = kept;
      this.#sweepAt = Math.max(SWEEP, 2 * kept);
    }
    this.#instances.push(instance);
  }

  /** `later` follows all of them; the list starts anew. */
  close(later: Instance): void {
    for (const i of this.#instances) dependOn(later, i);
    this.#instances.length = 0;
  }
}

export class SyncOrder {
  /** Last barrier or kernel begin, and last begin. */
  #lastSync: Instance | null = null;
  #lastBegin: Instance | null = null;
  /** Everything since the last begin; what barriers wait for since the last barrier or begin. */
  readonly #sinceBegin = new Since();
  readonly #sinceSync = new Since();

  /** Make the instance follow what it must, and later ones follow it. */
  enter(instance: Instance): void {
    const { kind } = instance.op;
    if (kind !== 'launch' && this.#lastBegin !== null) dependOn(instance, this.#lastBegin);
    const synchronised = instance.computes || kind === 'exchange';
    if (this.#lastSync !== null && (synchronised || kind === 'barrier')) dependOn(instance, this.#lastSync);
    if (kind === 'begin') this.#sinceBegin.close(instance);
    if (kind === 'begin' || kind === 'barrier') {
      this.#sinceSync.close(instance);
      this.#lastSync = instance;
    }
    if (kind === 'begin') this.#lastBegin = instance;
    else this.#sinceBegin.add(instance);
    if (synchronised) this.#sinceSync.add(instance);
  }
}
