/** Charts of limits: their numbers, by hand. */
import { describe, expect, it } from 'vitest';
import { histogramBins } from '../../src/report/charts/histogram.js';
import { breakEvenDollars, priceChart } from '../../src/report/charts/price.js';
import { relativePoints, relativeRooflineChart } from '../../src/report/charts/relativeRoofline.js';
import { residencyBlocks, residencyMapChart } from '../../src/report/charts/residencyMap.js';
import { rooflineChart } from '../../src/report/charts/roofline.js';
import { lightShares, speedOfLightChart } from '../../src/report/charts/speedOfLight.js';
import { svgText } from '../../src/report/charts/svg.js';
import { tornadoBars } from '../../src/report/charts/tornado.js';
import { unitCells, unitMapChart } from '../../src/report/charts/unitMap.js';
import { waterfallChart, waterfallSteps } from '../../src/report/charts/waterfall.js';
import type { ReportClaim, ReportSimulatedRow } from '../../src/report/schema.js';
import type { TensorRecord } from '../../src/study/accuracyTypes.js';
import { smallReport } from './fixture.js';

const simulated = smallReport().rows.filter((r): r is ReportSimulatedRow => 'cycles' in r);

/** 1 MHz: a cycle is a microsecond. 10 of 100 cycles would do at the peak of 100 MAC/s a microsecond. */
const row: ReportSimulatedRow = {
  ...simulated[0],
  cycles: 100,
  seconds: 100e-6,
  work: 40,
  waits: { ...simulated[0].waits, ...zeros(simulated[0].waits), barrier: 35, dram: 25 },
  macs: 1000,
  macUtilisation: 0.1,
  bytes: { sram: 4000, dram: 500 },
  busy: { matrix: 0.4, dram: 0.6, sram: 0 },
  peaks: { macsPerSecond: 100e6, bytesPerSecond: { sram: 100e6, dram: 10e6, exchange: 1e6 } },
  liveness: [
    { tensor: 'W', level: 'sram', bytes: 300, held: [0, 100], used: [10, 90] },
    { tensor: 'a', level: 'sram', bytes: 100, held: [0, 50], used: [0, 50] },
    { tensor: 'b', level: 'sram', bytes: 80, held: [50, 100], used: null },
  ],
  units: [
    { firstUnit: 0, units: 2, work: 40, bytes: { sram: 10 } },
    { firstUnit: 2, units: 1, work: 20, bytes: {} },
  ],
  mapping: { ...simulated[0].mapping, unitsOnChip: 4 },
};
const named = { label: 'chip', row };

function zeros(waits: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.keys(waits).map((reason) => [reason, 0]));
}

describe('many rows under one roof', () => {
  it('1,000 MAC over 4,000 bytes of 100 MB/s: a quarter of the ridge; over 500 of 10 MB/s: a fifth', () => {
    // The peak is 100 MMAC/s: the ridge of sram lies at 1 MAC a byte, that of dram at 10; 10 MMAC/s are 10 % of the peak.
    expect(relativePoints([named]).map(({ level, ofRidge, ofPeak }) => [level, ofRidge, ofPeak])).toEqual([
      ['sram', 0.25, 0.1],
      ['dram', 0.2, 0.1],
    ]);
  });

  it('never stands above its roof in a real report', () => {
    const real = simulated.map((r) => ({ label: `${r.chip} ${r.kernel}`, row: r }));
    const points = relativePoints(real);
    expect(points.length).toBeGreaterThan(0);
    for (const p of points)
      expect(p.ofPeak, `${p.label} ${p.level}`).toBeLessThanOrEqual(1.0001 * Math.min(1, p.ofRidge));
  });

  it('has nothing to say of rows that recorded no limits', () => {
    expect(relativePoints([{ label: 'old', row: { ...row, bytes: null } }])).toEqual([]);
  });
});

it('speed of light: the peak first, then what was taken longest; idle parts are left out', () => {
  expect(lightShares(named)).toEqual([
    { label: 'chip', limit: 'multiply-add peak', share: 0.1 },
    { label: 'chip', limit: 'dram taken', share: 0.6 },
    { label: 'chip', limit: 'matrix taken', share: 0.4 },
  ]);
});

it('the waterfall adds up to the time, from the time at the peak', () => {
  const steps = waterfallSteps(named).map((s) => [s.step.split(':')[0], s.fromSeconds, s.toSeconds] as const);
  const names = steps.map(([step]) => step);
  expect(names).toEqual(['ideal', 'work beyond it', 'barrier', 'dram']);
  const micro = steps.map(([, from, to]) => [Math.round(from * 1e6), Math.round(to * 1e6)]);
  // 1,000 MAC at 100 a microsecond; 30 more cycles of work; 35 of barrier; 25 of DRAM.
  expect(micro).toEqual([
    [0, 10],
    [10, 40],
    [40, 75],
    [75, 100],
  ]);
});

it('the residency map piles up what is held at one time; what comes after takes the same room', () => {
  expect(residencyBlocks(named).map(({ tensor, fromByte }) => [tensor, fromByte])).toEqual([
    ['W', 0],
    ['a', 300],
    ['b', 300],
  ]);
});

it('the map of units has a square a unit, empty where nothing runs', () => {
  expect(unitCells(named).map(({ work }) => work)).toEqual([0.4, 0.4, 0.2, 0]);
  expect(unitCells(named)[3].text).toBe('unit 3: not used');
  const large = { ...named, row: { ...row, mapping: { ...row.mapping, unitsOnChip: 1216 } } };
  // A square for each 4 units.
  expect(unitCells(large)).toHaveLength(304);
});

it('break-even: twice as fast is worth twice the price', () => {
  const gpu = { label: 'gpu', seconds: 2, dollars: 3000 };
  expect(breakEvenDollars({ label: 'x', seconds: 1, dollars: null }, gpu)).toBe(6000);
});

it('the tornado has the widest bar first, and no bar without numbers', () => {
  const claim = (id: string, low: number | { na: string }, high: number): ReportClaim =>
    ({ id, topFactors: [{ chip: 'c', path: 'p', atLow: low, atHigh: high }] }) as unknown as ReportClaim;
  const bars = tornadoBars([claim('C1', 1, 2), claim('C2', 4, 1), claim('C3', { na: 'x' }, 1)]);
  expect(bars.map(({ label }) => label)).toEqual(['C2 c p', 'C1 c p']);
});

it('histograms are shares of what was stored', () => {
  const record = { tensor: 't', mantissaBits: [0, 3, 1], magnitudes: [[-2, 4]] } as unknown as TensorRecord;
  expect(histogramBins([record], 'mantissaBits')).toEqual([
    { tensor: 't', at: 1, count: 3, share: 0.75 },
    { tensor: 't', at: 2, count: 1, share: 0.25 },
  ]);
  expect(histogramBins([record], 'magnitudes')).toEqual([{ tensor: 't', at: -2, count: 4, share: 1 }]);
});

it('draws them all, for wide screens and phones, without a number that is none', () => {
  const chips = [
    { label: 'nnp', seconds: 1, dollars: null },
    { label: 'gpu', seconds: 2, dollars: 3000 },
  ];
  for (const size of ['wide', 'narrow'] as const) {
    const charts = [
      rooflineChart(row, size),
      relativeRooflineChart([named], size),
      speedOfLightChart(named, size),
      waterfallChart(named, size),
      residencyMapChart(named, size),
      unitMapChart(named, size),
      priceChart(chips, size),
    ];
    for (const chart of charts) expect(svgText(chart), chart.label).not.toMatch(/NaN|Infinity|undefined/);
  }
});
