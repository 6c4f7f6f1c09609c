/** `onchip host`: what contenders compute is held to float64, what is missing is named, a wrong library is shown as wrong. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Contender, Loader } from '../../src/cli/host/contender.js';
import { load } from '../../src/cli/host/contender.js';
import { onnxWeb } from '../../src/cli/host/contenders/onnxruntime.js';
import { ours } from '../../src/cli/host/contenders/ours.js';
import { tensorflowWasm } from '../../src/cli/host/contenders/tensorflow.js';
import { runHost } from '../../src/cli/host/hostRun.js';
import { transposed, workload } from '../../src/cli/host/workload.js';
import { hostSchema } from '../../src/report/schemas/host.js';
import { parseChipFile } from '../../src/sim/chipFile.js';
import { onchip } from './onchip.js';

const lstm = workload('lstm', { hidden: 5, layers: 2, batch: 3, steps: 4, input: 7 }, 1);
const gemm = workload('gemm', { m: 6, n: 4, k: 5 }, 1);
const once = { turns: 1, budgetSeconds: 1 };

describe('workloads', () => {
  it('count the operations of the products', () => {
    expect(gemm.operations).toBe(2 * 6 * 4 * 5);
    // Four gates of 5 units, 3 sequences, 4 steps: 7 + 5 inputs in the first layer, 5 + 5 in the second.
    expect(lstm.operations).toBe(2 * 4 * 5 * 3 * 4 * (12 + 10));
  });

  it('transposes', () => {
    expect([...transposed([1, 2, 3, 4, 5, 6], 2, 3)]).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it('refuses what cannot be checked', () => {
    expect(() => workload('gemm', { m: 60_000, n: 60_000, k: 60_000 }, 1)).toThrow(/at most 20000000000/);
  });
});

describe('contenders', () => {
  it('compute both workloads right, in all layouts', async () => {
    const { rows, failed } = await runHost([lstm, gemm], [ours, tensorflowWasm, onnxWeb], once);
    expect(failed).toEqual([]);
    expect(rows.map(({ library }) => library.split(' ')[0])).toEqual([
      ...['onchip', 'onchip', 'onchip', '@tensorflow/tfjs', 'onnxruntime-web'],
      ...['onchip', 'onchip', 'onchip', '@tensorflow/tfjs', 'onnxruntime-web'],
    ]);
    for (const row of rows) expect(row.values.ok, `${row.kernel} ${row.library} ${row.values.relL2}`).toBe(true);
    for (const row of rows) expect(row.status).toBe('measured');
  });

  it('names what is not installed', async () => {
    expect(await load('onchip-has-no-such-friend')).toMatchObject({ library: 'onchip-has-no-such-friend' });
  });

  it('shows wrong values and failures, and goes on', async () => {
    const prepared = (output: ArrayLike<number>) => ({ run: () => {}, output: () => output });
    const base = { library: 'bad', backend: 'test', format: 'fp32' };
    const wrong: Contender = { ...base, prepare: ({ expected }) => prepared(expected.map((v) => v * 1.01)) };
    const short: Contender = { ...base, prepare: () => prepared([]) };
    const broken: Contender = {
      ...base,
      prepare: () => {
        throw new Error('no such operator\nat line 1');
      },
    };
    const loader: Loader = async () => [wrong, short, broken];
    const { rows, failed } = await runHost([gemm], [loader], once);
    expect(rows[0].values.relL2).toBeCloseTo(0.01, 6);
    expect(rows.map(({ values }) => values.ok)).toEqual([false, false]);
    expect(failed).toEqual([{ kernel: 'gemm', library: 'bad', backend: 'test', reason: 'no such operator' }]);
  });
});

describe('onchip host', () => {
  it('prints a report of its schema and writes a chip file that can be run', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'onchip-host-'));
    try {
      const sizes = ['--lstm', 'hidden=8', '--lstm', 'steps=2', '--gemm', 'm=8', '--gemm', 'k=8'];
      const fit = join(folder, 'host.yaml');
      const few = ['--turns', '1', '--seconds', '1', '--clock', '3000000000', '--fit', fit, '--chip', 'nnp-t1000'];
      const { code, stdout } = await onchip(['host', ...sizes, ...few, '--json', '--quiet', '--out', folder]);
      expect(code).toBe(0);
      const report = hostSchema.parse(JSON.parse(stdout));
      expect(report.simulated.map(({ chip }) => chip)).toEqual(['nnp-t1000', 'nnp-t1000', 'this-machine']);
      expect(readFileSync(join(folder, 'host.csv'), 'utf8').split('\n')).toHaveLength(report.rows.length + 2);
      const chip = parseChipFile(readFileSync(fit, 'utf8'), fit);
      expect(chip.matrix[0]).toMatchObject({ kind: 'simt', macsPerCycle: { status: 'measured' } });
      // Every library has rows or a reason: none is left out in silence.
      const said = [...report.rows, ...report.absent].map(({ library }) => library.split(' ')[0]);
      const all = [
        'onchip',
        '@tensorflow/tfjs',
        '@tensorflow/tfjs-node',
        'onnxruntime-node',
        'onnxruntime-web',
        'gpu.js',
      ];
      for (const library of all) expect(said).toContain(library);
      // gpu.js takes another mode without a word when it finds no GPU: the row says which one really ran.
      for (const row of report.rows.filter(({ library }) => library.startsWith('gpu.js'))) {
        expect(row.backend === 'cpu' || row.backend === 'gpu' || row.backend.includes('asked for gpu')).toBe(true);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    [['--turns', '0'], '--turns: expected a whole number from 1 to 1000, found 0'],
    [['--lstm', 'hiden=3'], 'did you mean hidden?'],
    [['--chip', 'nope'], 'expected the name of a chip'],
    [['--clock', '5'], '--clock: expected'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await onchip(['host', ...args]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
