/** @file The report of a real, small main job: true to its rows, the same bytes each time, readable again. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { InputError } from '../../src/numerics/errors.js';
import { parseReport, reportText } from '../../src/report/file.js';
import { metrics } from '../../src/report/metrics.js';
import { ONCHIP_VERSION } from '../../src/report/version.js';
import { isSimulated } from '../../src/report/view.js';
import { chipNames } from '../../src/sim/chips/index.js';
import { mainPlans } from '../../src/study/mainJob.js';
import { makeSmallReport, smallReport } from './fixture.js';

it('has the same bytes when it is made again', () => {
  expect(reportText(makeSmallReport())).toBe(reportText(smallReport()));
});

it('reads back what it wrote', () => {
  const text = reportText(smallReport());
  expect(parseReport(text)).toEqual(smallReport());
  expect(reportText(parseReport(text))).toBe(text);
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(smallReport())));
});

it('does not depend on the order of keys that it was given', () => {
  const reversed = Object.fromEntries(Object.entries(smallReport()).reverse());
  expect(reportText(reversed as never)).toBe(reportText(smallReport()));
});

it('has a row or a reason for every chip, kernel, format and batch', () => {
  const { rows, speedups } = smallReport();
  // nnp-t1000 and xeon-8180 run in two formats, the two GPUs in one: 6 targets x 3 kernels x 2 batches.
  expect(rows).toHaveLength(36);
  expect(speedups).toHaveLength(36);
  for (const row of rows) {
    if (!isSimulated(row)) {
      expect(row.rejected.needBytes).toBeGreaterThan(row.rejected.haveBytes);
      continue;
    }
    const waits = Object.values(row.waits).reduce((a, b) => a + b, 0);
    expect(row.work + waits).toBe(row.cycles);
    expect(row.mapping.loopNest.length).toBeGreaterThan(0);
    expect(row.values === null).toBe(row.params.batch !== 1);
  }
});

it('divides the base’s time by the row’s, and says why when it cannot', () => {
  const { rows, speedups } = smallReport();
  const base = rows.find((r) => r.chip === 'titan-v' && r.kernel === 'lstm.fused' && r.params.batch === 64);
  rows.forEach((row, i) => {
    const { versus, kernel, batch } = speedups[i];
    expect([kernel, batch]).toEqual([row.kernel, row.params.batch]);
    if (!isSimulated(row)) expect(versus['titan-v']).toHaveProperty('na');
    else {
      expect(versus.v100).toEqual({ na: 'the base was not run' });
      if (batch === 64 && isSimulated(base)) expect(versus['titan-v']).toBeCloseTo(base.seconds / row.seconds, 12);
    }
  });
});

it('counts and lists the assumed values of every chip', () => {
  for (const chip of smallReport().chips) {
    expect(chip.assumed).toHaveLength(chip.figures.assumed);
    for (const { value, range, source } of chip.assumed) {
      expect(range[0]).toBeLessThanOrEqual(value);
      expect(range[1]).toBeGreaterThanOrEqual(value);
      expect(source).not.toBe('');
    }
  }
});

it('refuses other files in one line', () => {
  const text = reportText(smallReport());
  const wrong = (input: string): string => {
    try {
      parseReport(input, 'old.json');
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      return (error as Error).message;
    }
    throw new Error('was read');
  };
  expect(wrong('{')).toMatch(/^old\.json: expected a JSON file, found/);
  expect(wrong('[]')).toMatch(/old\.json: schema: expected onchip-report\/2, .*found no file of onchip/);
  expect(wrong('{"schema":"onchip-report/0"}')).toMatch(/found version 0, which holds too little/);
  expect(wrong(text.replace('"clockHz":', '"clock":'))).toMatch(/old\.json: chips\.0/);
  for (const message of [wrong('{'), wrong('null'), wrong('{"schema":3}')]) expect(message).not.toContain('\n');
});

it('carries the version of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(ONCHIP_VERSION).toBe(version);
  expect(smallReport().manifest.version).toBe(version);
});

it('defines each metric once', () => {
  const ids = metrics.map((m) => m.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { definition } of metrics) expect(definition).toMatch(/\.$/);
});

it('runs every shipped chip and the five claims by default', () => {
  expect(mainPlans.full.chips).toEqual(chipNames);
  expect(mainPlans.full.batches).toEqual([1, 4, 16, 64]);
  expect(mainPlans.full.claims).toEqual(['C1', 'C2', 'C3', 'C5', 'C6']);
});
