/** @file One target's part of a trace: runs the program once more and writes each operation on the tracks of the resources
 * that it took, each class's time by reason, bytes a cycle of each port, and the bytes of buffers in use. */
import { simulate } from '../../sim/engine.js';
import type { Instance } from '../../sim/instance.js';
import { type Node, type Program, sitePrefix } from '../../sim/program.js';
import type { SimulationResult } from '../../sim/stats.js';
import type { Target } from '../../sim/target.js';
import { timeReasons } from '../../sim/waits.js';
import type { Watch } from '../../sim/watch.js';
import { livenessOf } from '../../study/liveness.js';
import type { TraceFile } from './events.js';
import { residencySteps } from './residency.js';
import { type Tracks, tracksOf } from './tracks.js';

export interface TracePart {
  readonly pid: number;
  /** `lstm.in-cache on titan-v, cudnn-7.0, fp16`. */
  readonly name: string;
  readonly program: Program;
  readonly target: Target;
  readonly steps: Watch['steps'];
}

/** Spans that may still be written; shared by all parts of a file. */
export interface SpanBudget {
  left: number;
}

export interface TracedPart {
  readonly result: SimulationResult;
  readonly spans: number;
  /** True when the budget ended before the watched part did. */
  readonly cut: boolean;
}

/** Throws what `simulate` throws. */
export function traceProgram(part: TracePart, file: TraceFile, budget: SpanBudget): TracedPart {
  const { pid, program, target, steps } = part;
  const tracks = tracksOf(program, target);
  const hertz = target.chip.clockHz.value;
  file.process(pid, part.name, `1 us shown = 1 core cycle of ${1e9 / hertz} ns`);
  for (const [tid, name] of tracks.threads) file.thread(pid, tid, name);
  const writer = new PartWriter(part, file, budget, tracks);
  const watch: Watch = {
    steps,
    onSpan: (instance) => writer.operation(instance),
    onTime: (cls, reason, from, to) => writer.time(cls, reason, from, to),
    isOver: () => budget.left <= 0,
  };
  const result = simulate(program, target, { watch });
  writer.end(residencySteps(livenessOf(program, result), writer.window));
  return { result, spans: writer.spans, cut: writer.cut };
}

/** Operations whose names are kept, to say what a later one waited for. */
const REMEMBERED = 1 << 12;

class PartWriter {
  spans = 0;
  cut = false;
  readonly #pid: number;
  readonly #file: TraceFile;
  readonly #budget: SpanBudget;
  readonly #tracks: Tracks;
  /** By resource: when its last span ended; its counter goes back to 0 there unless another follows at once. */
  readonly #freeAt: Float64Array;
  readonly #rate: Float64Array;
  readonly #loops: LoopsOf;
  readonly #labels: (readonly [sequence: number, label: string] | undefined)[] = new Array(REMEMBERED);
  #from = Number.POSITIVE_INFINITY;
  #until = 0;

  constructor({ pid, program, steps }: TracePart, file: TraceFile, budget: SpanBudget, tracks: Tracks) {
    this.#pid = pid;
    this.#loops = loopsOf(program.body, []);
    this.#file = file;
    this.#budget = budget;
    this.#tracks = tracks;
    // What ended before the first watched step is not known.
    this.#freeAt = new Float64Array(tracks.resources.length).fill(steps === null ? 0 : Number.NaN);
    this.#rate = new Float64Array(tracks.resources.length);
  }

