import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plan } from '../../src/kernels/planner/plan.js';
import { kernelNamed } from '../../src/kernels/registry.js';
import { parseFormat } from '../../src/numerics/format.js';
import { chip } from '../../src/sim/chips/index.js';
import { accessThrough, gpuCacheShape, SectorCache } from '../../src/sim/memory/sectorCache.js';
import { replayTraffic } from '../../src/sim/memory/trafficReplay.js';
import { runtimeFor } from '../../src/sim/runtimes.js';

describe('sectored cache', () => {
  const small = { capacityBytes: 1024, lineBytes: 128, sectorBytes: 32, ways: 2 };

  it('fetches sectors, not lines', () => {
    const cache = new SectorCache(small);
    expect(cache.access(0, 4)).toBe(32);
    expect(cache.access(0, 32)).toBe(0);
    // Bytes 16..79 touch sectors 0 (present), 1 and 2.
    expect(cache.access(16, 64)).toBe(64);
    // 120..135 touches sector 3 of line 0 and sector 0 of line 1.
    expect(cache.access(120, 16)).toBe(64);
    expect(cache.counts).toEqual({ hitSectors: 2, missSectors: 5, evictedLines: 0 });
  });

  it('drops the least recently used line of a set', () => {
    // 8 lines in 4 sets of 2 ways. Lines 0, 4 and 8 have upper parts 0, 1, 2: sets 0, (4+7)%4 = 3, (8+14)%4 = 2: no clash.
    // One set (capacity 256, 2 ways): lines in turn.
    const one = new SectorCache({ ...small, capacityBytes: 256 });
    for (const line of [0, 1, 0, 2]) one.access(line * 128, 128);
    expect(one.access(0, 128)).toBe(0);
    expect(one.access(128, 128)).toBe(128);
    expect(one.counts.evictedLines).toBe(2);
  });

  it('keeps what fits and loses what is streamed in a circle', () => {
    const cache = new SectorCache(gpuCacheShape(64 * 1024));
    const sweep = (bytes: number) => cache.access(0, bytes);
    expect(sweep(32 * 1024)).toBe(32 * 1024);
    expect(sweep(32 * 1024)).toBe(0);
    sweep(128 * 1024);
    expect(sweep(128 * 1024)).toBe(128 * 1024);
  });

  it('never serves more than was asked, in whole sectors, and a second touch of a line is free', () => {
    const touch = fc.tuple(fc.nat(1e6), fc.integer({ min: 1, max: 64 }));
    fc.assert(
      fc.property(fc.array(touch, { maxLength: 60 }), (touches) => {
        const cache = new SectorCache(gpuCacheShape(8192));
        for (const [address, bytes] of touches) {
          const missing = cache.access(address, bytes);
          expect(missing % 32).toBe(0);
          expect(missing).toBeLessThanOrEqual(bytes + 64);
          expect(cache.access(address, bytes)).toBe(0);
        }
      }),
    );
  });

  it('an L1 takes what it has off the L2', () => {
    const levels = [new SectorCache(gpuCacheShape(16 * 1024)), new SectorCache(gpuCacheShape(256 * 1024))];
    expect(accessThrough(levels, 0, 64 * 1024)).toBe(64 * 1024);
    // L1 has lost the beginning, L2 has all.
    expect(accessThrough(levels, 0, 64 * 1024)).toBe(0);
    expect(levels[1]!.counts.hitSectors).toBe(2048);
  });

  it('refuses a shape that is no cache', () => {
    expect(() => new SectorCache({ ...small, ways: 9 })).toThrow(/fewer lines/);
    expect(() => new SectorCache({ ...small, sectorBytes: 48 })).toThrow(/whole sectors/);
  });
});

describe('the tile-level cache against the line-exact one', () => {
  const cases: readonly (readonly [kernel: string, chipName: string, params: Record<string, number>])[] = [
    ['lstm.naive', 'titan-xp', { hidden: 256, batch: 16, steps: 6 }],
    ['lstm.naive', 'titan-xp', { hidden: 512, batch: 32, steps: 6 }],
    ['lstm.naive', 'titan-xp', { hidden: 1024, batch: 16, steps: 4 }],
    ['lstm.fused', 'v100', { hidden: 256, batch: 64, steps: 6 }],
    ['lstm.fused', 'v100', { hidden: 1024, batch: 16, steps: 4 }],
    ['lstm.fused', 'vega-fe', { hidden: 384, batch: 16, steps: 5 }],
    ['gemm', 'titan-xp', { m: 512, n: 256, k: 384 }],
    ['gemm', 'p100', { m: 2048, n: 512, k: 1024 }],
  ];
  it.each(cases)('%s on %s %o: DRAM traffic within 3 %', (name, chipName, params) => {
    const spec = chip(chipName);
    const target = { chip: spec, runtime: runtimeFor(spec), format: parseFormat('fp32') };
    const planned = plan(kernelNamed(name), params, target);
    if (planned.rejected !== null) throw new Error('rejected');
    const { askedBytes, tileBytes, lineBytes } = replayTraffic(planned.program, target);
    expect(askedBytes).toBeGreaterThan(0);
    expect(Math.abs(tileBytes - lineBytes) / lineBytes).toBeLessThan(0.03);
  });
});
