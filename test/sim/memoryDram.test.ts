import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chip, chipNames } from '../../src/sim/chips/index.js';
import { bankConflictDegree, stridedConflictDegree, stridedPasses } from '../../src/sim/memory/banks.js';
import { chaseChannel, DramChannel, streamChannel, stridedChannel } from '../../src/sim/memory/dram.js';
import { concurrentStreams, dramCheck } from '../../src/sim/memory/dramCheck.js';
import { type DramSet, dramOf, dramSets } from '../../src/sim/memory/dramSets.js';

const sets = Object.values(dramSets).map((set) => [set.kind, set] as const);
const burstOf = (s: DramSet) => s.accessBytes.value / s.channelBytesPerSecond.value;
const MIB = 2 ** 20;

describe('one DRAM channel', () => {
  it('a closed row, an open row, and a conflict, worked by hand (GDDR5: 12, 12, 12, 28 ns, burst 32 B / 28 GB/s)', () => {
    const set = dramSets.GDDR5!;
    const burst = (32 / 28e9) * 1e9;
    const channel = new DramChannel(set);
    // Activate at 0, column at 12, data at 24.
    expect(channel.access(0) * 1e9).toBeCloseTo(24 + burst, 6);
    // Same row, asked at 100: 12 later.
    expect(channel.access(32, 100e-9) * 1e9).toBeCloseTo(112 + burst, 6);
    // Another row of the same bank, asked at 200: precharge, activate, column: 36.
    const sameBank = 2048 * 16;
    expect(channel.access(sameBank, 200e-9) * 1e9).toBeCloseTo(236 + burst, 6);
    // And again at once, asked at 200: the row must stay active for 28 after its activate at 212: 240 + 36.
    expect(channel.access(2 * sameBank, 200e-9) * 1e9).toBeCloseTo(276 + burst, 6);
    expect(channel.result(128)).toMatchObject({ rowHits: 1, rowMisses: 3 });
  });

  it.each(sets)('%s: a stream is near the peak and never above the share that refresh leaves', (_, set) => {
    const { efficiency, rowHits, rowMisses } = streamChannel(set, 4 * MIB);
    const refresh = set.refreshSeconds.value / set.refreshIntervalSeconds.value;
    expect(efficiency).toBeLessThanOrEqual(1 - refresh + 0.01);
    expect(efficiency).toBeGreaterThan(0.85);
    expect(rowHits).toBeGreaterThan(5 * rowMisses);
  });

  it.each(sets)('%s: rows of one bank in turn: one access a row cycle', (_, set) => {
    const sameBank = set.rowBytes.value * set.banksPerChannel.value;
    const count = 2000;
    const { seconds, rowHits } = stridedChannel(set, count, sameBank);
    const cycle = set.rowActiveSeconds.value + set.prechargeSeconds.value;
    const refresh = set.refreshSeconds.value / set.refreshIntervalSeconds.value;
    expect(rowHits).toBe(0);
    expect(seconds / count).toBeGreaterThan(cycle * 0.98);
    expect(seconds / count).toBeLessThan(cycle * (1 + refresh) * 1.06);
  });

  it.each(sets)('%s: a new row of every bank in turn: bound by bus, activates or row cycles', (_, set) => {
    const count = 4000;
    const { seconds } = stridedChannel(set, count, set.rowBytes.value);
    const rowCycle = set.rowActiveSeconds.value + set.prechargeSeconds.value;
    const bound = Math.max(
      burstOf(set),
      set.activateGapSeconds.value,
      set.fourActivatesSeconds.value / 4,
      rowCycle / set.banksPerChannel.value,
    );
    expect(seconds / count).toBeGreaterThanOrEqual(bound * 0.99);
    expect(seconds / count).toBeLessThan(bound * 1.35);
  });

  it.each(sets)('%s: a chase over rows of one bank pays precharge, activate, column and burst', (_, set) => {
    const { prechargeSeconds: rp, rowToColumnSeconds: rcd, columnToDataSeconds: cl } = set;
    // Or the row cycle, where a row must stay active for longer than the data takes to arrive.
    const each = Math.max(rp.value + rcd.value + cl.value + burstOf(set), rp.value + set.rowActiveSeconds.value);
    expect(chaseChannel(set, 400)).toBeGreaterThan(each * 0.97);
    expect(chaseChannel(set, 400)).toBeLessThan(each * 1.15);
  });

  it('time never runs backwards, and hits and misses are all accesses', () => {
    const set = dramSets.HBM2!;
    fc.assert(
      fc.property(fc.array(fc.nat(1e6), { minLength: 1, maxLength: 200 }), (addresses) => {
        const channel = new DramChannel(set);
        let last = 0;
        for (const address of addresses) {
          const end = channel.access(address);
          expect(end).toBeGreaterThanOrEqual(last + burstOf(set) * 0.999);
          last = end;
        }
        const { rowHits, rowMisses } = channel.result(1);
        expect(rowHits + rowMisses).toBe(addresses.length);
      }),
    );
  });
});

