import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GpuFigures } from '../../src/sim/gpu/figures.js';
import { blocksPerUnit, kernelTime, kSplitParts } from '../../src/sim/gpu/kernelTime.js';
import type { ArchitectureParameters } from '../../src/sim/gpu/parameters.js';
import { kernelMenu, parseVariant } from '../../src/sim/gpu/variant.js';

/** A chip of round numbers: 10 units of 128 lanes at 1 GHz; DRAM and L2 so fast that they never bind. */
const round: GpuFigures = {
  name: 'round',
  architecture: 'none',
  units: 10,
  clockHz: 1e9,
  simtMacsPerCycle: { fp32: 128 },
  tensorMacsPerCycle: 0,
  registerBytesPerUnit: 262144,
  sharedBytesPerUnit: 98304,
  sharedBytesPerCycle: 128,
  l2Bytes: 1e6,
  l2BytesPerCycle: 1e6,
  dramBytesPerSecond: 1e15,
  dramSustainedFraction: 1,
  dramLatencySeconds: 4e-7,
  dramAccessBytes: 32,
};
const plain: ArchitectureParameters = {
  mathEfficiency: 1,
  tensorEfficiency: 1,
  stallCycles: { deep: 100, shallow: 500, none: 1300 },
  waveCycles: 1000,
  l2ReuseFraction: 0.6,
  rowChangeBytes: 200,
};
const lanes = { macsPerCycle: 128 };
const fp32 = (m: number, n: number, k: number) => ({ m, n, k, elementBytes: 4 });

describe('time of one kernel', () => {
  it('one block a unit: math and stall of every iteration, one wave', () => {
    // 1280 x 64 in tiles of 128 x 64 = 10 blocks on 10 units; k = 80 in steps of 8 = 10 iterations;
    // an iteration is 128*64*8/128 = 512 cycles + 100 stall; wave 1000: 10 * 612 + 1000 = 7120 cycles.
    const t = kernelTime(round, plain, lanes, fp32(1280, 64, 80), parseVariant('128x64x8/128 deep split 1'));
    expect(t.seconds).toBeCloseTo(7120e-9, 15);
    expect(t).toMatchObject({ blocks: 10, waves: 1, kSplit: 1, limiter: 'latency' });
  });

  it('four blocks a unit share the lanes: stalls disappear behind the others', () => {
    // 40 blocks, 4 a unit: 4*512 = 2048 > 512 + 100, so 10 * 2048 + 1000.
    const t = kernelTime(round, plain, lanes, fp32(5120, 64, 80), parseVariant('128x64x8/128 deep split 1'));
    expect(t.seconds).toBeCloseTo(21480e-9, 15);
    expect(t.limiter).toBe('math');
  });

  it('one block too many costs a whole further wave (wave quantisation)', () => {
    // Registers: 128 threads * (64 + 48) * 4 B = 57344 B, so 4 blocks a unit; 41 blocks: one unit gets a fifth.
    // 10 * 2048 + 10 * 612 + 2 waves * 1000 = 28600.
    const t = kernelTime(round, plain, lanes, fp32(5248, 64, 80), parseVariant('128x64x8/128 deep split 1'));
    expect(t.blocksPerUnit).toBe(4);
    expect(t.waves).toBe(2);
    expect(t.seconds).toBeCloseTo(28600e-9, 15);
  });

  it('a K-split multiplies the blocks and adds the traffic of the partial sums', () => {
    // 10 tiles, fill 2: 20 blocks of k/2 = 256: 32 iterations of 2 blocks: 2*512 = 1024; partial sums
    // 2 * 2 * 1280 * 64 * 4 B = 1310720 B at 1e6 B/cycle = 1.31072 cycles: 32768 + 1000 + 1.31072.
    const variant = parseVariant('128x64x8/128 deep split fill 2');
    expect(kSplitParts(round, variant, 10, 512)).toBe(2);
    const t = kernelTime(round, plain, lanes, fp32(1280, 64, 512), variant);
    expect(t.seconds * 1e9).toBeCloseTo(33769.31072, 4);
  });

  it('streams at DRAM speed when nothing else is slower', () => {
    // (4096*64 + 64*16 + 4096*16) * 4 B = 1314816 B at 1e9 B/s, larger than 0.6 of L2: nothing kept.
    const slow = { ...round, dramBytesPerSecond: 1e9, l2Bytes: 1000 };
    const t = kernelTime(slow, plain, lanes, fp32(4096, 16, 64), parseVariant('64x16x16/64 deep split 1'));
    expect(t.limiter).toBe('dram');
    expect(t.seconds).toBeCloseTo(1314816e-9, 9);
  });

  it('registers and shared memory bound the blocks of a unit', () => {
    // 256 threads * (64 + 48) * 4 B = 114688 B: 2 in 256 KiB.
    expect(blocksPerUnit(round, parseVariant('128x128x8/256 deep split 1'), 4)).toBe(2);
    // shared: 2 * (32 + 32) * 32 * 4 B = 16 KiB: 6 in 96 KiB; registers would allow 16.
    expect(blocksPerUnit(round, parseVariant('32x32x32/64 deep split 1'), 4)).toBe(6);
  });
});

describe('bounds that no kernel may beat', () => {
  const menu = kernelMenu('simt');
  const extent = fc.integer({ min: 1, max: 5000 });
  it('peak of the lanes and the bytes of the operands', () => {
    fc.assert(
      fc.property(extent, extent, extent, fc.nat(menu.length - 1), (m, n, k, i) => {
        const chip = { ...round, dramBytesPerSecond: 1e11, l2Bytes: 0 };
        const t = kernelTime(chip, plain, lanes, fp32(m, n, k), menu[i]!);
        const peak = (m * n * k) / (128 * 10 * 1e9);
        const bytes = ((m * k + k * n + m * n) * 4) / 1e11;
        expect(t.seconds).toBeGreaterThanOrEqual(Math.max(peak, bytes) * (1 - 1e-12));
      }),
    );
  });
  it('more units, clock or bandwidth never hurt a kernel without a fill rule', () => {
    fc.assert(
      fc.property(extent, extent, extent, (m, n, k) => {
        const v = parseVariant('128x64x8/128 shallow split 2');
        const base = { ...round, dramBytesPerSecond: 1e11, l2BytesPerCycle: 500 };
        const time = (gpu: GpuFigures) => kernelTime(gpu, plain, lanes, fp32(m, n, k), v).seconds;
        const before = time(base) * (1 + 1e-12);
        expect(time({ ...base, clockHz: 2e9 })).toBeLessThanOrEqual(before);
        expect(time({ ...base, dramBytesPerSecond: 2e11 })).toBeLessThanOrEqual(before);
        expect(time({ ...base, l2BytesPerCycle: 1000 })).toBeLessThanOrEqual(before);
      }),
    );
  });
});
