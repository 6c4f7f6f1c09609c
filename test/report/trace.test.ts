/** @file Traces are read back with a parser of our own: the format's rules, nesting, and the row's own numbers in it. */
import { describe, expect, it } from 'vitest';
import { kernelNamed } from '../../src/kernels/registry.js';
import { InputError } from '../../src/numerics/errors.js';
import { type TraceOptions, TraceWriter } from '../../src/report/trace/index.js';
import { isRejected } from '../../src/study/row.js';
import { runExperiment } from '../../src/study/run.js';
import { namedTargets } from './namedTargets.js';

interface Event {
  readonly ph: 'X' | 'C' | 'M';
  readonly pid: number;
  readonly tid?: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly name: string;
  readonly args: Readonly<Record<string, string | number>>;
}

const params = { hidden: 48, layers: 2, steps: 8, batch: 2 };

function traced(kernel: string, chips: readonly string[], options: Partial<TraceOptions> = {}) {
  const pieces: string[] = [];
  const writer = new TraceWriter((text) => pieces.push(text), { steps: null, limit: 200_000, ...options });
  for (const target of namedTargets(chips, 'fp16')) writer.add(kernelNamed(kernel), params, target);
  const summary = writer.end();
  const file = JSON.parse(pieces.join('')) as { traceEvents: Event[]; otherData: Record<string, unknown> };
  return { summary, events: file.traceEvents, about: file.otherData };
}

const spansOf = (events: readonly Event[]) =>
  events.flatMap(({ ph, pid, tid, ts, dur, name, args }) =>
    ph === 'X' ? [{ track: `${pid}/${tid}`, name, start: ts!, end: ts! + dur!, args }] : [],
  );

/** Name of each track: `1/2` → `unit 0: matrix`. */
function trackNames(events: readonly Event[]): ReadonlyMap<string, string> {
  const named = events.filter(({ ph, name }) => ph === 'M' && name === 'thread_name');
  return new Map(named.map(({ pid, tid, args }) => [`${pid}/${tid}`, String(args.name)]));
}

/** Spans nest when each lies within, or apart from, those that began before it. Throws where two cross. */
function checkNesting(spans: readonly { readonly start: number; readonly end: number }[]): number {
  const open: number[] = [];
  let deepest = 0;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    while (open.length > 0 && open[open.length - 1] <= start) open.pop();
    if (open.length > 0 && end > open[open.length - 1]) throw new Error(`a span ${start}..${end} crosses another`);
    open.push(end);
    deepest = Math.max(deepest, open.length);
  }
  return deepest;
}

