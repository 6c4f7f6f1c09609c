/** @file Units that take no part in a loop: a stage before its first or after its last step of a pipeline. Nothing in the
 * loop books their time, so it is booked here, iteration by iteration, as waiting for the others; or a loop in which one
 * stage idles would never be found to recur. */
import type { Engine } from './engine.js';
import { type Program, type Repeat, staticOps } from './program.js';
import { shareOf } from './semantics/index.js';
import type { StageMap } from './stages.js';

export class IdleClasses {
  readonly #program: Program;
  readonly #stages: StageMap;
  readonly #idle = new Map<Repeat, readonly number[]>();

  constructor(program: Program, stages: StageMap) {
    this.#program = program;
    this.#stages = stages;
  }

  /** To be called at each iteration of a repeat: books idle classes up to now, unless work from before is under way. */
  book(repeat: Repeat, { ledger, now, inFlight }: Engine): void {
    const idle = this.#idleIn(repeat);
    if (idle.length === 0) return;
    const busy = new Set<number>();
    for (const { cls, op } of inFlight.values()) {
      if (cls >= 0) busy.add(cls);
      else if (op.kind !== 'launch') for (const c of this.#stages.classes(op)) busy.add(c);
    }
    for (const cls of idle) if (!busy.has(cls)) ledger.idle(cls, now);
  }

  /** Classes that neither work in the loop nor meet others there. */
  #idleIn(repeat: Repeat): readonly number[] {
    let idle = this.#idle.get(repeat);
    if (idle === undefined) {
      const { classes } = this.#program;
      const active = new Set<number>();
      for (const op of staticOps(repeat.body)) {
        const own = shareOf(op, classes.length);
        for (const cls of own[0] < 0 ? this.#stages.classes(op) : own) active.add(cls);
      }
      idle = classes.map((_, cls) => cls).filter((cls) => !active.has(cls));
      this.#idle.set(repeat, idle);
    }
    return idle;
  }
}
