import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { jsonOfPage } from '../../src/report/html/embedded.js';
import type { ClaimsReport } from '../../src/report/schemas/claims.js';
import type { ValidateReport } from '../../src/report/validateReport.js';
import { onchipHere, root } from './onchip.js';

const folder = mkdtempSync(join(tmpdir(), 'onchip-studies-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function out(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await onchipHere(args);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout;
}

describe('onchip claims', () => {
  it('answers the claims asked for, as JSON and as text', async () => {
    const report = JSON.parse(
      await out('claims', '--claim', 'C1,C5', '--json', '--out', folder, '--quiet'),
    ) as ClaimsReport;
    expect(report.schema).toBe('onchip-claims/2');
    expect(report.claims.map((claim) => claim.id)).toEqual(['C1', 'C5']);
    for (const { verdict, range, reason, topFactors } of report.claims) {
      expect(['reached', 'partly', 'not reached', 'cannot be tested']).toContain(verdict);
      expect(Number(range[0])).toBeLessThanOrEqual(Number(range[1]));
      expect(reason.length).toBeGreaterThan(20);
      expect(topFactors.length).toBeLessThanOrEqual(2);
    }
    expect(JSON.parse(readFileSync(join(folder, 'claims.json'), 'utf8'))).toEqual(report);
    expect(report.notTested?.length).toBeGreaterThan(0);
    const csv = readFileSync(join(folder, 'claims.csv'), 'utf8').trimEnd().split('\n');
    expect(csv).toHaveLength(1 + report.claims.reduce((sum, claim) => sum + claim.findings.length, 0));
    const page = readFileSync(join(folder, 'claims.html'), 'utf8');
    expect(JSON.parse(jsonOfPage(page) ?? '')).toEqual(report);
    const text = await out('claims', '--claim', 'C1', '--quiet');
    expect(text).toContain(`C1  ${report.claims[0].verdict}`);
  });
});

describe('onchip validate', () => {
  const table = 'data/measured/NV_TitanXp_train_rnn_fp32.csv';
  const flags = ['validate', '--data', join(root, table), '--chip', 'titan-xp', '--runtime', 'cudnn-6'];

  it('answers every row of the table, in its order, with its own columns', async () => {
    const report = JSON.parse(await out(...flags, '--json')) as ValidateReport;
    const lines = readFileSync(join(root, table), 'utf8').trimEnd().split('\n');
    expect(report.rows).toHaveLength(lines.length - 1);
    expect(report.summary.n).toBe(lines.length - 1);
    const columns = lines[0].split(',');
    report.rows.forEach((row, i) => {
      expect(columns.map((name) => String(row[name]))).toEqual(
        lines[i + 1]
          .split(',')
          .map((cell) => (cell !== '' && Number.isFinite(Number(cell)) ? String(Number(cell)) : cell)),
      );
      expect(row.predictedMs).toBeGreaterThan(0);
      expect(row.measuredMs).toBeCloseTo(Number(row.time_ms), 9);
    });
    for (const key of ['medianApe', 'meanApe', 'meanSymmetric', 'slope', 'spearman', 'n']) {
      expect(report.summary).toHaveProperty(key);
    }
  });

  it('draws every row and gives its table, as one page without scripts', async () => {
    const report = JSON.parse(await out(...flags, '--json', '--out', folder)) as ValidateReport;
    const page = await out(...flags, '--html');
    expect(readFileSync(join(folder, 'validate.html'), 'utf8')).toBe(page);
    // Two charts; on wide screens every dot says what it is.
    expect(page.split('<title>titan-xp cudnn-6, ').length - 1).toBe(2 * report.rows.length);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(JSON.parse(jsonOfPage(page) ?? '')).toEqual(report);
  });

  it('without --data answers all calibration tables', async () => {
    const report = JSON.parse(await out('validate', '--json')) as ValidateReport;
    expect(new Set(report.tables.map((t) => t.chip)).size).toBeGreaterThanOrEqual(5);
    expect(report.rows).toHaveLength(report.tables.reduce((sum, t) => sum + t.summary.n, 0));
    const text = await out('validate');
    expect(text).toMatch(/^all +\d+ /m);
    expect(text).toMatch(/^worst rows /m);
  });
});
