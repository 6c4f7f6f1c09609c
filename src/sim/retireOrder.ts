/** @file Says when an operation has ended on all units. An operation whose data a later one touches is reported first,
 * also when the later one ran on fewer units and was done sooner: each unit's own order was right, and the values of
 * all units are kept in one array. */
import type { Instance } from './instance.js';
import type { Op } from './program.js';

interface OpenIssue {
  readonly op: Op;
  readonly counters: Int32Array;
  open: number;
}

export class RetireOrder {
  /** Issues not yet reported, in program order. */
  readonly #open = new Map<number, OpenIssue>();
  readonly #report: (op: Op, counters: Int32Array) => void;

  constructor(report: (op: Op, counters: Int32Array) => void) {
    this.#report = report;
  }

  /** An operation has been issued as these instances. */
  issued(made: readonly Instance[]): void {
    const { issue, op, counters } = made[0];
    this.#open.set(issue, { op, counters, open: made.length });
  }

  /** One instance has ended: report what can be reported now. */
  retired(instance: Instance): void {
    this.#open.get(instance.issue)!.open -= 1;
    for (const [issue, { op, counters, open }] of this.#open) {
      if (open > 0 || this.#mustWait(issue, op)) continue;
      this.#open.delete(issue);
      this.#report(op, counters);
    }
  }

  #mustWait(issue: number, op: Op): boolean {
    for (const [earlier, { op: other }] of this.#open) {
      if (earlier === issue) return false;
      if (conflict(other, op)) return true;
    }
    return false;
  }
}

function conflict(a: Op, b: Op): boolean {
  const touches = (x: Op, y: Op): boolean =>
    x.writes.some((w) => [...y.reads, ...y.writes].some((r) => r.tensor === w.tensor));
  return touches(a, b) || touches(b, a);
}
