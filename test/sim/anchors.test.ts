/** @file Published (recalled) figures of machines that nobody can measure any more, and what the engine gives for them:
 * Lake Crest's GEMM, the two readings of NNP-T's local bandwidth, TPU v1's LSTMs. See docs/memory.md. */
import { describe, expect, it } from 'vitest';
import { gemm } from '../../src/kernels/gemm.js';
import type { Kernel } from '../../src/kernels/kernel.js';

import { gemmResident } from '../../src/kernels/micro/gemmResident.js';
import { type Planned, plan } from '../../src/kernels/planner/plan.js';
import { kernelNamed } from '../../src/kernels/registry.js';
import { parseFormat } from '../../src/numerics/format.js';
import { withFigure } from '../../src/sim/chipFigures.js';
import { chip } from '../../src/sim/chips/index.js';
import { runtimeFor } from '../../src/sim/runtimes.js';
import { secondsToCycles, type Target } from '../../src/sim/target.js';
import { ProgramText, slot, traffic } from '../helpers/programText.js';
import { trace } from '../helpers/trace.js';

function nnp(name: string, format: string, figures: Readonly<Record<string, number>> = {}): Target {
  let spec = withFigure(chip(name), 'flexpoint.initReruns', 0);
  for (const [path, value] of Object.entries(figures)) spec = withFigure(spec, path, value);
  return { chip: spec, runtime: runtimeFor(spec), format: parseFormat(format) };
}

function planned(kernel: Kernel, params: Record<string, number>, target: Target): Planned {
  const found = plan(kernel, params, target);
  if (found.rejected !== null) throw new Error('does not fit');
  return found;
}

/** Share of the arrays' peak while a kernel runs, the host's launch left out: one product of a long row of them. */
function utilisation(kernel: Kernel, params: Record<string, number>, target: Target): number {
  const { result } = planned(kernel, params, target);
  // 1536 x 2048 x 1536 multiply-adds on units x 2 arrays x 1024.
  const ideal = (1536 * 2048 * 1536) / (target.chip.units.count.value * 2048);
  return ideal / (result.cycles - result.waits.launch);
}

describe('Lake Crest: A(1536,2048) · B(2048,1536) at 96.4 % of peak (AI DevCon 2018, recalled)', () => {
  const whole = { m: 1536, n: 1536, k: 2048 };

  it('with operands that flow from HBM as they are needed, nothing but the first byte and the last fold is lost', () => {
    // 12 clusters x 128 rows: 4 x 64 folds on two arrays, 1536 vectors each: 196,608 cycles, + 93 to fill and drain.
    const { result } = planned(gemm, whole, nnp('lake-crest', 'flex16+5'));
    expect(result.work).toBe(128 * 1536 + 32 + 32 + 32 - 3);
    expect(utilisation(gemm, whole, nnp('lake-crest', 'flex16+5'))).toBeCloseTo(0.998, 3);
  });

  it('with rows of A that must be on chip first: 94.4 %, and 96.3 % without the wait for the first stored blocks', () => {
    const target = nnp('lake-crest', 'flex16+5');
    expect(utilisation(gemmResident, {}, target)).toBeCloseTo(0.944, 3);
    // Storing A's and B's first blocks through the write port (2 x 2048 cycles) comes before the first product; later
    // loads do not take the arrays' read port. Without that wait, 96.3 % against the published 96.4 %.
    const { result } = planned(gemmResident, {}, target);
    const { launch, sram } = result.waits;
    expect(196_608 / (result.cycles - launch - sram)).toBeCloseTo(0.9628, 3);
    expect(Math.abs(196_608 / (result.cycles - launch - sram) - 0.964)).toBeLessThan(0.005);
  });

  it('the assumed figures move it by a few points, not by tens: HBM at 0.70 and 0.95 of its peak', () => {
    const at = (share: number) =>
      utilisation(gemmResident, {}, nnp('lake-crest', 'flex16+5', { 'dram.sustainedFraction': share }));
    expect(at(0.7)).toBeGreaterThan(0.93);
    expect(at(0.95)).toBeLessThan(0.955);
  });

  it('three trial runs that find the exponent of a lone product take three quarters of its time', () => {
    const target = nnp('lake-crest', 'flex16+5', { 'flexpoint.initReruns': 3 });
    expect(utilisation(gemm, whole, target)).toBeCloseTo(0.25, 2);
  });
});

