/** @file Comparisons of every kind of file, of rows whose sizes changed, and of files that nobody should have written. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/numerics/errors.js';
import { type Comparison, changesOver, compareFiles } from '../../src/report/compare/index.js';
import { parseCompared } from '../../src/report/compare/input.js';
import { sheetMarkdown } from '../../src/report/markdown.js';
import { COMPARE_SCHEMA, compareSchema } from '../../src/report/schemas/compare.js';
import { compareSheet } from '../../src/report/sheets/compare.js';

// biome-ignore lint/suspicious/noExplicitAny: files are changed in ways that their types do not allow
type File = any;

const stored = (kind: string): File =>
  JSON.parse(readFileSync(new URL(`../fixtures/reports/${kind}-1.json`, import.meta.url), 'utf8'));

function compare(before: File, after: File, name = 'a.json'): Comparison {
  const text = (file: File): string => (typeof file === 'string' ? file : JSON.stringify(file));
  const comparison = compareFiles(parseCompared(text(before), name), parseCompared(text(after), name));
  const report = {
    schema: COMPARE_SCHEMA as typeof COMPARE_SCHEMA,
    version: '0.1.0',
    before: 'a',
    after: 'b',
    ...comparison,
  };
  expect(compareSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  expect(sheetMarkdown(compareSheet(report))).toMatch(/^# a against b\n/);
  return comparison;
}

/** The stored file with a change made to a copy. */
function changed(kind: string, change: (file: File) => void): Comparison {
  const after = stored(kind);
  change(after);
  return compare(stored(kind), after);
}

describe.each(['run', 'report', 'claims', 'accuracy', 'validate'])('two equal files of the kind %s', (kind) => {
  it('are the same', () => {
    const { changes, values, onlyBefore, onlyAfter, same, verdict } = compare(stored(kind), stored(kind));
    expect([changes, values, onlyBefore, onlyAfter]).toEqual([[], [], [], []]);
    expect(verdict).toBe(`${same} same`);
    expect(same).toBeGreaterThan(0);
  });
});

describe('answers of studies', () => {
  it('a verdict that falls fails any limit, a ratio that moves fails none', () => {
    const comparison = changed('claims', ({ claims }) => {
      claims[0].verdict = 'not reached';
      claims[0].findings[0].value *= 2;
    });
    const [verdict, finding] = comparison.values;
    expect(verdict).toMatchObject({
      kind: 'claim',
      what: 'worse',
      before: 'partly',
      after: 'not reached',
      change: null,
    });
    expect(finding).toMatchObject({ kind: 'finding', what: 'changed', change: 1 });
    expect(changesOver(comparison, 10)).toEqual([verdict]);
  });

  it('a trained value is worse when it is higher, and seeds are named', () => {
    const comparison = changed('accuracy', (file) => {
      file.summary[0].mean *= 1.25;
      file.summary[1].mean *= 0.5;
      file.seeds = [2];
    });
    const [better, worse] = comparison.values;
    expect(better).toMatchObject({ what: 'better', change: -0.5 });
    expect(worse).toMatchObject({ what: 'worse', change: 0.25, causes: ['seeds 1 → 2'] });
    expect(changesOver(comparison, 0.25)).toEqual([]);
    expect(changesOver(comparison, 0.249)).toEqual([worse]);
  });

  it('what diverged is worse than any number', () => {
    const comparison = changed('accuracy', ({ summary }) => {
      summary[1].mean = null;
    });
    expect(comparison.values).toMatchObject([{ what: 'worse', after: { na: 'diverged' }, change: null }]);
    expect(changesOver(comparison, 100)).toHaveLength(1);
  });

  it('a prediction is worse when it is further off, whichever way it went', () => {
    const { rows } = stored('validate');
    const comparison = changed('validate', (file) => {
      // From 2 % above to 25 % below what was measured, and onto it.
      file.rows[0].predictedMs = rows[0].measuredMs * 0.75;
      file.rows[1].predictedMs = rows[1].measuredMs;
      const [group] = Object.keys(file.tables[0].groups);
      file.tables[0].groups[group].medianApe += 0.25;
    });
    const what = Object.fromEntries(comparison.values.map((v) => [v.label, [v.kind, v.what]]));
    expect(what['t.csv line 2']).toEqual(['prediction', 'worse']);
    expect(what['t.csv line 3']).toEqual(['prediction', 'better']);
    const fit = comparison.values.find(({ kind }) => kind === 'fit');
    expect(fit).toMatchObject({ what: 'worse', change: expect.closeTo(0.25, 12) });
    // A single prediction is no check.
    expect(changesOver(comparison, 0.1)).toEqual([fit]);
  });
});

