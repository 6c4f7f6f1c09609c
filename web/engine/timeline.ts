/** @file What every part of the chip did in a few steps: the spans of a window, in cycles. The program is simulated from
 * its start, step by step, up to the end of the window. */
import type { Kernel } from '../../src/kernels/kernel.js';
import { plan } from '../../src/kernels/planner/plan.js';
import { ISSUE_WINDOW, simulate } from '../../src/sim/engine.js';
import type { Instance } from '../../src/sim/instance.js';
import type { Program } from '../../src/sim/program.js';
import type { RowJob } from './job.js';
import { targetOf } from './makeRow.js';

/** Iterations of the program's longest outermost loop, first and last one included. */
export interface TimelineWindow {
  readonly from: number;
  readonly to: number;
}

export interface Span {
  readonly track: string;
  readonly label: string;
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

export interface Timeline {
  readonly spans: readonly Span[];
  readonly tracks: readonly string[];
  /** The loop that the window counts, and its iterations; null when the program has none. */
  readonly loop: string | null;
  readonly count: number;
  /** True when there were more spans than are shown. */
  readonly cut: boolean;
}

const MOST_SPANS = 1500;

class WindowOver extends Error {}

export function timelineOf(kernel: Kernel, job: RowJob, { from, to }: TimelineWindow): Timeline {
  const target = targetOf(job);
  const planned = plan(kernel, job.params, target);
  if (planned.rejected !== null) throw new Error('a refused kernel has no timeline');
  const { program } = planned;
  const loop = longestLoop(program);
  const spans: Span[] = [];
  let cut = false;
  const onSpan = (instance: Instance): void => {
    const at = loop === null ? 0 : loopCounter(instance, loop.loop);
    if (at > to + ISSUE_WINDOW) throw new WindowOver();
    if (at < from || at > to || instance.endCycle === instance.startCycle) return;
    if (spans.length < MOST_SPANS) spans.push(spanOf(instance, program));
    else cut = true;
  };
  try {
    simulate(program, target, { jump: false, onSpan });
  } catch (error) {
    if (!(error instanceof WindowOver)) throw error;
  }
  const tracks = trackOrder.filter((track) => spans.some((span) => span.track.startsWith(track)));
  const named = [...new Set(spans.map((span) => span.track))];
  const rank = (track: string): number => tracks.findIndex((t) => track.startsWith(t));
  named.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return { spans, tracks: named, loop: loop?.label ?? null, count: loop?.count ?? 1, cut };
}

/** Host first, then what the units compute, then what moves. */
const trackOrder = ['host', 'matrix', 'vector', 'move', 'exchange', 'barrier', 'scale'];

const trackOfKind: Readonly<Record<string, string>> = {
  matmul: 'matrix',
  pointwise: 'vector',
  reduce: 'vector',
  transpose: 'vector',
  gather: 'vector',
  move: 'move',
  exchange: 'exchange',
  barrier: 'barrier',
  launch: 'host',
  begin: 'host',
  scale: 'scale',
};

function spanOf({ op, cls, startCycle, endCycle }: Instance, { classes }: Program): Span {
  const units = classes.length > 1 && cls >= 0 ? ` ${unitsText(classes[cls])}` : '';
  return {
    track: `${trackOfKind[op.kind] ?? op.kind}${units}`,
    label: op.label,
    kind: op.kind,
    start: startCycle,
    end: endCycle,
  };
}

const unitsText = ({ firstUnit, count }: Program['classes'][number]): string =>
  count === 1 ? `unit ${firstUnit}` : `units ${firstUnit}–${firstUnit + count - 1}`;

function longestLoop({ body }: Program) {
  const loops = body.flatMap((node) => (node.kind === 'repeat' ? [node] : []));
  return loops.length === 0 ? null : loops.reduce((a, b) => (b.count > a.count ? b : a));
}

const loopCounter = ({ counters }: Instance, loop: number): number => counters[loop] ?? 0;
