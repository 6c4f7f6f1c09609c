/** Kernel files as a stranger writes them: in a folder of their own, without a build step. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/cli/actions/run.js';
import { changeText } from '../../src/cli/author/watch.js';
import { isRejected } from '../../src/study/row.js';
import { onchip, root } from './onchip.js';

const folder = mkdtempSync(join(tmpdir(), 'onchip-author-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** y = W · x. Line 18 is the product; what stands there differs from file to file. */
const source = (
  line18 = 'k.matmul(y, W, x);',
  check = 'reference,',
): string => `import { defineKernel, size } from 'onchip/kernels';
import { product } from './helper.js';

const reference = ({ n }: { n?: number }, { W, x }: Record<string, Float64Array>) => ({ out: product(W, x, n!) });

export const mine = defineKernel({
  name: 'mine',
  title: 'y = W · x',
  params: { n: size(64, 'rows') },
  check: { ${check} },
  build(k) {
    const { n } = k.params;
    const W = k.input('W', [n, n], { shard: 'rows', residency: 'pinned' });
    const x = k.input('x', [n, 1]);
    const y = k.buffer('y', [n, 1], { shard: 'rows' });
    const out = k.output('out', [n, 1], { shard: 'rows' });

    ${line18}
    k.copy(out, y);
  },
});
`;

const helper = `interface Dropped { readonly gone: true }
export function product(W: Float64Array, x: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out[i] += W[i * n + j] * x[j];
  return out;
}
export const gone = (): Dropped => {
  throw new TypeError('the helper is broken');
};
`;

const save = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const run = (file: string, ...more: string[]) =>
  onchip(['run', file, '--chip', 'nnp-t1000', '--format', 'fp16', '--quiet', ...more], { cwd: folder });

beforeAll(() => {
  save('helper.ts', helper);
  save('k.ts', source());
});

describe('onchip run ./kernel.ts', () => {
  it('runs TypeScript as it is, checks its values, and counts the cycles', async () => {
    const { stdout, stderr, code } = await run('./k.ts', '--json');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const { rows, kernel } = JSON.parse(stdout) as RunReport;
    expect(kernel).toBe('mine');
    if (isRejected(rows[0])) throw new Error('was rejected');
    expect(rows[0].values?.ok).toBe(true);
    // 64 x 64 in 16 bit.
    expect(rows[0].resident).toMatchObject({ sram: expect.any(Number) });
    expect(rows[0].macs).toBe(64 * 64);
  });

  it('says plainly that values were not checked, and fails when they are off', async () => {
    save('unchecked.ts', source().replace(/ {2}check: .*\n/, ''));
    save('off.ts', source(undefined, 'reference: () => ({ out: new Float64Array(64).fill(1) })'));
    const [unchecked, off] = await Promise.all([run('unchecked.ts'), run('off.ts')]);
    expect(unchecked.stdout).toContain('values fp16: no reference given: values not checked');
    expect(unchecked.code).toBe(0);
    expect(off.stdout).toContain('ARE OFF');
    expect(off.code).toBe(1);
  });

  it('picks one of several kernels, and default exports of JavaScript', async () => {
    save('two.ts', `${source()}export const other = mine.name === 'mine' ? { ...mine, name: 'second' } : mine;\n`);
    save(
      'plain.mjs',
      source()
        .replace('export const mine =', 'export default')
        .replaceAll(/: \{ n\?: number \}|: Record<string, Float64Array>|n!/g, (t) => (t === 'n!' ? 'n' : '')),
    );
    const [named, plain, none] = await Promise.all([
      run('two.ts#other', '--json'),
      run('plain.mjs', '--json'),
      run('two.ts'),
    ]);
    expect((JSON.parse(named.stdout) as RunReport).kernel).toBe('second');
    expect((JSON.parse(plain.stdout) as RunReport).kernel).toBe('mine');
    expect(none.stderr).toMatch(
      /two\.ts: expected one kernel, or the name of one, found mine, other \(e\.g\. two\.ts#mine\)/,
    );
    expect(none.code).toBe(2);
  });

  it('keeps what the author prints out of the results', async () => {
    save('talks.ts', `console.log('hello from the author');\n${source()}`);
    const { stdout, stderr } = await run('talks.ts', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ kernel: 'mine' });
    expect(stderr).toContain('hello from the author');
  });
});

