/** Runs every block of the tutorial, and holds its numbers and its error text to what the tool says. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AuthorSources } from '../../src/cli/author/sources.js';
import { traceAuthor } from '../../src/kernels/callSite.js';
import { type Kernel, plan } from '../../src/kernels/index.js';
import { groupThousands } from '../../src/report/numbers.js';
import { target } from '../../src/sim/namedTarget.js';
import { isRejected, type SimulatedRow } from '../../src/study/row.js';
import { runExperiment } from '../../src/study/run.js';

const folder = mkdtempSync(join(tmpdir(), 'onchip-tutorial-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = readFileSync(join(import.meta.dirname, '../../src/kernels/README.md'), 'utf8');
for (const [, name, code] of text.matchAll(/```ts (\S+)\n([\s\S]*?)```/g)) writeFileSync(join(folder, name), code);
const nnp = target('nnp-t1000', { format: 'fp16' });
const sources = new AuthorSources({ tick: () => {}, onFile: () => {} });
const kernelIn = (path: string): Kernel => sources.load(path).kernel as Kernel;
const kernelOf = (step: number): Kernel => kernelIn(join(folder, `step${step}.ts`));

function simulated(kernel: Kernel, chip = nnp): SimulatedRow {
  const [row] = runExperiment(kernel, {}, [chip]);
  if (isRejected(row)) throw new Error(`${row.chip}: ${row.rejected.suggestion}`);
  return row;
}

const between = (mark: string): string => text.split(`<!-- ${mark} -->`)[1].split(`<!-- /${mark} -->`)[0].trim();

function hazardOf(work: () => unknown): string {
  const trace = traceAuthor((frame) => sources.placeOf(frame)?.replace(`${folder}/`, '') ?? null);
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  } finally {
    trace.stop();
  }
  throw new Error('no race was found');
}

describe('the tutorial', () => {
  const rows = [1, 2, 3, 4, 5].map((step) => simulated(kernelOf(step)));

  it('has five steps, each right, each with less waiting than the one before', () => {
    for (const row of rows) expect(row.values?.ok).toBe(true);
    const waits = rows.map((row) => row.cycles - row.work);
    for (let i = 1; i < rows.length; i++) {
      expect(waits[i]).toBeLessThan(waits[i - 1]);
      if (i !== 3) expect(rows[i].cycles).toBeLessThan(rows[i - 1].cycles);
    }
    // What the text says of step 4: more work than step 3, less traffic.
    expect(rows[3].work).toBeGreaterThan(rows[2].work);
    expect(rows[3].dramBytes).toBeLessThan(rows[2].dramBytes);
  });

  it('prints the numbers that the tool prints', () => {
    const head = ['| step | cycles | work | all waits | bytes off chip |', '| --- | ---: | ---: | ---: | ---: |'];
    const lines = rows.map(({ cycles, work, dramBytes }, i) => {
      return `| ${[i + 1, ...[cycles, work, cycles - work, dramBytes].map(groupThousands)].join(' | ')} |`;
    });
    expect(between('numbers')).toBe([...head, ...lines].join('\n'));
  });

  it('has a cell of its own in chapter three, right in three formats, at the cost that the text says', () => {
    for (const format of ['fp32', 'fp16', 'flex16+5']) {
      const row = simulated(kernelOf(7), target('nnp-t1000', { format }));
      expect(row.values?.ok).toBe(true);
      const line = row.mapping.loopNest.find((text) => /^ *pointwise: own/.test(text));
      expect(between('cost')).toBe(`\`\`\`text\n${line?.trim()}\n\`\`\``);
    }
  });

  it('shows the real error of the race', () => {
    expect(between('hazard')).toBe(`\`\`\`text\n${hazardOf(() => plan(kernelOf(6), {}, nnp))}\n\`\`\``);
  });
});

describe('chapter four', () => {
  it.each(['nnp-t1000', 'titan-v', 'graphcore-gc2'])(
    'is right on %s, and its stages have units of their own',
    (chip) => {
      const row = simulated(kernelOf(8), target(chip, { format: 'fp16' }));
      expect(row.values?.ok).toBe(true);
      expect(row.mapping.loopNest.join()).toContain('barrier: barrier [first, second]');
    },
  );

  it('shows the real error of stages that do not meet', () => {
    const path = join(folder, 'alone.ts');
    const whole = readFileSync(join(folder, 'step8.ts'), 'utf8');
    const meeting = ', ...(l === 0 && { with: stages[1] })';
    expect(whole).toContain(meeting);
    writeFileSync(path, whole.replace(meeting, ''));
    const message = hazardOf(() => plan(kernelIn(path), {}, nnp));
    expect(between('stages')).toBe(`\`\`\`text\n${message}\n\`\`\``);
  });
});

describe('a kernel written against the tutorial alone', () => {
  const fixture = join(import.meta.dirname, '../fixtures/gruPeephole.ts');

  it.each(['nnp-t1000', 'titan-v', 'vega-fe', 'graphcore-gc2'])('runs on %s with the right values', (chip) => {
    const row = simulated(kernelIn(fixture), target(chip, { format: 'fp16' }));
    expect(row.values?.ok).toBe(true);
    expect(row.cycles).toBeGreaterThan(0);
  });

  it.each([
    ['the first', /\n *k\.barrier\(\);/, 'all-gather own0 → h0'],
    ['the last', /\n *k\.barrier\('the sum is everywhere'\);/, 'all-reduce terms → sum'],
  ])('is caught without %s barrier, with the lines of both sides', (name, barrier, exchange) => {
    const path = join(folder, `${name.replace(' ', '-')}.ts`);
    const whole = readFileSync(fixture, 'utf8');
    writeFileSync(path, whole.replace(barrier, ''));
    expect(whole).toMatch(barrier);
    const message = hazardOf(() => plan(kernelIn(path), {}, nnp));
    expect(message).toContain(`expected a barrier after '${exchange}' (exchange at ${name.replace(' ', '-')}.ts:`);
    expect(message).toMatch(/^the-(first|last)\.ts:\d+:\d+: kernel gru\.peephole: /);
  });
});
