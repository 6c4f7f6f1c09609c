/** @file Capacities of the shipped chips against data/onchip_ratios.csv, and the essay's own two ratios. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chip } from '../../src/sim/chips/index.js';

const KIB = 1024;
const MIB = KIB * KIB;

const rows = readFileSync(new URL('../../data/onchip_ratios.csv', import.meta.url), 'utf8')
  .trim()
  .split(/\r?\n/)
  .slice(1)
  .map((line) => line.split(','));

const names: Readonly<Record<string, string>> = {
  'Titan V': 'titan-v',
  'Tesla V100 PCIe 16GB': 'v100',
  'Tesla P100 SXM2': 'p100',
  'Titan Xp': 'titan-xp',
  'GTX 1080 Ti': 'gtx-1080-ti',
  'GTX 1070': 'gtx-1070',
  'GTX 1070 Ti': 'gtx-1070-ti',
  'GTX Titan X (Maxwell)': 'titan-x-maxwell',
  'Radeon Vega Frontier Edition': 'vega-fe',
  'NNP-T1000 Spring Crest / T-1400': 'nnp-t1000',
  'TPU v2 (chip)': 'tpu-v2',
  'Graphcore GC2': 'graphcore-gc2',
};

function capacity(name: string, level: string): number {
  const found = chip(name).levels.find((candidate) => candidate.name === level);
  if (found === undefined) throw new Error(`${name} has no ${level}`);
  return found.capacityBytes.value;
}

describe('capacities', () => {
  const known = rows.filter(([device]) => device in names);

  it('compares every row that has a chip', () => expect(known).toHaveLength(Object.keys(names).length));

  it.each(known)('%s', (device, units, localKib, _local, l2Kib, registersMib) => {
    const name = names[device];
    const count = chip(name).units.count.value;
    expect(count).toBe(Number(units));
    const isGpu = chip(name).family === 'gpu';
    expect(capacity(name, isGpu ? 'shared' : 'sram') / KIB).toBe(Number(localKib));
    if (!isGpu) return;
    expect(capacity(name, 'l2') / KIB).toBe(Number(l2Kib));
    // The table rounds to one digit: GTX 1070 has 3.75 MiB of registers, printed 3.8.
    expect(Math.abs((count * capacity(name, 'register')) / MIB - Number(registersMib))).toBeLessThanOrEqual(0.0501);
  });

  it('gives a V100 20 MiB of registers, more than its shared memory and L2 together', () => {
    expect(80 * capacity('v100', 'register')).toBe(20 * MIB);
    expect(80 * capacity('v100', 'shared') + capacity('v100', 'l2')).toBe(13.5 * MIB);
  });
});

describe("the essay's ratios", () => {
  const unit = capacity('nnp-essay', 'sram');
  const total = chip('nnp-essay').units.count.value * unit;

  it('is 50 times what a thread block of a Pascal card may own', () => {
    const block = chip('gtx-1080-ti').levels.find((level) => level.name === 'shared')?.maxBlockBytes?.value ?? 0;
    expect(unit / block).toBe(50);
  });

  it('is 10 times the L2 of a V100 but for the rounding to whole clusters', () => {
    // 60 MiB / 2400 KiB = 25.6 clusters; 26 of them are 60.94 MiB = 10.16 x 6 MiB.
    expect(total / capacity('v100', 'l2')).toBeCloseTo(10.16, 2);
  });

  it('has a smaller reading: 12 clusters against the shared memory of a 1080 Ti', () => {
    expect((12 * unit) / (28 * capacity('gtx-1080-ti', 'shared'))).toBeCloseTo(10.7, 1);
  });

  it('leaves lake-crest below 2.5 MiB a cluster and nnp-t1000 at 60 MiB', () => {
    expect(chip('lake-crest').levels[0].capacityBytes.range).toEqual([MIB, 2.5 * MIB]);
    expect(24 * capacity('nnp-t1000', 'sram')).toBe(60 * MIB);
  });
});