/** What stands in line 18, and the one line that answers it. */
const wrong: readonly (readonly [name: string, text: string, says: RegExp])[] = [
  [
    'throws',
    source("throw new RangeError('no');"),
    /^onchip: throws\.ts:18:\d+: expected code that runs, found RangeError: no$/,
  ],
  [
    'in-helper',
    source('gone();').replace('{ product }', '{ gone, product }'),
    /^onchip: helper\.ts:8:\d+: .*TypeError: the helper is broken$/,
  ],
  ['throws-text', source("throw 'no';"), /^onchip: throws-text\.ts: .*a thrown string: no$/],
  ['top', `throw new Error('at once');\n`, /^onchip: top\.ts:1:7: .*Error: at once$/],
  [
    'recursion',
    source('const f = (): number => f() + 1; f();'),
    /^onchip: recursion\.ts:18:\d+: .*RangeError: Maximum call stack/,
  ],
  [
    'syntax',
    'export const a = = 1;\n',
    /^onchip: syntax\.ts:1:18: expected TypeScript or JavaScript, found a mistake: Expression expected/,
  ],
  [
    'none',
    'export const a = 1;\n',
    /^onchip: none\.ts: expected an export made by defineKernel, found exports that are no kernels: a$/,
  ],
  [
    'shapes',
    source('k.matmul(y, x, W);'),
    /^onchip: shapes\.ts:18:\d+: kernel mine: .*found x \[64, 1\] · W \[64, 64\] = y \[64, 1\]$/,
  ],
  [
    'tile',
    source('k.matmul(y, W, (k as any).tensors?.z);'),
    /^onchip: tile\.ts:18:\d+: operand: expected a tensor, or a tile of one \(k\.at\), found undefined$/,
  ],
  [
    'slot',
    source('k.matmul(y, W, k.at(x, 3));'),
    /^onchip: slot\.ts:18:\d+: kernel mine: index of x: expected a slot below 1, found 3$/,
  ],
  [
    'late-slot',
    source("k.repeat('t', 3, (t) => k.copy(k.at(k.buffer('b', [2, n, 1]), t), x));"),
    /^onchip: late-slot\.ts:18:\d+: kernel mine: .*expected a slot of b from 0 to 1, found 2$/,
  ],
  [
    'function',
    source("k.pointwise('tahn', [y], [y]);"),
    /^onchip: function\.ts:18:\d+: .*found tahn \(did you mean tanh\?\)$/,
  ],
  [
    'race',
    source(
      "k.matmul(y, W, x); const all = k.buffer('all', [n, 1]); k.exchange('all-gather', y, all); k.pointwise('tanh', [y], [all]);",
    ),
    /^onchip: race\.ts:18:\d+: kernel mine: 'y = tanh' reads all: expected a barrier after 'all-gather y → all' \(exchange at race\.ts:18:\d+\)/,
  ],
  [
    'reference',
    source(undefined, 'reference: () => ({ out: new Float64Array(3) })'),
    /^onchip: reference\.ts:\d+:\d+: kernel mine: check\.reference: expected 64 values of output out .*found 3 of them$/,
  ],
  [
    'misses',
    source(undefined, 'reference: () => ({})'),
    /expected 64 values of output out in a Float64Array, found undefined for out$/,
  ],
  [
    'import',
    source().replace('./helper.js', './gone.js'),
    /^onchip: import\.ts:\d+:\d+: import '\.\/gone\.js': expected a file, found nothing there$/,
  ],
  [
    'package',
    source().replace('./helper.js', 'no-such-package'),
    /import 'no-such-package': expected an installed package/,
  ],
  ['exit', 'process.exit(0);\n', /^onchip: exit\.ts: expected a kernel, found code that ends the program$/],
];

