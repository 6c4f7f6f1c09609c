/** @file Timelines worked out on paper: what one unit, two unequal units and a network do, cycle by cycle. The drawings
 * show the busiest unit; numbers are cycles. Figures of the tiny chip are in test/helpers/tinyChip.ts. */
import { describe, expect, it } from 'vitest';
import { ProgramText, slot, traffic } from '../helpers/programText.js';
import { blocks, lanes, outputStationary, tinyTarget, weightStationary } from '../helpers/tinyChip.js';
import { trace, waitsOf } from '../helpers/trace.js';

const cube = (size: number) => ({ m: size, n: size, k: size });

describe('one matrix product', () => {
  it.each([
    // 1 fold x (4 + 2*4 + 4 - 2) - 1
    ['weight-stationary', weightStationary, cube(4), 13, 13],
    // 2 x 2 folds x (8 + 10) - 1
    ['weight-stationary, 4 folds', weightStationary, cube(8), 71, 71],
    // 4 + 3 x 8 + 8 + 4 + 4 - 3
    ['weight-stationary, overlapped', { ...weightStationary, overlapFolds: true }, cube(8), 41, 41],
    // 2 x 2 folds x (8 + 4 + 4 - 2) - 1
    ['output-stationary', outputStationary, cube(8), 55, 55],
    // 4 x 8 + 4 + 4 - 3
    ['output-stationary, overlapped', { ...outputStationary, overlapFolds: true }, cube(8), 37, 37],
    // 16 outputs on 8 lanes, k split in 2 to fill 4 sums in flight: 4 rounds of 4, a tree of one 4-cycle add, 4 to drain
    ['lanes', lanes, { m: 4, n: 4, k: 8 }, 20, 24],
    // 5x3x4 padded to 8x4x4 = 128 multiply-adds at 16 a cycle, 5 cycles of pipeline
    ['blocks', blocks, { m: 5, n: 3, k: 4 }, 8, 13],
  ] as const)('%s', (_, engine, shape, work, cycles) => {
    const text = new ProgramText();
    const { result } = trace(text.program(text.matmul('mm', [shape])), tinyTarget({ matrix: [engine] }));
    expect(result.cycles).toBe(cycles);
    expect(result.work).toBe(work);
    expect(waitsOf(result.waits)).toEqual(cycles > work ? { dependency: cycles - work } : {});
    expect(result.macs).toBe(shape.m * shape.n * shape.k);
  });

  it('whose operands share one port is held up by the sum of their bytes', () => {
    // sram port, 16 B a cycle: A 64 B, B 128 B, out 64 B: 4 + 8 + 4 = 16 cycles, longer than the array's 13.
    //   0            13  16 18
    //   |-- array ----|     |
    //   |-- port ---------| |   2 cycles of latency
    const text = new ProgramText();
    const bytes = [traffic('sram', 'read', [64]), traffic('sram', 'read', [128]), traffic('sram', 'write', [64])];
    const { result } = trace(text.program(text.matmul('mm', [cube(4)], { traffic: bytes })), tinyTarget());
    expect(result.cycles).toBe(18);
    expect(waitsOf(result.classes[0].time)).toEqual({ work: 13, sram: 3 + 2 });
    expect(result.busyCycles['sram[0]']).toBe(16);
    expect(result.bytes['sram[0]']).toBe(256);
  });

  it('and the product after it waits for the port, not for the array', () => {
    // Port held 0..16, so the second product starts at 16 although the array is free at 13: 16 + 16 + 2.
    const text = new ProgramText();
    const bytes = [traffic('sram', 'read', [256])];
    const op = (label: string) => text.matmul(label, [cube(4)], { traffic: bytes });
    const { result, spans } = trace(text.program(op('a'), op('b')), tinyTarget());
    expect(spans).toEqual({ a: [[0, 18]], b: [[16, 34]] });
    expect(waitsOf(result.classes[0].time)).toEqual({ work: 26, sram: 3 + 3 + 2 });
  });
});

describe('dependent operations of one unit', () => {
  it('matmul, then pointwise on its result', () => {
    //   0            13 15  19  22
    //   |-- array ---|--|-v-|---|    v: 16 additions on 4 lanes; drains of 2 and 3 cycles
    const text = new ProgramText();
    const [gates, out] = [text.tensor('gates'), text.tensor('out')];
    const { result, spans } = trace(
      text.program(
        text.matmul('mm', [cube(4)], { writes: [gates()], traffic: [traffic('sram', 'write', [64])] }),
        text.pointwise('pw', 'add', [16], { reads: [gates(), gates()], writes: [out()] }),
      ),
      tinyTarget(),
    );
    expect(spans).toEqual({ mm: [[0, 15]], pw: [[15, 22]] });
    expect(waitsOf(result.classes[0].time)).toEqual({ work: 17, sram: 2, dependency: 3 });
  });

  it('independent ones overlap on their two engines, and the overlap is worked once', () => {
    // 13 cycles of array over 4 + 3 cycles of vector: the vector's work lies inside.
    const text = new ProgramText();
    const { result } = trace(
      text.program(text.matmul('mm', [cube(4)]), text.pointwise('pw', 'add', [16])),
      tinyTarget(),
    );
    expect(result.cycles).toBe(13);
    expect(waitsOf(result.classes[0].time)).toEqual({ work: 13 });
    expect(result.busyCycles['vector[0]']).toBe(4);
  });

  it('on lanes they do not: multiply-adds and element-wise work share them', () => {
    // 20 cycles of products, then 4 of additions, 3 to drain.
    const text = new ProgramText();
    const { result, spans } = trace(
      text.program(text.matmul('mm', [{ m: 4, n: 4, k: 8 }]), text.pointwise('pw', 'add', [16])),
      tinyTarget({ matrix: [lanes] }),
    );
    expect(spans).toEqual({ mm: [[0, 24]], pw: [[20, 27]] });
    expect(waitsOf(result.classes[0].time)).toEqual({ work: 24, dependency: 3 });
  });
});

