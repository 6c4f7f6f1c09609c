/** @file Remembers what an operation asked for, where that depends on what the hardware cache holds. An operation asks the
 * cache the same questions at each of its runs (costs never look at values); while the answers are the same, so is the
 * demand. Only the answers are new at each run: the cache moves on, and no cost is computed twice. */
import { Demand } from './demand.js';
import type { Op, Traffic } from './program.js';
import type { CostContext } from './semantics/context.js';
import { costOf } from './semantics/index.js';

interface Question {
  readonly traffic: Traffic;
  readonly bytes: number;
  readonly part: number;
}

interface Known {
  readonly questions: readonly Question[];
  readonly answers: number[];
  demand: Demand;
}

export class DemandMemo {
  readonly #context: CostContext;
  readonly #known = new Map<Op, (Known | undefined)[]>();
  /** What `missBytes` is answered with while a cost is computed again: answers that the cache has given already. */
  readonly #replayed: CostContext;
  #answers: readonly number[] = [];
  #next = 0;

  constructor(context: CostContext) {
    this.#context = context;
    this.#replayed = { ...context, missBytes: () => this.#answers[this.#next++] };
  }

  /** What one unit of class `cls` asks for now. */
  demandOf(op: Op, cls: number): Demand {
    let ofClass = this.#known.get(op);
    if (ofClass === undefined) {
      ofClass = [];
      this.#known.set(op, ofClass);
    }
    const known = ofClass[cls + 1];
    if (known === undefined) {
      const first = this.#ask(op, cls);
      ofClass[cls + 1] = first;
      return first.demand;
    }
    if (this.#answersChanged(known)) {
      this.#answers = known.answers;
      this.#next = 0;
      known.demand = demand(op, cls, this.#replayed);
    }
    return known.demand;
  }

  #ask(op: Op, cls: number): Known {
    const questions: Question[] = [];
    const answers: number[] = [];
    const context: CostContext = {
      ...this.#context,
      missBytes: (traffic, bytes, part) => {
        questions.push({ traffic, bytes, part });
        const missed = this.#context.missBytes(traffic, bytes, part);
        answers.push(missed);
        return missed;
      },
    };
    return { questions, answers, demand: demand(op, cls, context) };
  }

  /** Put all questions to the cache again. */
  #answersChanged({ questions, answers }: Known): boolean {
    let changed = false;
    for (let i = 0; i < questions.length; i++) {
      const { traffic, bytes, part } = questions[i];
      const missed = this.#context.missBytes(traffic, bytes, part);
      changed ||= missed !== answers[i];
      answers[i] = missed;
    }
    return changed;
  }
}

/** What one run of an operation asks for. */
export function demand(op: Op, cls: number, context: CostContext): Demand {
  const asked = new Demand();
  costOf(op, cls, context, asked);
  asked.latencyCycles = Math.ceil(asked.latencyCycles);
  return asked;
}
