/** @file What every part of the chip did in a few steps: the operations of a window of the program's longest outermost loop. */
import { simulate } from '../sim/engine.js';
import type { Instance } from '../sim/instance.js';
import { type Program, type Repeat, staticOps } from '../sim/program.js';
import type { Target } from '../sim/target.js';
import { stepLoops } from '../sim/watch.js';

/** Iterations, first and last one included, from 0. */
export interface TimelineWindow {
  readonly from: number;
  readonly to: number;
}

export interface Timeline extends TimelineWindow {
  /** The loop that the window counts, and its iterations; null: the program has no loop and the window is its beginning. */
  readonly loop: string | null;
  readonly iterations: number;
  /** Parts of the chip, from the host to what moves data. */
  readonly tracks: readonly string[];
  readonly labels: readonly string[];
  /** Places in `tracks` and `labels`, start and end in cycles; in order of start. */
  readonly spans: readonly (readonly [track: number, label: number, start: number, end: number])[];
  /** True when there were more operations than `spans` holds. */
  readonly cut: boolean;
}

/** Steps in the middle of a long run look like these: the first two fill pipelines. */
export const steadyWindow: TimelineWindow = { from: 2, to: 3 };

/** Host first, then what the units compute, then what moves. */
const trackOrder = ['host', 'matrix', 'vector', 'move', 'exchange', 'barrier', 'scale'];

const trackOfKind: Readonly<Record<string, string>> = {
  matmul: 'matrix',
  pointwise: 'vector',
  reduce: 'vector',
  transpose: 'vector',
  gather: 'vector',
  launch: 'host',
  begin: 'host',
};

/** Throws what `simulate` throws. A window behind the loop's end is moved to its last iterations. */
export function timelineOf(program: Program, target: Target, wanted: TimelineWindow, mostSpans: number): Timeline {
  const loop = longestOf(stepLoops(program));
  const iterations = loop?.count ?? 1;
  const to = Math.min(wanted.to, iterations - 1);
  const from = Math.max(0, Math.min(wanted.from, to - (wanted.to - wanted.from)));
  const inLoop = loop === null ? null : new Set([...staticOps(loop.body)].map(({ id }) => id));
  const found: { readonly track: string; readonly label: string; readonly start: number; readonly end: number }[] = [];
  let cut = false;
  const onSpan = (instance: Instance): void => {
    const { op, startCycle: start, endCycle: end } = instance;
    if (start === end || (inLoop !== null && !inLoop.has(op.id))) return;
    if (found.length < mostSpans) found.push({ track: trackOf(instance, program), label: op.label, start, end });
    else cut = true;
  };
  const steps = loop === null ? null : ([from, to] as const);
  simulate(program, target, { watch: { steps, onSpan, isOver: () => cut } });
  const tracks = sortedTracks([...new Set(found.map(({ track }) => track))]);
  const labels = [...new Set(found.map(({ label }) => label))];
  const spans = found.map((s) => [tracks.indexOf(s.track), labels.indexOf(s.label), s.start, s.end] as const);
  return { loop: loop?.label ?? null, iterations, from, to: loop === null ? 0 : to, tracks, labels, spans, cut };
}

const longestOf = (loops: readonly Repeat[]): Repeat | null =>
  loops.length === 0 ? null : loops.reduce((a, b) => (b.count > a.count ? b : a));

function trackOf({ op, cls }: Instance, { classes }: Program): string {
  const units = classes.length > 1 && cls >= 0 ? ` ${unitsText(classes[cls])}` : '';
  return `${trackOfKind[op.kind] ?? op.kind}${units}`;
}

const unitsText = ({ firstUnit, count }: Program['classes'][number]): string =>
  count === 1 ? `unit ${firstUnit}` : `units ${firstUnit}–${firstUnit + count - 1}`;

function sortedTracks(tracks: readonly string[]): string[] {
  const rank = (track: string): number => trackOrder.findIndex((name) => track.startsWith(name));
  return [...tracks].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
