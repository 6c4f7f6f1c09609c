/** @file The resources of a target as numbers: one block per class of units, one for the chip. The engine keeps one
 * "free at" cycle for each and never touches an idle one. */
import type { Program } from './program.js';
import type { Target } from './target.js';
import { reasonIndex, type TimeReason } from './waits.js';

export class Machine {
  readonly target: Target;
  readonly classes: number;
  /** Names such as `matrix[0]`, `dram`; index = resource number. */
  readonly names: readonly string[];
  /** Reason (index into timeReasons) that a wait for this resource is booked under. */
  readonly reasons: Int8Array;
  readonly host: number;
  readonly controller: number;
  readonly exchange: number;
  readonly dram: number;
  /** Links of each stage's units; none without stages. */
  readonly #stageLinks: readonly number[];
  readonly #perClass: number;
  /** Ports of a unit's levels, in order: a level's reads (and writes), then its writes where they have a port of their own. */
  readonly #unitPorts: readonly string[];
  readonly #chipLevels: readonly string[];

  constructor(target: Target, program: Program) {
    this.target = target;
    this.classes = program.classes.length;
    this.#unitPorts = target.chip.levels
      .filter((l) => l.scope === 'unit')
      .flatMap((l) => (l.separateWritePort ? [l.name, `${l.name}.write`] : [l.name]));
    this.#chipLevels = target.chip.levels.filter((l) => l.scope === 'chip').map((l) => l.name);
    const names: string[] = [];
    const reasons: TimeReason[] = [];
    const add = (name: string, reason: TimeReason): number => {
      reasons.push(reason);
      return names.push(name) - 1;
    };
    for (let c = 0; c < this.classes; c++) {
      for (const engine of ['matrix', 'vector', 'move']) add(`${engine}[${c}]`, 'engine');
      for (const port of this.#unitPorts) add(`${port}[${c}]`, 'sram');
    }
    this.#perClass = 3 + this.#unitPorts.length;
    for (const level of this.#chipLevels) add(level, 'l2');
    this.host = add('host', 'launch');
    this.controller = add('controller', 'scale');
    this.exchange = add('exchange', 'exchange');
    this.dram = add('dram', 'dram');
    this.#stageLinks = (program.stages ?? []).map((_, s) => add(`exchange[${s}]`, 'exchange'));
    this.names = names;
    this.reasons = Int8Array.from(reasons, reasonIndex);
  }

  matrix(cls: number): number {
    return cls * this.#perClass;
  }

  vector(cls: number): number {
    return cls * this.#perClass + 1;
  }

  move(cls: number): number {
    return cls * this.#perClass + 2;
  }

  /** Links of the units of a stage. */
  linksOf(stage: number): number {
    return this.#stageLinks[stage];
  }

  /** Every stage's links. */
  get stageLinks(): readonly number[] {
    return this.#stageLinks;
  }

  /** Port of a memory level: a unit's own, or the chip's. DRAM is its own resource. */
  port(level: string, cls: number, direction: 'read' | 'write' = 'read'): number {
    if (level === 'dram') return this.dram;
    const own = direction === 'write' ? this.#unitPorts.indexOf(`${level}.write`) : -1;
    const unit = own >= 0 ? own : this.#unitPorts.indexOf(level);
    if (unit >= 0) return cls * this.#perClass + 3 + unit;
    const chip = this.#chipLevels.indexOf(level);
    if (chip < 0) throw new Error(`chip ${this.target.chip.name} has no level ${level}`);
    return this.classes * this.#perClass + chip;
  }
}
