/** @file The line-exact cache worked by hand, and the engine's tile-level cache held to it on the project's kernels. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plan } from '../../src/kernels/planner/plan.js';
import { kernelNamed } from '../../src/kernels/registry.js';
import { parseFormat } from '../../src/numerics/format.js';
import { chip } from '../../src/sim/chips/index.js';
import { sharedCacheShape } from '../../src/sim/memory/cacheShapes.js';
import { lineExactTraffic } from '../../src/sim/memory/lineExact.js';
import { type CacheShape, SectoredCache, TrafficCounter } from '../../src/sim/memory/sectoredCache.js';
import { runtimeFor } from '../../src/sim/runtimes.js';

const shape = (changes: Partial<CacheShape> = {}): CacheShape => ({
  capacityBytes: 1024,
  ways: 2,
  lineBytes: 128,
  sectorBytes: 32,
  writes: 'write-back',
  ...changes,
});

function make(changes: Partial<CacheShape> = {}) {
  const dram = new TrafficCounter();
  return { dram, cache: new SectoredCache(shape(changes), dram) };
}

describe('sectored cache', () => {
  it('fetches sectors, not lines', () => {
    const { cache, dram } = make();
    cache.read(0, 4);
    cache.read(0, 32);
    expect(dram.readBytes).toBe(32);
    // Bytes 16..79 touch sectors 0 (here), 1 and 2; 120..135 sector 3 of line 0 and sector 0 of line 1.
    cache.read(16, 64);
    cache.read(120, 16);
    expect(dram.readBytes).toBe(32 + 64 + 64);
    expect([cache.hitSectors, cache.missedSectors]).toEqual([2, 5]);
  });

  it('the least recently used line of a set leaves', () => {
    // One set of two ways: 0, 1, 0 again, then 2 evicts 1.
    const { cache, dram } = make({ capacityBytes: 256 });
    for (const line of [0, 1, 0, 2]) cache.read(line * 128, 128);
    const before = dram.readBytes;
    cache.read(0, 128);
    expect(dram.readBytes - before).toBe(0);
    cache.read(128, 128);
    expect(dram.readBytes - before).toBe(128);
  });

  it('write-back: whole sectors are not fetched, and go on once, when their line leaves', () => {
    const { cache, dram } = make({ capacityBytes: 256 });
    cache.write(0, 64);
    cache.write(0, 64);
    expect([dram.readBytes, dram.writtenBytes]).toEqual([0, 0]);
    // Lines 1 and 2 push line 0 out of its set: its two dirty sectors go on.
    cache.read(128, 32);
    cache.read(256, 32);
    expect([dram.readBytes, dram.writtenBytes]).toEqual([64, 64]);
    cache.flush();
    expect(dram.writtenBytes).toBe(64);
  });

  it('write-back: a sector written in part is fetched', () => {
    const { cache, dram } = make();
    cache.write(8, 16);
    cache.flush();
    expect([dram.readBytes, dram.writtenBytes]).toEqual([32, 32]);
  });

  it('write-through: stores go on at once and claim no line', () => {
    const { cache, dram } = make({ writes: 'write-through' });
    cache.write(0, 48);
    cache.read(0, 32);
    expect([dram.readBytes, dram.writtenBytes]).toEqual([32, 48]);
  });

  it('an L1 in front of an L2: what one lacks, the next is asked for', () => {
    const dram = new TrafficCounter();
    const l2 = new SectoredCache(shape({ capacityBytes: 256 * 1024, ways: 16 }), dram);
    const l1 = new SectoredCache(shape({ capacityBytes: 16 * 1024, ways: 4, writes: 'write-through' }), l2);
    l1.read(0, 64 * 1024);
    l1.read(0, 64 * 1024);
    // Four times the L1: nothing of it is left for the second time, all is in the L2.
    expect([l1.hitSectors, l2.hitSectors, dram.readBytes]).toEqual([0, 2048, 64 * 1024]);
    l1.write(0, 1024);
    l2.flush();
    expect(dram.writtenBytes).toBe(1024);
  });

  it('what fits stays, what goes in a circle beyond the capacity does not, rows a power of two apart spread', () => {
    const { cache, dram } = make({ capacityBytes: 64 * 1024, ways: 16 });
    for (let i = 0; i < 3; i++) cache.read(0, 64 * 1024);
    expect(dram.readBytes).toBe(64 * 1024);
    for (let i = 0; i < 3; i++) cache.read(0, 128 * 1024);
    // The first of the three finds the 64 KiB that were there.
    expect(dram.readBytes).toBe(64 * 1024 + 64 * 1024 + 2 * 128 * 1024);
    const spread = make({ capacityBytes: 64 * 1024, ways: 16 });
    for (let i = 0; i < 2; i++) for (let row = 0; row < 128; row++) spread.cache.read(row * 64 * 1024, 128);
    expect(spread.dram.readBytes).toBe(128 * 128);
  });

  it('equals a cache kept as lists, for any accesses', () => {
    const access = fc.tuple(fc.nat(8192), fc.integer({ min: 1, max: 300 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(access, { maxLength: 80 }), (accesses) => {
        const { cache, dram } = make({ capacityBytes: 512, ways: 4 });
        const oracle = listCache(4, accesses);
        for (const [address, bytes, writes] of accesses) {
          if (writes) cache.write(address, bytes);
          else cache.read(address, bytes);
        }
        cache.flush();
        expect([dram.readBytes, dram.writtenBytes]).toEqual(oracle);
      }),
    );
  });

  it('refuses a shape that is no cache', () => {
    expect(() => make({ ways: 3 })).toThrow(/no whole sets/);
    expect(() => make({ sectorBytes: 48 })).toThrow(/no whole sets/);
  });
});

/** One set of `ways` lines of 4 sectors, as a list from the oldest to the newest line. Bytes read and written. */
function listCache(ways: number, accesses: readonly (readonly [number, number, boolean])[]): [number, number] {
  let lines: { line: number; here: Set<number>; dirty: Set<number> }[] = [];
  let read = 0;
  let written = 0;
  const leave = (old: (typeof lines)[number] | undefined) => {
    written += 32 * (old?.dirty.size ?? 0);
  };
  for (const [address, bytes, writes] of accesses) {
    for (let at = address; at < address + bytes; at = (Math.floor(at / 32) + 1) * 32) {
      const sector = Math.floor(at / 32);
      const line = Math.floor(sector / 4);
      const held = lines.find((l) => l.line === line) ?? { line, here: new Set(), dirty: new Set() };
      lines = [...lines.filter((l) => l !== held), held];
      if (lines.length > ways) leave(lines.shift());
      const whole = at % 32 === 0 && address + bytes >= (sector + 1) * 32;
      if (!held.here.has(sector) && !(writes && whole)) read += 32;
      held.here.add(sector);
      if (writes) held.dirty.add(sector);
    }
  }
  for (const l of lines) leave(l);
  return [read, written];
}