describe('staging in two buffers', () => {
  it('load 2 waits until product 0 has read the buffer', () => {
    // 80 B at 8 B a cycle hold DRAM for 10 cycles, and arrive 100 cycles later.
    //        0  10       110 120 123 133 136        233  246
    // load   |0-|.........|   |   |2-|...............|
    // load       |1-|.........|   |
    // array               |-mm0---|-mm1--|           |-mm2-|
    const text = new ProgramText();
    const x = text.tensor('x', { slots: 3, role: 'input', shard: 'chip' });
    const stage = text.tensor('stage', { slots: 2, shard: 'replicated', zeroed: false });
    const loop = text.repeat('t', 3, (t) => [
      text.move('load', 'load', {
        reads: [x(slot(0, t))],
        writes: [stage(slot(0, t, 2))],
        traffic: [traffic('dram', 'read', [80], { shared: true })],
      }),
      text.matmul('mm', [cube(4)], { reads: [stage(slot(0, t, 2))] }),
    ]);
    const { result, spans } = trace(text.program(loop), tinyTarget());
    expect(spans.load).toEqual([
      [0, 110],
      [10, 120],
      [123, 233],
    ]);
    expect(spans.mm).toEqual([
      [110, 123],
      [123, 136],
      [233, 246],
    ]);
    expect(waitsOf(result.classes[0].time)).toEqual({ work: 39, dram: 110 + 97 });
    expect(result.bytes.dram).toBe(240);
  });
});

describe('two classes of units', () => {
  it('unequal shares: the one with less waits, then both are in the barrier', () => {
    // class 0: 8 rows stream through one fold (8 + 10 - 1); class 1: 4 rows (4 + 10 - 1).
    //          0       13  17       37
    // class 0  |--- work ---|barrier|
    // class 1  |-- work -|im|barrier|
    const text = new ProgramText([1, 1]);
    const program = text.program(text.matmul('mm', [{ m: 8, n: 4, k: 4 }, cube(4)]), text.barrier());
    const { result } = trace(program, tinyTarget());
    expect(result.cycles).toBe(37);
    expect(waitsOf(result.classes[0].time)).toEqual({ work: 17, barrier: 20 });
    expect(waitsOf(result.classes[1].time)).toEqual({ work: 13, imbalance: 4, barrier: 20 });
    expect(result.busiest).toBe(0);
  });

  it('one DRAM: the second class is served after the first', () => {
    //          0   10      110 120 123 133
    // class 0  |dram........|-mm----|tail|
    // class 1  |wait|dram.......|-mm-----|
    const text = new ProgramText([1, 1]);
    const stage = text.tensor('stage');
    const program = text.program(
      text.move('load', 'load', { writes: [stage()], traffic: [traffic('dram', 'read', [80, 80])] }),
      text.matmul('mm', [cube(4), cube(4)], { reads: [stage()] }),
    );
    const { result, spans } = trace(program, tinyTarget());
    expect(spans).toEqual({
      'load/0': [[0, 110]],
      'load/1': [[10, 120]],
      'mm/0': [[110, 123]],
      'mm/1': [[120, 133]],
    });
    expect(waitsOf(result.classes[0].time)).toEqual({ work: 13, dram: 110, imbalance: 10 });
    expect(waitsOf(result.classes[1].time)).toEqual({ work: 13, dram: 120 });
  });

  it('a class of three units asks DRAM for three shares', () => {
    // 3 x 80 B = 30 cycles, 100 of latency.
    const text = new ProgramText([3]);
    const load = text.move('load', 'load', { traffic: [traffic('dram', 'read', [80])] });
    const { result } = trace(text.program(load), tinyTarget({ units: 3 }));
    expect([result.cycles, result.bytes.dram]).toEqual([130, 240]);
  });
});

describe('exchange and barrier', () => {
  it('all-gather of 32 B from each of two units', () => {
    // Sent: 32 B at 4 B a cycle = 8; received: 64 B at 8 = 8; across the middle: 64 B at 1024 = 1. One hop of 10.
    //   0   4  7     15      25      45    58
    //   |-v-|--|-net-|..hop..|barrier|-mm--|
    const text = new ProgramText([2]);
    const own = text.tensor('own');
    const all = text.tensor('all', { shard: 'replicated' });
    const { result, spans } = trace(
      text.program(
        text.pointwise('pw', 'copy', [16], { writes: [own()] }),
        text.exchange('gather', 'all-gather', [32], { reads: [own()], writes: [all()] }),
        text.barrier(),
        text.matmul('mm', [cube(4)], { reads: [all()] }),
      ),
      tinyTarget(),
    );
    expect(spans).toEqual({ pw: [[0, 7]], gather: [[7, 25]], barrier: [[25, 45]], mm: [[45, 58]] });
    expect(waitsOf(result.classes[0].time)).toEqual({ work: 17, dependency: 3, exchange: 18, barrier: 20 });
  });
});