describe.each([
  ['lstm.in-cache', ['nnp-t1000', 'titan-v', 'xeon-8180']],
  ['lstm.fused', ['v100', 'graphcore-gc2']],
  ['lstm.naive', ['gtx-1080-ti']],
] as const)('a whole run of %s', (kernel, chips) => {
  const { events, summary, about } = traced(kernel, chips);
  const spans = spansOf(events);
  const rows = runExperiment(kernelNamed(kernel), params, namedTargets(chips, 'fp16'), { values: false });

  it('names every track, and no span overlaps another of its track', () => {
    const names = trackNames(events);
    const tracks = new Map<string, typeof spans>();
    for (const span of spans) tracks.set(span.track, [...(tracks.get(span.track) ?? []), span]);
    for (const [track, own] of tracks) {
      expect(names.get(track)).toMatch(/^(units? \d|chip: |host: )/);
      expect(checkNesting(own)).toBe(1);
      for (const { start, end } of own)
        expect(Number.isInteger(start) && Number.isInteger(end) && end > start).toBe(true);
    }
    expect(summary).toMatchObject({ spans: spans.length, traced: chips.length, cut: false, rejected: [] });
    expect(about).toMatchObject({ spans: spans.length, spansLeftOut: false, steps: 'all' });
  });

  it('holds the row: its work, its waits, its busy cycles, its last cycle', () => {
    const names = trackNames(events);
    rows.forEach((row, i) => {
      if (isRejected(row)) throw new Error('does not fit');
      const own = spans.filter(({ track }) => track.startsWith(`${i + 1}/`));
      const sums = new Map<string, number>();
      const busy = new Map<string, number>();
      for (const { track, name, start, end } of own) {
        const key = names.get(track)!.endsWith(': time') ? `${track} ${name}` : names.get(track)!;
        (names.get(track)!.endsWith(': time') ? sums : busy).set(
          key,
          (sums.get(key) ?? busy.get(key) ?? 0) + end - start,
        );
      }
      const times = [...names].filter(([track, name]) => track.startsWith(`${i + 1}/`) && name.endsWith(': time'));
      const classes = times.map(([track]) => {
        const of = (reason: string): number => sums.get(`${track} ${reason}`) ?? 0;
        return { work: of('work'), waits: Object.fromEntries(Object.keys(row.waits).map((w) => [w, of(w)])) };
      });
      expect(classes).toContainEqual({ work: row.work, waits: row.waits });
      expect(Math.max(...classes.map(({ work }) => work))).toBe(row.work);
      expect(Math.max(...own.map(({ end }) => end))).toBe(row.cycles);
      expect((busy.get('chip: dram') ?? 0) / row.cycles).toBeCloseTo(row.busy.dram ?? 0, 12);
      expect((busy.get('host: launches') ?? 0) / row.cycles).toBeCloseTo(row.busy.host ?? 0, 12);
    });
  });

  it('counts bandwidth so that its area is the bytes moved, and buffers no larger than what is resident', () => {
    rows.forEach((row, i) => {
      if (isRejected(row)) throw new Error('does not fit');
      const counters = events.filter(({ ph, pid }) => ph === 'C' && pid === i + 1);
      const dram = counters.filter(({ name }) => name === 'dram (bytes a cycle)');
      const area = dram.reduce((sum, { ts, args }, n) => {
        const next = dram[n + 1]?.ts ?? row.cycles;
        return sum + Number(args.rate) * (next - ts!);
      }, 0);
      expect(area / row.dramBytes).toBeCloseTo(1, 9);
      for (const [level, bytes] of Object.entries(row.resident)) {
        const steps = counters.filter(({ name }) => name === `buffers in ${level} (bytes)`);
        expect(steps.length).toBeGreaterThan(1);
        for (const { args } of steps) {
          expect(Object.values(args).reduce((a: number, b) => a + Number(b), 0)).toBeLessThanOrEqual(bytes);
        }
      }
    });
  });
});

describe('a part of a run', () => {
  it('shows the operations of its steps alone, as the whole trace has them', () => {
    const whole = spansOf(traced('lstm.in-cache', ['nnp-t1000']).events);
    const part = spansOf(traced('lstm.in-cache', ['nnp-t1000'], { steps: [3, 5] }).events);
    const step = ({ args }: { args: Readonly<Record<string, string | number>> }): unknown => args['loop step'];
    const operations = part.filter((span) => 'operation' in span.args);
    expect(new Set(operations.map(step))).toEqual(new Set([3, 4, 5]));
    const key = ({ track, name, start, end }: (typeof part)[number]): string => [track, name, start, end].join();
    const expected = whole.filter((span) => [3, 4, 5].includes(Number(step(span))) && 'operation' in span.args);
    expect(operations.map(key)).toEqual(expected.map(key));
    // What an operation waited for is told by name, where the operation is in the trace.
    expect(operations.some(({ args }) => /^the end of \S/.test(String(args.waitedFor)))).toBe(true);
  });

  it('is cut at the limit, and says so', () => {
    const { events, summary, about } = traced('lstm.in-cache', ['nnp-t1000', 'titan-v'], { limit: 50 });
    expect(spansOf(events)).toHaveLength(50);
    expect(summary).toMatchObject({ spans: 50, cut: true, traced: 2 });
    expect(about).toMatchObject({ spansLeftOut: true, spanLimit: 50 });
  });

  it('is refused where there is no such step', () => {
    const steps = (kernel: string, first: number, last: number) => () =>
      traced(kernel, ['nnp-t1000'], { steps: [first, last] });
    expect(steps('lstm.in-cache', 7, 8)).toThrow(InputError);
    expect(steps('lstm.in-cache', 7, 8)).toThrow(/steps of lstm\.in-cache on nnp-t1000.*: 0\.\.7, found 7\.\.8/);
  });
});
