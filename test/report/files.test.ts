/** @file Files of every kind: what is written meets the published schema; old ones are read or refused with the reason. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kernelNamed } from '../../src/kernels/registry.js';
import { InputError } from '../../src/numerics/errors.js';
import { parseReport, parseReportFile } from '../../src/report/file.js';
import { renderHtml } from '../../src/report/html.js';
import { buildRunReport } from '../../src/report/runReport.js';
import { fileKinds, publishedSchemas } from '../../src/report/schemas/index.js';
import { renderTerminal } from '../../src/report/terminal.js';
import { target } from '../../src/sim/namedTarget.js';
import { rig } from '../../src/sim/rigs.js';
import { runExperiment } from '../../src/study/run.js';

const old = (kind: string): string =>
  readFileSync(new URL(`../fixtures/reports/${kind}-1.json`, import.meta.url), 'utf8');

function refusal(text: string): string {
  try {
    parseReportFile(text, 'old.json');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error('was read');
}

it.each(Object.entries(publishedSchemas()))(
  'schema/%s.schema.json is up to date (npm run build:schema)',
  (kind, schema) => {
    const committed = readFileSync(new URL(`../../schema/${kind}.schema.json`, import.meta.url), 'utf8');
    expect(committed).toBe(`${JSON.stringify(schema, null, 2)}\n`);
  },
);

it('a run meets its schema, rigs and refusals included', () => {
  const one = target('titan-xp', { format: 'fp16' });
  const targets = [one, { ...one, rig: rig('2x titan-xp') }];
  const params = { hidden: 32, steps: 2, batch: 2 };
  const rows = [
    ...runExperiment(kernelNamed('lstm.in-cache'), params, targets),
    ...runExperiment(kernelNamed('lstm.in-cache'), { hidden: 16384 }, [one], { values: false }),
  ];
  const head = { kernel: 'lstm.in-cache', source: null, seed: 1, values: 'full', valuesCheckedAt: null } as const;
  const report = buildRunReport({ ...head, chips: [one.chip], rows });
  const read = parseReportFile(JSON.stringify(report), 'run.json');
  expect(read).toEqual({ kind: 'run', version: 2, data: report });
  expect(report.chips?.['titan-xp'].values.clockHz).toBe(one.chip.clockHz.value);
});

describe('files of version 1', () => {
  it.each(['accuracy', 'validate'] as const)('%s: only the name has changed', (kind) => {
    const { data, version } = parseReportFile(old(kind), `${kind}.json`);
    expect(version).toBe(1);
    expect(data).toEqual({ ...JSON.parse(old(kind)), schema: fileKinds[kind].id });
  });

  it('run: what was not recorded is null, the rest is as it was', () => {
    const file = parseReportFile(old('run'), 'run.json');
    if (file.kind !== 'run') throw new Error('not a run');
    expect(file.data).toMatchObject({ source: null, chips: null });
    const before = JSON.parse(old('run')).rows as Record<string, unknown>[];
    const unknown = { bytes: null, busy: null, peaks: null, liveness: null };
    expect(file.data.rows).toEqual(before.map((row) => ('cycles' in row ? { ...row, ...unknown } : row)));
  });

  it('report: is shown, in a terminal and as a page', () => {
    const report = parseReport(old('report'), 'report.json');
    expect(report.chips[0].values).toBeNull();
    expect(renderTerminal(report, { color: false, width: 120 })).toContain('nnp-t1000');
    expect(renderHtml(report)).toContain('nnp-t1000');
  });

  it('claims: null becomes the reason', () => {
    const data = JSON.parse(old('claims'));
    data.claims[0].range = [null, 3];
    const file = parseReportFile(JSON.stringify(data), 'claims.json');
    if (file.kind !== 'claims') throw new Error('not claims');
    expect(file.data.claims[0].range).toEqual([{ na: 'no finite number' }, 3]);
  });
});

describe('what cannot be read says why in one line', () => {
  it.each([
    [
      '{"schema":"onchip-run/99"}',
      /run files up to version 2, found version 99, of a newer onchip \(open it with that/,
    ],
    ['{"schema":"onchip-run/0"}', /run files of version 2, found version 0, which holds too little/],
    ['{"schema":"onchip-cake/1"}', /found "onchip-cake\/1"/],
    ['{"schema":"onchip-__proto__/1"}', /found "onchip-__proto__\/1"/],
    ['{"schema":"onchip-constructor/1"}', /found "onchip-constructor\/1"/],
    ['{"schema":{"toString":1}}', /found no file of onchip/],
    ['[]', /old\.json: schema: expected onchip-report\/2, .*found no file of onchip/],
    ['null', /found no file of onchip/],
    ['{', /expected a JSON file, found/],
    ['{"schema":"onchip-run/2"}', /old\.json: version: expected a run as schema\/run\.schema\.json describes it/],
    ['{"schema":"onchip-run/1","rows":7,"__proto__":{"kernel":"x"}}', /old\.json: version/],
  ])('%s', (text, message) => {
    expect(refusal(text)).toMatch(message);
    expect(refusal(text)).not.toContain('\n');
  });

  it('a file of another kind where a main report is wanted', () => {
    expect(() => parseReport(old('run'), 'run.json')).toThrow(/expected a main report \(onchip report\), found a run/);
  });
});