describe("chips' DRAM figures against the channel model", () => {
  const known = chipNames.map((name) => chip(name)).filter((c) => dramOf(c) !== null);
  const rows = known.map((c) => [c.name, c] as const);

  it('every chip but the one whose memory is that of its host has a timing set', () => {
    expect(chipNames.filter((name) => dramOf(chip(name)) === null)).toEqual(['graphcore-gc2']);
    expect(dramOf(chip('v100'))!.channels).toBe(32);
    expect(dramOf(chip('gtx-1080-ti'))!.channels).toBe(11);
    expect(dramOf(chip('xeon-8180'))!.channels).toBe(6);
  });

  // The model has rows, activates and refresh; it has no turnarounds between reads and writes and no channel that gets
  // more than its share of hashed addresses. Measured shares lie below it, by up to 0.18 of the peak.
  it.each(rows)('%s: sustained share at most what rows, activates and refresh leave, at most 0.18 less', (_, c) => {
    const { sustained } = dramCheck(c)!;
    const claimed = c.dram.sustainedFraction.value;
    expect(claimed).toBeLessThanOrEqual(sustained + 0.01);
    // P100: Jia's 510 of 732 GB/s (recalled) is 0.2 below the model; V100 with the same kind of memory reached 0.83.
    expect(claimed).toBeGreaterThan(sustained - (c.name === 'p100' ? 0.24 : 0.18));
  });

  // Cache + controller + a row conflict. Assumed latencies of DMA-driven chips and of Vega are above it, see docs/memory.md.
  const apart = ['nnp-essay', 'lake-crest', 'nnp-t1000', 'tpu-v2', 'vega-fe', 'mi25', 'gtx-1070', 'gtx-1070-ti'];
  it.each(rows)('%s: latency is cache + controller + row conflict', (name, c) => {
    const ratio = dramCheck(c)!.latencySeconds / c.dram.latencySeconds.value;
    expect(ratio).toBeLessThan(1.05);
    expect(ratio).toBeGreaterThan(apart.includes(name) ? 0.45 : 0.79);
  });

  it('streams: reading alone loses to refresh only; unrelated rows in too few banks lose more', () => {
    const { GDDR5X, HBM2 } = dramSets;
    const refresh = HBM2.refreshSeconds.value / HBM2.refreshIntervalSeconds.value;
    expect(concurrentStreams(HBM2, 1, MIB).efficiency).toBeCloseTo(1 - refresh, 1);
    expect(concurrentStreams(GDDR5X, 64, MIB).efficiency).toBeLessThan(streamChannel(GDDR5X, MIB).efficiency);
  });
});

describe('scratchpad banks', () => {
  const warp = (stride: number) => Array.from({ length: 32 }, (_, lane) => lane * stride * 4);
  it.each([
    [0, 1],
    [1, 1],
    [2, 2],
    [3, 1],
    [8, 8],
    [16, 16],
    [32, 32],
    [33, 1],
  ])('stride of %i words: degree %i', (stride, degree) => {
    expect(bankConflictDegree(warp(stride), 32, 4)).toBe(degree);
    expect(stridedConflictDegree(stride, 32, 32)).toBe(degree);
  });
  it('the closed form is the count, for every stride and bank number', () => {
    const banks = fc.constantFrom(8, 16, 32, 64);
    fc.assert(
      fc.property(fc.nat(200), banks, fc.integer({ min: 1, max: 64 }), (stride, n, lanes) => {
        const addresses = Array.from({ length: lanes }, (_, lane) => lane * stride * 4);
        expect(stridedConflictDegree(stride, lanes, n)).toBe(bankConflictDegree(addresses, n, 4));
      }),
    );
  });
  it('wide and narrow elements: passes are those of groups of lanes, counted word by word', () => {
    const sizes = fc.constantFrom(1, 2, 4, 8, 16);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), sizes, fc.constantFrom(16, 32), (factor, element, banks) => {
        const words = Math.max(1, element / 4);
        const stride = factor * words * 4;
        let counted = 0;
        for (let group = 0; group < words; group++) {
          const lanes = Array.from({ length: 32 / words }, (_, i) => group * (32 / words) + i);
          const touched = lanes.flatMap((lane) => Array.from({ length: words }, (_, w) => lane * stride + w * 4));
          counted += bankConflictDegree(touched, banks, 4);
        }
        expect(stridedPasses(stride, element, 32, banks, 4)).toBe(counted);
      }),
    );
    // 32 halves in a row lie in 16 words, 32 bytes in 8: one pass; 32 doubles in a row take two.
    expect([stridedPasses(2, 2, 32, 32, 4), stridedPasses(1, 1, 32, 32, 4), stridedPasses(8, 8, 32, 32, 4)]).toEqual([
      1, 1, 2,
    ]);
    expect(() => stridedPasses(6, 2, 32, 32, 4)).toThrow(/neither/);
  });
  it('lanes that read the same word share it', () => {
    expect(bankConflictDegree([0, 0, 128, 128, 4], 32, 4)).toBe(2);
  });
});
