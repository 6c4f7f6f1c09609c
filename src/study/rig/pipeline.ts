/** @file A pipeline of chips in closed form. A sequence goes through the chips in chunks; chip i takes `busy[i]` for each,
 * the link after it `occupied[i]` before the next chunk can follow, and `delay[i]` more until the chunk has arrived. Every
 * chip and every link serves one chunk at a time, in order, with room to queue: a flow shop with constant times, whose
 * longest path is known (Johnson 1954): all services once, and the slowest of them for each further chunk. */

export interface PipelineStages {
  /** Time until a stage can begin its first chunk (launch, loading of weights): all stages start together. */
  readonly ready: readonly number[];
  readonly busy: readonly number[];
  /** One entry fewer than stages: the links between them. */
  readonly occupied: readonly number[];
  readonly delay: readonly number[];
}

export interface PipelineTime {
  readonly makespan: number;
  /** Share of the chips' time in which they are not busy with a chunk; with equal stages, no links and ready at once
   * (n - 1) / (chunks + n - 1). */
  readonly bubble: number;
}

/** Longest path: from the stage whose readiness decides, through all that follow, waiting for the slowest on the way. */
export function pipelineTime({ ready, busy, occupied, delay }: PipelineStages, chunks: number): PipelineTime {
  let [through, slowest, makespan] = [0, 0, 0];
  for (let stage = busy.length - 1; stage >= 0; stage--) {
    const isLast = stage === busy.length - 1;
    through += busy[stage] + (isLast ? 0 : occupied[stage] + delay[stage]);
    slowest = Math.max(slowest, busy[stage], isLast ? 0 : occupied[stage]);
    makespan = Math.max(makespan, ready[stage] + through + (chunks - 1) * slowest);
  }
  const worked = chunks * busy.reduce((sum, time) => sum + time, 0);
  return { makespan, bubble: 1 - worked / (busy.length * makespan) };
}