describe('NNP-T: 1.4 Tb/s (159 B a cycle) or 1.4 TB/s (1273 B) between arrays and scratchpad of a TPC', () => {
  const rate = (bytes: number) => nnp('nnp-t1000', 'bf16', { 'levels.sram.readBytesPerCycle': bytes });

  it('a large product, resident: 86 % in the bits reading, 89 % in the bytes reading', () => {
    // 64 rows of A a TPC: B passes twice, 128 of 159 B a cycle for two arrays; loads have a write port of their own.
    const bits = planned(gemmResident, {}, rate(159)).result;
    const bytes = planned(gemmResident, {}, rate(1273)).result;
    expect(bits.busyCycles['sram[0]']).toBeGreaterThan(0.75 * bits.busyCycles['matrix[0]']);
    expect(bytes.busyCycles['sram[0]']).toBeLessThan(0.5 * bytes.busyCycles['matrix[0]']);
    expect(utilisation(gemmResident, {}, rate(159))).toBeCloseTo(0.861, 2);
    expect(utilisation(gemmResident, {}, rate(1273))).toBeCloseTo(0.887, 2);
  });

  it('an LSTM of 200 units at batch 1 hardly notices: it loads weights into the arrays and waits for exchanges', () => {
    const params = { hidden: 200, layers: 2, batch: 1, steps: 50 };
    const cycles = (bytes: number) => planned(kernelNamed('lstm.in-cache'), params, rate(bytes)).result.cycles;
    expect(cycles(159) / cycles(1273)).toBeGreaterThan(0.98);
    expect(cycles(159) / cycles(1273)).toBeLessThan(1.05);
  });
});

describe('TPU v1: LSTM0 3.7 and LSTM1 2.8 of 92 TOPS (Jouppi 2017, recalled)', () => {
  const tpu: Target = { chip: chip('tpu-v1'), runtime: runtimeFor(chip('tpu-v1')), format: parseFormat('fp16') };
  const EDGE = 256;
  const MXU_INT8 = 0;

  /** `tiles` weight tiles of 256 x 256 bytes stream from DDR3 through two buffers; each meets `batch` vectors. */
  function tops(tiles: number, batch: number, useful: number): number {
    const text = new ProgramText();
    const weights = text.tensor('weights', { role: 'input', slots: tiles });
    const fifo = text.tensor('fifo', { slots: 2 });
    const sums = text.tensor('sums');
    const bytes = EDGE * EDGE;
    const body = text.repeat('tile', tiles, (loop) => [
      text.move('tile', 'load', {
        reads: [weights(slot(0, loop))],
        writes: [fifo(slot(0, loop, 2))],
        traffic: [traffic('dram', 'read', [bytes])],
      }),
      text.matmul(
        'multiply',
        [{ m: EDGE, n: batch, k: EDGE }],
        { reads: [fifo(slot(0, loop, 2))], writes: [sums()] },
        MXU_INT8,
      ),
    ]);
    const { cycles } = trace(text.program(body), tpu).result;
    return (2 * tiles * bytes * batch * useful * tpu.chip.clockHz.value) / cycles / 1e12;
  }

  it('the engine streams at the DDR3 rate: 65,536 B a tile at 34 GB/s x 0.88', () => {
    const perTile = 65_536 / ((34e9 * 0.88) / 700e6);
    expect(tops(100, 64, 1)).toBeCloseTo((2 * 65_536 * 64 * 700e6) / perTile / 1e12, 1);
    expect(secondsToCycles(tpu.chip, perTile / 700e6)).toBe(Math.ceil(perTile));
  });

  it('LSTM0, 52 M weights at batch 64: memory-bound at 4 % of the peak, within 10 % of 3.7 TOPS', () => {
    const got = tops(Math.round(52e6 / 65_536), 64, 1);
    expect(got).toBeCloseTo(3.8, 1);
    expect(Math.abs(got / 3.7 - 1)).toBeLessThan(0.1);
  });

  it('LSTM1, 34 M weights at batch 96 in matrices of 600 x 600 padded to 768: within 35 % of 2.8 TOPS, from above', () => {
    // 34e6 / 360,000 = 94 matrices of 3 x 3 tiles; of each tile 600² / 768² = 61 % is useful.
    const got = tops(94 * 9, 96, (600 * 600) / (768 * 768));
    expect(got / 2.8).toBeGreaterThan(1);
    expect(got / 2.8).toBeLessThan(1.35);
  });
});
