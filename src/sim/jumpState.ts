/** @file The machine's state at the start of an iteration, written down relative to now, to the next sequence and to
 * the iteration: two iterations with equal states have equal futures, as far as the hardware cache serves them alike. */
import type { Engine } from './engine.js';
import type { Instance } from './instance.js';
import type { Repeat } from './program.js';

const phases = { waiting: 0, ready: 1, running: 2, retired: 3 } as const;

/** A few numbers that equal states share; cheap, so that a loop that does not recur costs nothing. */
export function outline(engine: Engine): Float64Array {
  const { freeAt, now } = engine;
  const booked = engine.ledger.bookedUntil;
  const found = new Float64Array(3 + freeAt.length + booked.length);
  found[0] = engine.inFlight.size;
  found[1] = engine.queue.size;
  found[2] = Number(engine.queueFillsLeft > 0);
  for (let r = 0; r < freeAt.length; r++) found[3 + r] = Math.max(freeAt[r] - now, 0);
  for (let c = 0; c < booked.length; c++) found[3 + freeAt.length + c] = booked[c] - now;
  return found;
}

/** Everything that can influence the future but the hardware cache. */
export function iterationState(engine: Engine, repeat: Repeat): number[] {
  const { now, nextSequence } = engine;
  const iteration = engine.stream.counters[repeat.loop];
  const visible = engine.ledger.visible(nextSequence);
  const known = new Set<number>(visible.map((i) => i.sequence));
  const link = (sequence: number): number => (known.has(sequence) ? nextSequence - sequence : -1);
  const state: number[] = [engine.inFlight.size, Number(engine.queueFillsLeft > 0), now - engine.chipEndCycle];
  for (const i of engine.inFlight.values()) {
    state.push(i.op.id, i.cls, nextSequence - i.sequence, iteration - i.counters[repeat.loop]);
    state.push(phases[i.phase], i.pending);
    if (i.phase === 'ready' || i.phase === 'waiting') pushDemand(state, i);
    if (i.phase === 'ready') state.push(link(i.blockedBy), i.blockedReason);
    if (i.phase !== 'waiting') state.push(i.eventCycle - now);
  }
  for (const i of visible) pushTimes(state, i, now, nextSequence, link);
  for (let r = 0; r < engine.freeAt.length; r++) {
    const busy = engine.freeAt[r] - now;
    state.push(Math.max(busy, 0), busy > 0 ? nextSequence - engine.holder[r] : 0);
  }
  for (const booked of engine.ledger.bookedUntil) state.push(booked - now);
  return state;
}

/** Costs that differ between runs of one operation: what the cache lacks, what the host's queue adds. */
function pushDemand(state: number[], { demand }: Instance): void {
  if (demand.everyRun) return;
  state.push(demand.latencyCycles, demand.latencyResource, demand.count);
  for (let d = 0; d < demand.count; d++) state.push(demand.resources[d], demand.cycles[d], demand.bytes[d]);
}

function pushTimes(state: number[], i: Instance, now: number, next: number, link: (s: number) => number): void {
  state.push(i.op.id, i.cls, next - i.sequence, i.startCycle - now, i.workEndCycle - now, i.holdEndCycle - now);
  state.push(i.endCycle - now, link(i.blockedBy), i.blockedReason);
  pushDemand(state, i);
}
