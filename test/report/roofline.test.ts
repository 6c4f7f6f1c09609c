/** @file Roofline points against numbers worked out by hand. */
import { parseHTML } from 'linkedom';
import { expect, it } from 'vitest';
import { rooflineChart, rooflinePoints } from '../../src/report/charts/roofline.js';
import { svgText } from '../../src/report/charts/svg.js';
import { isSimulated } from '../../src/report/view.js';
import { smallReport } from './fixture.js';

const [row] = smallReport().rows.filter(isSimulated);

/** 1,000 MACs in 2 s: 500 MAC/s. DRAM: 4,000 bytes, so 0.25 MAC a byte, and 3,000 B/s allow 750 MAC/s: 2/3 of the roof.
 * SRAM: 10 bytes, so 100 MAC a byte, and 50 B/s would allow 5,000, but the engines do 2,000: a quarter. */
const known = {
  ...row,
  macs: 1000,
  seconds: 2,
  bytes: { dram: 4000, sram: 10, idle: 0 },
  peaks: { macsPerSecond: 2000, bytesPerSecond: { dram: 3000, sram: 50, idle: 1, never: 1 } },
};

it('holds each level’s point against bandwidth and peak', () => {
  const points = rooflinePoints(known);
  expect(points.map((p) => p.level)).toEqual(['dram', 'sram']);
  expect(points[0]).toMatchObject({ intensity: 0.25, macsPerSecond: 500, roof: 750 });
  expect(points[0].share).toBeCloseTo(2 / 3, 12);
  expect(points[1]).toMatchObject({ intensity: 100, roof: 2000, share: 0.25 });
});

it('has nothing to say of rows that did not record it, or multiplied nothing', () => {
  expect(rooflinePoints({ ...known, bytes: null })).toEqual([]);
  expect(rooflinePoints({ ...known, peaks: null })).toEqual([]);
  expect(rooflinePoints({ ...known, macs: 0 })).toEqual([]);
});

it('draws a roof and a dot for each level, and says what they are on hover', () => {
  const { document } = parseHTML(svgText(rooflineChart(known, 'wide')));
  const titles = [...document.querySelectorAll('title')].map((t) => t.textContent);
  expect(titles).toEqual([
    'dram: 0.250 MAC a byte, 500 MAC/s, 66.7 % of its roof',
    'sram: 100 MAC a byte, 500 MAC/s, 25.0 % of its roof',
  ]);
  expect(document.querySelectorAll('g[aria-label="line"] path')).toHaveLength(2);
});

it('every row of a report stays under its roofs', () => {
  for (const r of smallReport().rows.filter(isSimulated)) {
    for (const { share } of rooflinePoints(r)) expect(share).toBeLessThanOrEqual(1);
  }
});
