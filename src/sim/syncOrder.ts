/** @file The order that barriers and kernel boundaries impose: work follows the last of them, and each of them follows
 * the work since the one before. What lies further back is ordered through that one. */
import { type Instance, WHOLE_CHIP } from './instance.js';
import type { StageMap } from './stages.js';

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

/** Order within one domain: units that meet in the same barriers. */
class Domain {
  /** Last barrier or kernel begin. */
  lastSync: Instance | null = null;
  /** What barriers wait for since the last barrier or begin. */
  readonly sinceSync = new Since();
}

export class SyncOrder {
  readonly #stages: StageMap;
  readonly #domains: readonly Domain[];
  #lastBegin: Instance | null = null;
  /** Everything since the last begin. */
  readonly #sinceBegin = new Since();

  constructor(stages: StageMap) {
    this.#stages = stages;
    this.#domains = Array.from({ length: stages.domains }, () => new Domain());
  }

  /** Make the instance follow what it must, and later ones follow it. */
  enter(instance: Instance): void {
    const { kind } = instance.op;
    if (kind !== 'launch' && this.#lastBegin !== null) dependOn(instance, this.#lastBegin);
    if (kind === 'begin') this.#sinceBegin.close(instance);
    if (instance.cls !== WHOLE_CHIP) this.#enterDomain(instance, this.#domains[this.#stages.domainOf[instance.cls]]);
    else for (const d of this.#stages.domainsOf(instance.op)) this.#enterDomain(instance, this.#domains[d]);
    if (kind === 'begin') this.#lastBegin = instance;
    else this.#sinceBegin.add(instance);
  }

  #enterDomain(instance: Instance, domain: Domain): void {
    const { kind } = instance.op;
    const synchronised = instance.computes || kind === 'exchange';
    if (domain.lastSync !== null && (synchronised || kind === 'barrier')) dependOn(instance, domain.lastSync);
    if (kind === 'begin' || kind === 'barrier') {
      domain.sinceSync.close(instance);
      domain.lastSync = instance;
    }
    if (synchronised) domain.sinceSync.add(instance);
  }
}
