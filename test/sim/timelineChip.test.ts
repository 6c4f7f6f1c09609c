/** @file Timelines worked out on paper: host launches, the shared cache, and Flexpoint's bookkeeping. */
import { describe, expect, it } from 'vitest';
import { defineKernel } from '../../src/kernels/kernel.js';
import { plan } from '../../src/kernels/planner/plan.js';
import { ProgramText, traffic } from '../helpers/programText.js';
import { tinyTarget } from '../helpers/tinyChip.js';
import { trace, waitsOf } from '../helpers/trace.js';

describe('launches: host gap 50, latency 30, turnaround 7', () => {
  const three = (n: number) => {
    const text = new ProgramText();
    const kernel = (i: number) => [...text.launch(String(i), i === 0), text.matmul(`mm${i}`, [{ m: 4, n, k: 4 }])];
    return trace(text.program(...kernel(0), ...kernel(1), ...kernel(2)), tinyTarget());
  };

  it('short kernels: the host is the limit', () => {
    // Kernels arrive at 80, 130 and 180; the chip has rested more than 7 cycles by then.
    //        0     50 80 93   100   130 143 150       180 193
    // host   |--0--|---1-------|---2---------|
    // chip            |mm0|            |mm1|           |mm2|
    const { result, spans } = three(4);
    expect([spans.mm0, spans.mm1, spans.mm2].flat()).toEqual([
      [80, 93],
      [130, 143],
      [180, 193],
    ]);
    expect(waitsOf(result.classes[0].time)).toEqual({ work: 39, launch: 154 });
    expect(result.boundBy).toBe('launch');
    expect(result.busyCycles.host).toBe(150);
  });

  it('a kernel that arrives while the chip rests waits for the rest of the turnaround', () => {
    // 38 vectors: 47 cycles, 80 to 127. The second arrives at 130, 3 cycles later, and waits 4 more; it ends at 181, after
    // the third has arrived, which waits all 7.
    const { result, spans } = three(38);
    expect([spans.mm0, spans.mm1, spans.mm2].flat()).toEqual([
      [80, 127],
      [134, 181],
      [188, 235],
    ]);
    expect(waitsOf(result.classes[0].time)).toEqual({ work: 141, launch: 80 + 7 + 7 });
  });

  it('long kernels: the chip is the limit, and only turnarounds show', () => {
    // 92 vectors through one fold: 92 + 10 - 1 = 101 cycles. 80, then 101 + 7 + 101 + 7 + 101.
    const { result, spans } = three(92);
    expect([spans.mm0, spans.mm1, spans.mm2].flat()).toEqual([
      [80, 181],
      [188, 289],
      [296, 397],
    ]);
    expect(waitsOf(result.classes[0].time)).toEqual({ work: 303, launch: 94 });
    expect(result.boundBy).toBe('compute');
  });
});

describe('shared cache of 256 B: 32 B a cycle, latency 20; DRAM 8 B a cycle, latency 100', () => {
  const cached = { l2Bytes: 256 };

  it('a miss goes on to DRAM, a hit does not', () => {
    // a: 128 B hold the cache's port for 4 cycles and DRAM for 16, first bytes after 100. b: 4 + 20.
    //   0 1      16           116 117 120   140
    //   |w|-dram--|..latency...|w|-l2-|..l2..|
    const text = new ProgramText();
    const weights = text.tensor('weights', { role: 'input', shard: 'chip' });
    const [a, b] = [text.tensor('a'), text.tensor('b')];
    const read = [traffic('dram', 'read', [128], { tensor: 0 })];
    const { result, spans } = trace(
      text.program(
        text.pointwise('a', 'copy', [4], { reads: [weights()], writes: [a()], traffic: read }),
        text.pointwise('b', 'add', [4], { reads: [weights(), a()], writes: [b()], traffic: read }),
      ),
      tinyTarget(cached),
    );
    expect(spans).toEqual({ a: [[0, 116]], b: [[116, 140]] });
    expect(waitsOf(result.classes[0].time)).toEqual({ work: 2, dram: 115, l2: 23 });
    expect([result.bytes.dram, result.bytes.l2]).toEqual([128, 256]);
  });

  it('the least recently used tile makes room', () => {
    // 128 B each, room for two: A, B, then C evicts A; A again evicts B, C still hits; B misses. 5 misses x 128 B.
    const text = new ProgramText();
    const tensors = ['A', 'B', 'C'].map((name) => text.tensor(name, { role: 'input', shard: 'chip' }));
    const read = (t: number) =>
      text.move(`read ${t}`, 'load', {
        reads: [tensors[t]()],
        traffic: [traffic('dram', 'read', [128], { tensor: t })],
      });
    const { result } = trace(text.program(...[0, 1, 2, 0, 2, 1].map(read)), tinyTarget(cached));
    expect(result.bytes.dram).toBe(5 * 128);
    expect(result.bytes.l2).toBe(6 * 128);
  });

  it('parts of one tensor that two classes read are missed once each', () => {
    // Rows of class 0 (2 units x 24 B) and of class 1 (1 x 16 B): 64 B come from DRAM, the second reading hits.
    const text = new ProgramText([2, 1]);
    const weights = text.tensor('weights', { role: 'input', shard: 'chip' });
    const read = (label: string) =>
      text.move(label, 'load', { reads: [weights()], traffic: [traffic('dram', 'read', [24, 16], { tensor: 0 })] });
    const { result } = trace(text.program(read('first'), read('second')), tinyTarget({ ...cached, units: 3 }));
    expect(result.bytes.dram).toBe(64);
    expect(result.bytes.l2).toBe(128);
  });

  it('a tile written in parts is found whole by those who read all of it', () => {
    const text = new ProgramText([2, 1]);
    const h = text.tensor('h', { shard: 'chip' });
    const tile = { tensor: 0 };
    const { result } = trace(
      text.program(
        text.move('write', 'store', { writes: [h()], traffic: [traffic('dram', 'write', [24, 16], tile)] }),
        text.barrier(),
        text.move('read', 'load', {
          reads: [h()],
          traffic: [traffic('dram', 'read', [64, 64], { ...tile, shared: true })],
        }),
      ),
      tinyTarget({ ...cached, units: 3 }),
    );
    expect(result.bytes.dram).toBe(64);
  });
});

