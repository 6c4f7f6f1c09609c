/** @file Timelines: the operations of a window are those that the slow path of the whole program shows there, cycle for cycle. */
import { describe, expect, it } from 'vitest';
import { plan } from '../../src/kernels/planner/plan.js';
import { kernelNamed } from '../../src/kernels/registry.js';
import { simulate } from '../../src/sim/engine.js';
import type { Instance } from '../../src/sim/instance.js';
import { target } from '../../src/sim/namedTarget.js';
import type { Repeat } from '../../src/sim/program.js';
import { isRejected } from '../../src/study/row.js';
import { runExperiment } from '../../src/study/run.js';
import { timelineOf } from '../../src/study/timeline.js';

const nnp = target('nnp-t1000');

function planned(kernel: string, params: Readonly<Record<string, number>>, where = nnp) {
  const found = plan(kernelNamed(kernel), params, where);
  if (found.rejected !== null) throw new Error('refused');
  return found;
}

describe('a timeline', () => {
  it.each(['lstm.in-cache', 'lstm.pipelined', 'gru.wavefront', 'lstm.fused'])(
    'of %s is what the slow path shows',
    (name) => {
      const { program } = planned(name, { hidden: 32, layers: 2, steps: 20 });
      const timeline = timelineOf(program, nnp, { from: 5, to: 6 }, 10_000);
      const loops = program.body.filter((node): node is Repeat => node.kind === 'repeat');
      const loop = loops.find(({ label }) => label === timeline.loop)!;
      const slow: [string, number, number][] = [];
      const ids = new Set(loop.body.flatMap((node) => (node.kind === 'repeat' ? [] : [node.id])));
      const onSpan = ({ op, counters, startCycle, endCycle }: Instance): void => {
        const at = counters[loop.loop];
        if (ids.has(op.id) && at >= 5 && at <= 6 && endCycle > startCycle) slow.push([op.label, startCycle, endCycle]);
      };
      simulate(program, nnp, { jump: false, watch: { steps: null, onSpan } });
      expect(slow.length).toBeGreaterThan(4);
      expect(timeline.spans.map(([, label, start, end]) => [timeline.labels[label], start, end])).toEqual(slow);
      expect(timeline.cut).toBe(false);
    },
  );

  it('names parts of the chip from the host to what moves data', () => {
    const { program } = planned('lstm.in-cache', { hidden: 32, layers: 2, steps: 20 });
    const { tracks, iterations } = timelineOf(program, nnp, { from: 2, to: 3 }, 1000);
    expect(iterations).toBeGreaterThan(10);
    const known = ['host', 'matrix', 'vector', 'move', 'exchange', 'barrier', 'scale'];
    const ranks = tracks.map((track) => known.indexOf(track.split(' ')[0]));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(ranks).not.toContain(-1);
  });

  it('of a window behind the end is of the last steps; of a program without loops its beginning', () => {
    const { program } = planned('lstm.in-cache', { hidden: 32, layers: 1, steps: 10 });
    const { iterations } = timelineOf(program, nnp, { from: 0, to: 0 }, 10);
    expect(timelineOf(program, nnp, { from: 500, to: 501 }, 1000)).toMatchObject({
      from: iterations - 2,
      to: iterations - 1,
    });
    const product = planned('gemm', { m: 64, n: 64, k: 64 }).program;
    expect(timelineOf(product, nnp, { from: 2, to: 3 }, 1000)).toMatchObject({ loop: null, from: 0, to: 0 });
  });

  it('says when there is more than it holds', () => {
    const { program } = planned('lstm.in-cache', { hidden: 32, layers: 2, steps: 20 });
    const { spans, cut } = timelineOf(program, nnp, { from: 2, to: 9 }, 5);
    expect([spans.length, cut]).toEqual([5, true]);
  });
});

it('the first rows of a run get one when it is asked for', () => {
  const targets = [nnp, target('v100')];
  const rows = runExperiment(kernelNamed('rnn.in-cache'), { hidden: 32, steps: 8 }, targets, {
    values: false,
    timelines: 1,
  });
  expect(rows.map((row) => !isRejected(row) && row.timeline !== undefined)).toEqual([true, false]);
});
