/** @file Bytes, busy shares, roofs and lifetimes of buffers, worked out on paper. */
import { describe, expect, it } from 'vitest';
import { kernelNamed } from '../../src/kernels/registry.js';
import { chip } from '../../src/sim/chips/index.js';
import { simulate } from '../../src/sim/engine.js';
import { target } from '../../src/sim/namedTarget.js';
import { busyShares, bytesByLevel, peaksOf } from '../../src/study/limits.js';
import { livenessOf } from '../../src/study/liveness.js';
import { isRejected } from '../../src/study/row.js';
import { runExperiment } from '../../src/study/run.js';
import { ProgramText, traffic } from '../helpers/programText.js';
import { tinyTarget } from '../helpers/tinyChip.js';

const cube = { m: 4, n: 4, k: 4 };

describe('limits of a row', () => {
  it('counts bytes of all units, a busy share of one, and peaks of the whole chip', () => {
    // Two units with one share each, one representative. The unit reads 128 B of its SRAM at 16 B a cycle (8 cycles), and
    // both read 32 B each from DRAM at 8 B a cycle (8 cycles); the 4x4 array works 4 + 2*4 + 4 - 2 - 1 = 13 cycles.
    const text = new ProgramText([2]);
    const bytes = [traffic('sram', 'read', [128]), traffic('dram', 'read', [32])];
    const program = text.program(text.matmul('mm', [cube], { traffic: bytes }));
    const at = tinyTarget();
    const result = simulate(program, at);
    expect(result.cycles).toBe(13 + 100);
    expect(bytesByLevel(result, at)).toEqual({ sram: 2 * 128, dram: 2 * 32 });
    expect(busyShares(result)).toEqual({ matrix: 13 / 113, sram: 8 / 113, dram: 8 / 113 });
    // 4x4 multiply-adds, two units, 1 Hz; SRAM 16 B a cycle and unit; the rest as in tinyChip.ts.
    expect(peaksOf(program, at)).toEqual({
      macsPerSecond: 32,
      bytesPerSecond: { sram: 32, exchange: 1024, dram: 8 },
    });
  });

  it('adds the bytes of a write port of its own, and its bandwidth', () => {
    const [level] = chip('nnp-t1000').levels;
    expect(level.separateWritePort).toBe(true);
    const at = target('nnp-t1000', { format: 'fp16' });
    const [row] = runExperiment(kernelNamed('gemm'), { m: 64, n: 64, k: 64 }, [at], { values: false });
    if (isRejected(row)) throw new Error('does not fit');
    const { readBytesPerCycle: read, writeBytesPerCycle: write } = level;
    const rate = (read.value + write.value) * at.chip.units.count.value * at.chip.clockHz.value;
    expect(row.peaks.bytesPerSecond[level.name]).toBeCloseTo(rate, 0);
    for (const [name, bytes] of Object.entries(row.bytes)) {
      expect(bytes / row.seconds).toBeLessThanOrEqual(row.peaks.bytesPerSecond[name] * (1 + 1e-9));
    }
    for (const share of Object.values(row.busy)) expect(share > 0 && share <= 1).toBe(true);
    expect(row.bytes.dram).toBe(row.dramBytes);
    expect(row.macs / row.seconds / row.peaks.macsPerSecond).toBeCloseTo(row.macUtilisation, 12);
  });
});

describe('lifetimes of buffers', () => {
  it('follow the operations that touch them', () => {
    // a writes x in 0..13, b (after a) writes y in 13..26, nothing touches z.
    const text = new ProgramText([1]);
    const [x, y] = [text.tensor('x'), text.tensor('y')];
    text.tensor('z');
    const a = text.matmul('a', [cube], { writes: [x()] });
    const b = text.matmul('b', [cube], { reads: [x()], writes: [y()] });
    const program = text.program(a, b);
    const result = simulate(program, tinyTarget());
    const lives = livenessOf(program, result).map(({ tensor, held, used }) => [tensor, held, used]);
    expect(lives).toEqual([
      ['x', [0, 26], [0, 26]],
      ['y', [0, 26], [13, 26]],
      ['z', [0, 26], null],
    ]);
  });

  it('of one launch end with it', () => {
    const text = new ProgramText([1]);
    const [x, y] = [text.tensor('x'), text.tensor('y')];
    const first = [...text.launch('one', true), text.matmul('a', [cube], { writes: [x()] })];
    const second = [...text.launch('two', false), text.matmul('b', [cube], { writes: [y()] })];
    const made = text.program(...first, ...second);
    const program = { ...made, tensors: made.tensors.map((t, launch) => ({ ...t, launch })) };
    const result = simulate(program, tinyTarget());
    const [lifeX, lifeY] = livenessOf(program, result);
    // Host: gap 50, latency 30: begin at 80; a in 80..93. The second launch leaves the host at 100 and arrives at 130.
    expect([lifeX.held, lifeX.used]).toEqual([
      [80, 93],
      [80, 93],
    ]);
    expect(lifeY.held[1]).toBe(result.cycles);
    expect(lifeY.held[0]).toBeGreaterThanOrEqual(93);
  });

  it('give the residency of the row when they are added up', () => {
    const at = [target('nnp-t1000', { format: 'fp16' }), target('v100', { format: 'fp16' })];
    for (const row of runExperiment(kernelNamed('lstm.in-cache'), { hidden: 64, steps: 5 }, at, { values: false })) {
      if (isRejected(row)) throw new Error('does not fit');
      const sums: Record<string, number> = {};
      for (const { level, bytes, held } of row.liveness) {
        expect(held).toEqual([0, row.cycles]);
        sums[level] = (sums[level] ?? 0) + bytes;
      }
      expect(sums).toEqual(row.resident);
    }
  });
});
