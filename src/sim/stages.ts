/** @file Which units take part in an operation of a program with stages: classes of units, and the stages as domains of
 * order. Units of one domain meet in the same barriers; without stages all units are one domain. */
import type { Op, Program } from './program.js';

export class StageMap {
  /** Number of domains: stages, or one. */
  readonly domains: number;
  /** Domain of each class. */
  readonly domainOf: readonly number[];
  readonly #program: Program;
  readonly #all: readonly number[];
  readonly #allDomains: readonly number[];
  readonly #classes = new Map<Op, readonly number[]>();

  constructor(program: Program) {
    this.#program = program;
    this.domains = program.stages?.length ?? 1;
    this.domainOf = program.classes.map((c) => c.stage ?? 0);
    this.#all = program.classes.map((_, cls) => cls);
    this.#allDomains = Array.from({ length: this.domains }, (_, d) => d);
  }

  /** Classes of units that an operation of several units spans. */
  classes(op: Op): readonly number[] {
    const { stages } = op;
    if (stages === undefined) return this.#all;
    let found = this.#classes.get(op);
    if (found === undefined) {
      found = this.#all.filter((cls) => stages.includes(this.domainOf[cls]));
      this.#classes.set(op, found);
    }
    return found;
  }

  domainsOf(op: Op): readonly number[] {
    return op.stages ?? this.#allDomains;
  }

  /** Units that take part. */
  units(op: Op): number {
    return this.classes(op).reduce((sum, cls) => sum + this.#program.classes[cls].count, 0);
  }
}

/** Units of a class. */
export function unitsOfClass(program: Program, cls: number): readonly number[] {
  const { firstUnit, count, units } = program.classes[cls];
  return units ?? Array.from({ length: count }, (_, i) => firstUnit + i);
}