describe('a kernel file that is wrong', () => {
  it('is answered on one line with file and line, exit 2', async () => {
    for (const [name, text] of wrong) save(`${name}.ts`, text);
    const ended = await Promise.all(wrong.map(([name]) => run(`./${name}.ts`)));
    wrong.forEach(([, , says], i) => {
      const { stdout, stderr, code } = ended[i];
      expect(stderr.trimEnd()).toMatch(says);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(stdout).toBe('');
      expect(code).toBe(2);
    });
  });

  it('that is not there, or asks a chip for what it cannot do', async () => {
    save('trains.ts', source().replace("title: 'y = W · x',", "title: 'y', trains: true,"));
    const [gone, trains] = await Promise.all([
      run('./nowhere.ts'),
      onchip(['run', 'trains.ts', '-c', 'tpu-v1'], { cwd: folder }),
    ]);
    expect(gone.stderr).toBe('onchip: nowhere.ts: expected a kernel file, found nothing there\n');
    expect(trains.stderr).toMatch(
      /^onchip: trains\.ts:6:\d+: kernel mine on tpu-v1: expected a chip that can train, found an inference-only chip\n$/,
    );
    expect([gone.code, trains.code]).toEqual([2, 2]);
  });

  it('that loops for ever is stopped at the limit, and the loop is named', async () => {
    save('loops.ts', source('for (;;) Math.sqrt(2);'));
    save('loops-in-reference.ts', source(undefined, 'reference: () => { for (;;) Math.sqrt(2); }'));
    const ended = await Promise.all(['loops', 'loops-in-reference'].map((name) => run(`./${name}.ts`, '--limit', '1')));
    expect(ended.map(({ stderr }) => stderr.trim())).toEqual([
      expect.stringMatching(
        /^onchip: loops\.ts:18: expected code that ends within 1 s, found it still at work \(.*--limit/,
      ),
      expect.stringMatching(/^onchip: loops-in-reference\.ts:10: expected code that ends within 1 s/),
    ]);
    expect(ended.map(({ code }) => code)).toEqual([2, 2]);
  });
});

describe('onchip run --watch', () => {
  it('runs again on save and says what has changed, also after a mistake', async () => {
    save('watched.ts', source());
    const main = join(root, 'dist/cli/main.js');
    const args = ['run', './watched.ts', '--chip', 'nnp-t1000', '--watch'];
    const child = spawn(process.execPath, [main, ...args], { cwd: folder });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (text += part));
    const waits = async (count: number): Promise<void> => {
      await expect.poll(() => text.split('to be saved').length - 1, { timeout: 20_000 }).toBe(count);
    };
    try {
      await waits(1);
      save('watched.ts', source("throw new Error('oops');"));
      await waits(2);
      save('watched.ts', source("k.repeat('again', 9, () => k.matmul(y, W, x));"));
      await waits(3);
    } finally {
      child.kill();
    }
    expect(text).toMatch(/watched\.ts:18:\d+: expected code that runs, found Error: oops/);
    expect(text).toMatch(/since the last save\n {2}nnp-t1000 \S+: \+[\d,]+ cycles \(0\.\d+x as fast as before\)/);
  });

  it('is refused for shipped kernels', async () => {
    const { stderr, code } = await onchip(['run', 'gemm', '--chip', 'v100', '--watch']);
    expect(stderr).toBe(
      'onchip: --watch: expected a kernel file, e.g. ./my-kernel.ts, found a kernel of onchip or a model\n',
    );
    expect(code).toBe(2);
  });

  it('names what fits now and what no longer does', () => {
    const row = { chip: 'a', runtime: 'r', kernel: 'k', format: 'f', params: {} };
    const report = (cycles: number | null) =>
      ({ rows: [cycles === null ? { ...row, rejected: {} } : { ...row, cycles }] }) as unknown as RunReport;
    expect(changeText(report(null), report(5))).toContain('a f: fits now');
    expect(changeText(report(5), report(null))).toContain('a f: no longer fits');
    expect(changeText(report(5), report(5))).toContain('as many cycles as before');
    expect(changeText(report(2000), report(1000))).toContain('-1,000 cycles (2.00x as fast as before)');
  });
});