describe('rows', () => {
  it('are one row with other sizes where only one is left over', () => {
    const { changes, onlyBefore } = changed('run', (file) => {
      const row = file.rows[0];
      row.params = { ...row.params, hidden: 65 };
      row.seconds *= 2;
    });
    expect(onlyBefore).toEqual([]);
    expect(changes[0]).toMatchObject({ what: 'slower', change: 1 });
    expect(changes[0].causes[0]).toBe('hidden 64 → 65');
  });

  it('name a figure of the chip, an author’s file and a version', () => {
    const modern = { ...stored('run'), schema: 'onchip-run/2' };
    modern.rows = modern.rows.map((row: File) => ({ ...row, bytes: null, busy: null, peaks: null, liveness: null }));
    modern.chips = { 'titan-v': { hash: 'a', values: { 'dram.bytesPerSecond': 4, clockHz: 1 } } };
    modern.source = { file: 'mine.ts', hash: '1' };
    const after = structuredClone(modern);
    after.chips['titan-v'] = { hash: 'b', values: { 'dram.bytesPerSecond': 2, clockHz: 1 } };
    after.source.hash = '2';
    after.version = '9.0.0';
    const slow = after.rows.find((row: File) => row.chip === 'titan-v');
    slow.seconds *= 2;
    const { changes, verdict } = compare(modern, after);
    expect(changes[0].causes).toEqual([
      'dram.bytesPerSecond 4.00 → 2.00',
      'kernel file mine.ts (hash) 1 → 2',
      'onchip 0.1.0 → 9.0.0',
    ]);
    // One of four rows takes twice as long: 2^(1/4) = 1.19 on the geometric mean.
    expect(verdict).toBe('after is 0.841x as fast as before: geometric mean of 4 rows, 0.500x … 1.00x');
  });

  it('of a sweep are matched by their varied figures, too', () => {
    const { rows } = stored('run');
    const line = (index: number, sram: number, factor: number): string =>
      JSON.stringify({ index, key: 'k', figures: { sram }, ...rows[0], seconds: rows[0].seconds * factor });
    const before = [line(0, 1, 1), line(1, 2, 1)].join('\n');
    const after = [line(1, 2, 3), line(0, 1, 1)].join('\n');
    const { changes, same } = compare(before, after, 'rows.jsonl');
    expect([same, changes.map(({ change }) => change)]).toEqual([1, [expect.closeTo(2, 12)]]);
  });

  it('that are there twice are matched in their order', () => {
    const twice = stored('run');
    twice.rows = [...twice.rows, { ...twice.rows[0], seconds: twice.rows[0].seconds * 3 }];
    expect(compare(twice, twice)).toMatchObject({ changes: [], onlyBefore: [], same: twice.rows.length });
    const { onlyAfter } = compare(stored('run'), twice);
    expect(onlyAfter).toHaveLength(1);
  });
});

describe('files that nobody should have written', () => {
  it('keys of the language are keys like others', () => {
    const hostile = JSON.stringify(stored('run'))
      .replaceAll('"hidden":64', '"hidden":64,"__proto__":3,"constructor":4')
      .replaceAll('"chip":"titan-v"', '"chip":"__proto__"');
    const { same, changes } = compare(hostile, hostile);
    expect([same, changes]).toEqual([4, []]);
    expect(({} as File).hidden).toBeUndefined();
  });

  it.each([
    ['claims against a run', stored('claims'), stored('run'), /none in common between answers to claims and a run/],
    [
      'a number that is none',
      stored('run'),
      JSON.stringify(stored('run')).replace(/"cycles":\d+/, '"cycles":1e999'),
      /rows\.0/,
    ],
    ['a list', [], stored('run'), /found no file of onchip/],
    ['a deep list', '['.repeat(50_000) + ']'.repeat(50_000), stored('run'), /no file of onchip|JSON/],
  ])('%s is refused in one line', (_, before, after, says) => {
    try {
      compare(before, after);
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      expect((error as Error).message).toMatch(says);
      expect((error as Error).message).not.toContain('\n');
      return;
    }
    throw new Error('was compared');
  });

  it('a broken line of a sweep is named by its number', () => {
    const text = `{"index":0,"key":"k"}\n`;
    expect(() => parseCompared(text, 'rows.jsonl')).toThrow(/rows\.jsonl:1: top|rows\.jsonl:1: \w+/);
    expect(() => parseCompared(`${text}{`, 'rows.jsonl')).toThrow(/rows\.jsonl:2: expected a JSON file/);
  });
});