describe('the tile-level cache of the engine against the line-exact one: DRAM bytes of whole kernels', () => {
  type Case = readonly [kernel: string, params: Record<string, number>];
  const small: readonly Case[] = [
    ['gemm', { m: 256, n: 256, k: 256 }],
    ['gemm', { m: 1024, n: 1024, k: 512 }],
    ['gemm', { m: 999, n: 65, k: 777 }],
    ['lstm.naive', { hidden: 256, layers: 2, batch: 16, steps: 6 }],
    ['lstm.fused', { hidden: 256, layers: 2, batch: 16, steps: 6 }],
    ['lstm.fused', { hidden: 320, layers: 2, batch: 64, steps: 5 }],
  ];
  const large: readonly Case[] = [
    ['gemm', { m: 1760, n: 128, k: 1760 }],
    ['lstm.naive', { hidden: 512, layers: 2, batch: 32, steps: 4 }],
    ['lstm.naive', { hidden: 1024, layers: 1, batch: 64, steps: 3 }],
    ['lstm.fused', { hidden: 1024, layers: 1, batch: 128, steps: 3 }],
  ];
  // The chip's own launch path: a library's products take their DRAM bytes from its kernel model, not from this cache.
  const on = (name: string, cases: readonly Case[]) => cases.map(([kernel, params]) => [kernel, name, params] as const);
  const cases = [
    ...on('gtx-1080-ti', [...small, ...large]),
    ...on('v100', large),
    ...on('vega-fe', small),
    ...on('xeon-8180', small),
  ];
  const error = (kernel: string, name: string, params: Record<string, number>): number => {
    const spec = chip(name);
    const target = { chip: spec, runtime: runtimeFor(spec, 'native'), format: parseFormat('fp32') };
    const planned = plan(kernelNamed(kernel), params, target);
    if (planned.rejected !== null) throw new Error('does not fit');
    return planned.result.bytes.dram / lineExactTraffic(planned.program, target).totalBytes - 1;
  };
  it.each(cases)('%s on %s %o: within 3 %', (kernel, name, params) => {
    expect(Math.abs(error(kernel, name, params))).toBeLessThan(0.03);
  });

  it('known limit (DEVIATIONS D17): a step that touches 1.05 of the cache loses whole tiles, lines survive in some sets', () => {
    // U 2.36 MB + gates 0.39 MB + states 0.29 MB against 2.88 MB.
    const off = error('lstm.fused', 'gtx-1080-ti', { hidden: 384, layers: 2, batch: 64, steps: 5 });
    expect(off).toBeGreaterThan(0.03);
    expect(off).toBeLessThan(0.25);
  });

  it('knows only caches that all units share', () => {
    expect(sharedCacheShape(chip('lake-crest'))).toBeNull();
    expect(sharedCacheShape(chip('titan-xp'))).toMatchObject({ capacityBytes: 3 * 2 ** 20, ways: 16, sectorBytes: 32 });
  });
});
