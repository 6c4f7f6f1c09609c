/** @file The pipeline's closed form against the recurrence that it solves, and against the formula of equal stages. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PipelineStages, pipelineTime } from '../../../src/study/rig/pipeline.js';

/** Chunk by chunk, chip by chip, link by link: each begins when it is free and the chunk is there. */
function simulated({ ready, busy, occupied, delay }: PipelineStages, chunks: number): number {
  const chipFree = [...ready];
  const linkFree = occupied.map(() => 0);
  let end = 0;
  for (let chunk = 0; chunk < chunks; chunk++) {
    let there = 0;
    for (let stage = 0; stage < busy.length; stage++) {
      chipFree[stage] = Math.max(chipFree[stage], there) + busy[stage];
      end = chipFree[stage];
      if (stage === busy.length - 1) continue;
      linkFree[stage] = Math.max(linkFree[stage], chipFree[stage]) + occupied[stage];
      there = linkFree[stage] + delay[stage];
    }
  }
  return end;
}

describe('a pipeline', () => {
  it('ends when its recurrence ends, whatever is slowest', () => {
    const time = fc.integer({ min: 0, max: 50 });
    const chain = fc.integer({ min: 1, max: 6 }).chain((n) =>
      fc.record({
        ready: fc.array(time, { minLength: n, maxLength: n }),
        busy: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: n, maxLength: n }),
        occupied: fc.array(time, { minLength: n - 1, maxLength: n - 1 }),
        delay: fc.array(time, { minLength: n - 1, maxLength: n - 1 }),
      }),
    );
    fc.assert(
      fc.property(chain, fc.integer({ min: 1, max: 40 }), (stages, chunks) => {
        expect(pipelineTime(stages, chunks).makespan).toBe(simulated(stages, chunks));
      }),
    );
  });

  it('of n equal stages stands idle for (n - 1) / (chunks + n - 1)', () => {
    const four = { ready: [0, 0, 0, 0], busy: [5, 5, 5, 5], occupied: [0, 0, 0], delay: [0, 0, 0] };
    const { makespan, bubble } = pipelineTime(four, 13);
    expect(makespan).toBe(5 * (13 + 3));
    expect(bubble).toBeCloseTo(3 / 16, 12);
  });
});
