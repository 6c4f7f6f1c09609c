import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { libraryText } from '../../src/cli/studyText.js';
import { hashText } from '../../src/report/hash.js';
import type { Report } from '../../src/report/schema.js';
import { type Ended, onchipHere } from './onchip.js';

// The whole job takes most of a minute. This is the same job with one small plan: two chips, one claim, three updates.
vi.mock('../../src/report/mainReport.js', async (original) => {
  const { buildReport } = await original<typeof import('../../src/report/mainReport.js')>();
  const { runMainStudy } = await import('../../src/study/mainJob.js');
  const accuracy = { steps: 3, heldOutCharacters: 600, batch: 4, seqLength: 16, hidden: 16, embedding: 8 };
  const plan = { chips: ['nnp-t1000', 'titan-v'], batches: [1], steps: 4, claims: ['C1'], samples: 1, accuracy };
  const runMainJob = (
    ...[options, onProgress]: Parameters<typeof import('../../src/report/mainReport.js').runMainJob>
  ) =>
    buildReport(runMainStudy(options, onProgress, { ...plan, accuracy: { ...accuracy, formats: ['fp32', 'fp16'] } }));
  return { buildReport, runMainJob };
});

const folder = mkdtempSync(join(tmpdir(), 'onchip-report-'));
const at = (name: string): string => join(folder, name);
const text = (name: string): string => readFileSync(at(name), 'utf8');
/** Progress depends on how busy the machine is. */
const quietly = (args: readonly string[]): Promise<Ended> => onchipHere([...args, '--quiet']);
const sentences = 'The quick brown fox jumps over the lazy dog, and then it rests. '.repeat(60);

beforeAll(async () => {
  writeFileSync(at('text.txt'), sentences);
  const { code, stderr } = await quietly(['report', '--text', at('text.txt'), '--seed', '3', '--out', at('first')]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('onchip report', () => {
  it('writes the report, a page and the wall times apart', () => {
    expect(readdirSync(at('first')).sort()).toEqual(['report.html', 'report.json', 'timings.json']);
    const report = JSON.parse(text('first/report.json')) as Report;
    expect(report.manifest.options).toMatchObject({ textName: at('text.txt'), seed: 3 });
    const timings = JSON.parse(text('first/timings.json'));
    expect(timings.manifest).toBe(report.manifest.hash);
    expect(Object.keys(timings.stages)).toEqual(['accuracy', 'simulate', 'claims']);
    expect(text('first/report.json')).not.toContain('imings');
    expect(text('first/report.html')).toMatch(/^<!doctype html>/i);
  });

  it('prints the summary with the files, or report.json itself', async () => {
    const args = ['report', '--text', at('text.txt'), '--seed', '3', '--out', at('second')];
    const summary = await quietly(args);
    for (const name of ['report.json', 'report.html', 'timings.json'])
      expect(summary.stdout).toContain(at(`second/${name}`));
    const json = await quietly([...args, '--json']);
    expect(json.stdout).toBe(text('first/report.json'));
    expect(text('second/report.json')).toBe(text('first/report.json'));
  });

  it('refuses a text that is too short, and leaves no folder', async () => {
    writeFileSync(at('short.txt'), 'abc');
    const { code, stdout, stderr } = await quietly(['report', '--text', at('short.txt'), '--out', at('none')]);
    expect(stderr).toMatch(/^onchip: [^\n]*short\.txt[^\n]*\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(readdirSync(folder)).not.toContain('none');
  });
});

describe('onchip rerun', () => {
  it('gives the same bytes', async () => {
    const again = await quietly(['rerun', at('first/report.json'), '--out', at('again')]);
    expect(again).toMatchObject({ code: 0, stdout: `same bytes as ${at('first/report.json')}\n`, stderr: '' });
    expect(text('again/report.json')).toBe(text('first/report.json'));
    expect(text('again/report.html')).toBe(text('first/report.html'));
  });

  it('finds the text elsewhere, and refuses another one', async () => {
    writeFileSync(at('moved.txt'), sentences);
    const moved = await quietly(['rerun', at('first/report.json'), '--text', at('moved.txt'), '--out', at('again')]);
    expect(moved.code).toBe(0);
    writeFileSync(at('other.txt'), `${sentences}!`);
    const other = await quietly(['rerun', at('first/report.json'), '--text', at('other.txt'), '--out', at('again')]);
    expect(other.stderr).toMatch(
      /^onchip: .*other\.txt: expected the text of the report \(3840 characters, hash .*\n$/,
    );
    expect(other.code).toBe(2);
  });

  it('says where a report differs, and does not write over it', async () => {
    const changed = text('first/report.json').replace(/"title": "In-cache/, '"title": "Out-of-cache');
    writeFileSync(at('again/report.json'), changed);
    const args = ['rerun', at('again/report.json')];
    const kept = await quietly([...args, '--out', at('again')]);
    expect(kept.code).toBe(1);
    expect(kept.stdout).toMatch(/differs from .* in title; nothing written over it/);
    expect(text('again/report.json')).toBe(changed);
    const elsewhere = await quietly([...args, '--out', at('elsewhere')]);
    expect(elsewhere.code).toBe(1);
    expect(text('elsewhere/report.json')).toBe(text('first/report.json'));
  });
});

describe('the library text', () => {
  it('is the same for everybody who has the lockfile', () => {
    const library = libraryText();
    expect(library.textName).toBe('typescript 5.9.3: lib.dom.d.ts + lib.es5.d.ts');
    expect(library.text.length).toBeGreaterThan(2_000_000);
    expect(hashText(library.text)).toMatchInlineSnapshot(`"191e78985b50505b"`);
  });
});