  /** Cycles from the first to the last thing that was written. */
  get window(): readonly [from: number, until: number] {
    return [Math.min(this.#from, this.#until), this.#until];
  }

  operation(instance: Instance): void {
    const { op, demand, sequence, startCycle } = instance;
    const why = waitText(instance, (blocker) => this.#labelOf(blocker));
    this.#labels[sequence % REMEMBERED] = [sequence, op.label];
    for (let i = 0; i < demand.count; i++) {
      const [resource, cycles, bytes] = [demand.resources[i], demand.cycles[i], demand.bytes[i]];
      if (cycles === 0) continue;
      const idleBefore = startCycle - this.#freeAt[resource];
      const args = {
        ...argumentsOf(instance, this.#loops),
        ...(bytes > 0 ? { bytes } : {}),
        ...(Number.isNaN(idleBefore) ? {} : { idleBefore }),
        waitedFor: why,
      };
      if (!this.#span(this.#tracks.ofResource[resource], op.label, op.kind, startCycle, startCycle + cycles, args))
        return;
      this.#count(resource, startCycle, cycles, bytes);
    }
    if ((op.kind !== 'barrier' && op.kind !== 'begin') || instance.endCycle === startCycle) return;
    this.#span(this.#tracks.together, op.label, op.kind, startCycle, instance.endCycle, {
      ...argumentsOf(instance, this.#loops),
      waitedFor: why,
    });
  }

  time(cls: number, reason: number, from: number, to: number): void {
    const name = timeReasons[reason];
    this.#span(this.#tracks.ofTime[cls], name, name === 'work' ? 'work' : 'wait', from, to, {});
  }

  end(steps: readonly (readonly [cycle: number, level: string, bytes: Readonly<Record<string, number>>])[]): void {
    this.#rate.forEach((rate, resource) => {
      if (rate > 0) this.#rateCounter(resource, this.#freeAt[resource], 0);
    });
    for (const [cycle, level, bytes] of steps)
      this.#file.counter(this.#pid, `buffers in ${level} (bytes)`, cycle, bytes);
  }

  #labelOf(sequence: number): string | null {
    const known = this.#labels[sequence % REMEMBERED];
    return known?.[0] === sequence ? known[1] : null;
  }

  /** False when nothing more may be written. */
  #span(tid: number, name: string, kind: string, start: number, end: number, args: Record<string, string | number>) {
    if (this.#budget.left <= 0) {
      this.cut = true;
      return false;
    }
    this.#budget.left -= 1;
    this.spans += 1;
    this.#from = Math.min(this.#from, start);
    this.#until = Math.max(this.#until, end);
    this.#file.span(this.#pid, tid, name, kind, start, end, args);
    return true;
  }

  #count(resource: number, start: number, cycles: number, bytes: number): void {
    const rate = bytes / cycles;
    if (this.#rate[resource] > 0 && this.#freeAt[resource] < start) {
      this.#rateCounter(resource, this.#freeAt[resource], 0);
    }
    this.#freeAt[resource] = start + cycles;
    if (rate !== this.#rate[resource]) this.#rateCounter(resource, start, rate);
  }

  #rateCounter(resource: number, cycle: number, rate: number): void {
    this.#rate[resource] = rate;
    this.#file.counter(this.#pid, `${this.#tracks.resources[resource]} (bytes a cycle)`, cycle, { rate });
  }
}

type Loops = readonly (readonly [loop: number, label: string])[];
type LoopsOf = ReadonlyMap<number, Loops>;

/** Operation → the loops that it is in, outermost first. */
function loopsOf(nodes: readonly Node[], around: Loops, found = new Map<number, Loops>()): LoopsOf {
  for (const node of nodes) {
    if (node.kind === 'repeat') loopsOf(node.body, [...around, [node.loop, node.label]], found);
    else found.set(node.id, around);
  }
  return found;
}

function argumentsOf({ op, counters, demand }: Instance, loops: LoopsOf): Record<string, string | number> {
  const line = sitePrefix(op);
  return {
    operation: op.kind,
    ...(line === '' ? {} : { line: line.replace(/: $/, '') }),
    ...Object.fromEntries((loops.get(op.id) ?? []).map(([loop, label]) => [`loop ${label}`, counters[loop]])),
    ...(demand.macs > 0 ? { macs: demand.macs } : {}),
    ...(op.dry ? { trial: 'Flexpoint initialisation' } : {}),
  };
}

/** What an operation waited for before it began: a resource that was taken, or the end of another operation. */
function waitText({ blockedBy, blockedReason }: Instance, labelOf: (sequence: number) => string | null): string {
  if (blockedBy < 0) return 'nothing';
  const blocker = labelOf(blockedBy) ?? 'an earlier operation';
  return blockedReason >= 0 ? `${timeReasons[blockedReason]}, taken by ${blocker}` : `the end of ${blocker}`;
}