describe('Flexpoint', () => {
  it('an exponent that is being updated delays the next write of its tensor, not its readers', () => {
    // Update: 6 cycles of the controller, then one hop there and one back: 20.
    //           0   4  7   11 13        33  37 40
    // vector    |-w-|--|-r-|             |-w2|--|
    // exponent         |ctrl|....hops....|
    const text = new ProgramText([2]);
    const [x, y] = [text.tensor('x'), text.tensor('y')];
    const write = (label: string) => text.pointwise(label, 'copy', [16], { writes: [x()] });
    const { result, spans } = trace(
      text.program(
        write('w'),
        text.scale('exponent', x()),
        text.pointwise('r', 'copy', [16], { reads: [x()], writes: [y()] }),
        write('w2'),
      ),
      tinyTarget({}, 'flex16+5'),
    );
    expect(spans).toEqual({ w: [[0, 7]], exponent: [[7, 33]], r: [[7, 14]], w2: [[33, 40]] });
    expect(waitsOf(result.classes[0].time)).toEqual({ work: 12, dependency: 6, scale: 22 });
  });

  const copying = defineKernel({
    name: 'copying',
    title: 'one pinned input, copied',
    params: {},
    build(k) {
      const a = k.input('a', [8, 4], { shard: 'rows', residency: 'pinned' });
      const s = k.buffer('s', [8, 4], { shard: 'rows' });
      k.pointwise('copy', [s], [a]);
    },
  });
  const planned = (format: string) => {
    const target = tinyTarget({ units: 1 }, format);
    const found = plan(copying, {}, target);
    if (found.rejected !== null) throw new Error('does not fit');
    return trace(found.program, target);
  };

  it('fp32: launch, load, copy', () => {
    // Load: 8 x 4 x 4 B = 128 B at 8, then 100. Copy: 32 elements on 4 lanes; 128 B in and 128 B out at 16.
    //   0     80    96      196 204 212 215
    //   |launch|-load-|......|-v-|-p-|---|     p: the port is busy longer than the lanes
    const { result, spans } = planned('fp32');
    expect(spans['load a']).toEqual([[80, 196]]);
    expect(spans['s = copy']).toEqual([[196, 215]]);
    expect(waitsOf(result.classes[0].time)).toEqual({ launch: 80, dram: 116, work: 8, sram: 8, dependency: 3 });
  });

  it('flex16+5: the operation runs twice more to find its exponent, once its input is there', () => {
    // Load: 64 B at 8, then 100. Each run: 32 elements on 4 lanes; 64 B in and 64 B out fill the port for 8 cycles.
    //   0     80   88     188  196  204  212 215  221
    //   |launch|-load|.....|-dry|-dry|-run|---|ctrl|
    const { result, spans } = planned('flex16+5');
    expect(spans['initialise s = copy']).toEqual([
      [188, 199],
      [196, 207],
    ]);
    expect(spans['s = copy']).toEqual([[204, 215]]);
    expect(spans['exponent of s']).toEqual([[215, 221]]);
    expect(waitsOf(result.classes[0].time)).toEqual({ launch: 80, dram: 108, work: 24, dependency: 3, scale: 6 });
  });
});
