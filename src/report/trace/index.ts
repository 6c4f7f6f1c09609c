/** @file A trace of a run: one file, a process for each kernel and target, all within one budget of spans. */
import type { Kernel, Params } from '../../kernels/kernel.js';
import { type PlanOptions, plan } from '../../kernels/planner/plan.js';
import { InputError } from '../../numerics/errors.js';
import type { Program } from '../../sim/program.js';
import type { Target } from '../../sim/target.js';
import { stepLoops } from '../../sim/watch.js';
import { ONCHIP_VERSION } from '../version.js';
import { TraceFile, type TraceSink } from './events.js';
import { type SpanBudget, traceProgram } from './traceProgram.js';

export type { TraceSink } from './events.js';

export interface TraceOptions {
  /** First and last step, from 0; null: the whole run. */
  readonly steps: readonly [first: number, last: number] | null;
  /** Most spans of the file. */
  readonly limit: number;
}

export interface TraceSummary {
  readonly spans: number;
  /** Targets of the trace, and those that do not fit: they have no timeline. */
  readonly traced: number;
  readonly rejected: readonly string[];
  /** True when spans were left out because of the limit. */
  readonly cut: boolean;
}

export const DEFAULT_SPAN_LIMIT = 200_000;

/** Writes traces of several runs into one file. */
export class TraceWriter {
  readonly #file: TraceFile;
  readonly #options: TraceOptions;
  readonly #budget: SpanBudget;
  readonly #rejected: string[] = [];
  #traced = 0;
  #spans = 0;
  #cut = false;

  constructor(sink: TraceSink, options: TraceOptions) {
    this.#file = new TraceFile(sink);
    this.#options = options;
    this.#budget = { left: options.limit };
  }

  /** Throws InputError for rigs and for steps that the kernel does not have. */
  add(kernel: Kernel, params: Params, target: Target, options?: PlanOptions): void {
    const name = `${kernel.name} on ${target.chip.name}, ${target.runtime.name}, ${target.format.name}`;
    if (target.rig !== undefined) {
      const hint = `give ${target.chip.name} and its share of the work`;
      throw new InputError({ where: '--trace', expected: 'single chips', found: `the rig ${target.rig.name}`, hint });
    }
    const planned = plan(kernel, params, target, options);
    if (planned.rejected !== null) {
      this.#rejected.push(name);
      return;
    }
    const { program } = planned;
    const { steps } = this.#options;
    if (steps !== null) checkSteps(program, steps, name);
    this.#traced += 1;
    const part = traceProgram({ pid: this.#traced, name, program, target, steps }, this.#file, this.#budget);
    this.#spans += part.spans;
    this.#cut ||= part.cut;
  }

  /** Ends the file. */
  end(): TraceSummary {
    const summary = { spans: this.#spans, traced: this.#traced, rejected: this.#rejected, cut: this.#cut };
    const { steps, limit } = this.#options;
    this.#file.end({
      tool: `onchip ${ONCHIP_VERSION}`,
      time: 'ts and dur are core cycles of the target; viewers show them as microseconds',
      steps: steps === null ? 'all' : `${steps[0]}..${steps[1]} of each outermost loop, from 0`,
      units: 'one unit is shown for all with the same share; bytes of a unit are those of one',
      spans: this.#spans,
      spanLimit: limit,
      spansLeftOut: this.#cut,
    });
    return summary;
  }
}

function checkSteps(program: Program, [first, last]: readonly [number, number], name: string): void {
  const counts = stepLoops(program).map(({ count }) => count);
  if (counts.length === 0) {
    const hint = 'leave --trace-steps out';
    throw new InputError({ where: '--trace-steps', expected: 'a kernel with a loop', found: name, hint });
  }
  const most = Math.max(...counts) - 1;
  if (last <= most) return;
  const found = first === last ? String(first) : `${first}..${last}`;
  throw new InputError({ where: '--trace-steps', expected: `steps of ${name}: 0..${most}`, found });
}
