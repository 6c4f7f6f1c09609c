/** @file The timeline of a row of the page. */
import type { Kernel } from '../../src/kernels/kernel.js';
import { plan } from '../../src/kernels/planner/plan.js';
import { type Timeline, type TimelineWindow, timelineOf } from '../../src/study/timeline.js';
import type { RowJob } from './job.js';
import { targetOf } from './makeRow.js';

const MOST_SPANS = 1500;

export function jobTimeline(kernel: Kernel, job: RowJob, window: TimelineWindow): Timeline {
  const target = targetOf(job);
  const planned = plan(kernel, job.params, target);
  if (planned.rejected !== null) throw new Error('a refused kernel has no timeline');
  return timelineOf(planned.program, target, window, MOST_SPANS);
}
