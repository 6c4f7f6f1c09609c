/** @file The worker that simulates shipped kernels. */
import { expose } from 'comlink';
import { kernelNamed } from '../../src/kernels/registry.js';
import type { Timeline, TimelineWindow } from '../../src/study/timeline.js';
import type { Outcome, RowJob } from '../engine/job.js';
import { jobTimeline } from '../engine/jobTimeline.js';
import { makeRow } from '../engine/makeRow.js';

const engine = {
  row: (job: RowJob): Outcome => makeRow(() => kernelNamed(job.kernel), job, false),
  timeline: (job: RowJob, window: TimelineWindow): Timeline => jobTimeline(kernelNamed(job.kernel), job, window),
};

export type EngineApi = typeof engine;

expose(engine);
