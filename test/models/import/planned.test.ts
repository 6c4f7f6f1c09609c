/** @file Imported models as kernels: cycles worked out on paper, the rung that is chosen, several chips and formats. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { plan } from '../../../src/kernels/planner/plan.js';
import type { Network } from '../../../src/models/import/network.js';
import { predict } from '../../../src/models/import/predict.js';
import { kernelsOf } from '../../../src/models/import/toKernel/rungs.js';
import { target } from '../../../src/sim/namedTarget.js';
import { runBestRung } from '../../../src/study/bestRung.js';
import { isRejected } from '../../../src/study/row.js';
import { tinyTarget } from '../../helpers/tinyChip.js';
import { randomise, read, saved } from './tfjsModels.js';

const { layers } = tf;

async function network(...stack: tf.layers.Layer[]): Promise<Network> {
  const model = tf.sequential({ layers: stack });
  randomise(model);
  return read(await saved(model));
}

/** tfjs draws orthogonal matrices at length; they are replaced anyway. */
const recurrentInitializer = 'zeros';

const characters = (units: number): Promise<Network> =>
  network(
    layers.embedding({ inputDim: 20, outputDim: 16, batchInputShape: [null, null] }),
    layers.lstm({ units, returnSequences: true, recurrentActivation: 'sigmoid', recurrentInitializer }),
    layers.lstm({ units, returnSequences: true, recurrentInitializer }),
    layers.timeDistributed({ layer: layers.dense({ units: 20, activation: 'softmax' }) }),
  );

beforeAll(async () => {
  await tf.setBackend('cpu');
});

it('one dense layer on one unit: values and cycles by hand', async () => {
  const model = tf.sequential({
    layers: [layers.dense({ name: 'fc', units: 8, activation: 'relu', inputShape: [4] })],
  });
  const identityTwice = Array.from({ length: 32 }, (_, at) => (at % 4 === Math.floor(at / 8) ? 1 : 0));
  model.setWeights([tf.tensor2d(identityTwice, [4, 8]), tf.tensor1d([0, 0, 0, 0, -1, -2, -3, -10])]);
  const made = read(await saved(model));
  const [inCache] = kernelsOf(made);
  const tiny = tinyTarget({ units: 1 });
  const sizes = { batch: 1, steps: 1 };
  expect([...predict(made, inCache, tiny, [3, 4, -1, 6], sizes)]).toEqual([3, 4, 0, 6, 2, 2, 0, 0]);
  const planned = plan(inCache, { batch: 1 }, tiny);
  if (planned.rejected !== null) throw new Error('does not fit');
  // launch 50 + 30 = 80; W 8·4·4 B, b 8·4 B and x 4·4 B at 8 B a cycle: 16 + 4 + 2, latency 100: 202.
  // product: x stays in the array, 8 rows stream: 8 + 2·4 + 4 - 2 - 1 = 17, SRAM latency 2: 221.
  // bias and ReLU: sums, bias in and out, 96 B at 16 B a cycle: 6 (8 · 2 / 4 lanes = 4 beside it), latency 3: 230.
  // y: 32 B at 8 B a cycle, latency 100: 334.
  expect(planned.result.cycles).toBe(80 + 22 + 100 + 17 + 2 + 6 + 3 + 4 + 100);
  expect(planned.resident).toEqual({ sram: 4 * (32 + 8 + 4 + 8 + 8) }); // W, b, x, sums, own
  expect(Object.values(planned.result.parts).reduce((a, b) => a + b, 0)).toBe(planned.result.cycles);
});

describe('two LSTMs over characters', () => {
  it.each(['fp32', 'fp16', 'bf16', 'flex16+5'])(
    'in %s: values within the tolerance, layers sum to the cycles',
    async (format) => {
      const kernels = kernelsOf(await characters(24));
      const chips = format === 'bf16' || format === 'flex16+5' ? ['nnp-t1000', 'lake-crest'] : ['nnp-t1000', 'v100'];
      const fitting = chips.filter((name) => format !== 'bf16' || name === 'nnp-t1000');
      const rows = runBestRung(
        kernels,
        { batch: 2, steps: 6 },
        fitting.map((name) => target(name, { format })),
      );
      for (const row of rows) {
        if (isRejected(row)) throw new Error(`${row.chip} was rejected`);
        expect(row.values?.ok, JSON.stringify(row.values)).toBe(true);
        expect(row.parts?.reduce((sum, { cycles }) => sum + cycles, 0)).toBe(row.cycles);
        expect(row.parts?.reduce((sum, { macs }) => sum + macs, 0)).toBe(row.macs);
        const fits = row.rungs?.flatMap((rung) => ('seconds' in rung ? [rung.seconds] : [])) ?? [];
        expect(row.seconds).toBe(Math.min(...fits));
      }
    },
  );

  it('too large to be pinned: refused with need and have, and another rung is chosen', async () => {
    const kernels = kernelsOf(await characters(640));
    const [row] = runBestRung(kernels, { batch: 1, steps: 3 }, [target('gtx-1070', { format: 'fp32' })], {
      values: false,
    });
    if (isRejected(row)) throw new Error('streamed always fits');
    const [first] = row.rungs ?? [];
    // Both layers' weights: 4·640·(16 + 640) + 4·640·(640 + 640) floats = 19.8 MB over 15 SMs of 256 + 96 KiB.
    expect(first.rejected?.needBytes).toBeGreaterThan((4 * 4 * 640 * (16 + 3 * 640)) / 15);
    expect(first.rejected?.haveBytes).toBeLessThan(first.rejected?.needBytes ?? 0);
    expect(row.kernel).not.toBe(first.kernel);
  });
});

it('a small CNN in two formats on two chips', async () => {
  const kernels = kernelsOf(
    await network(
      layers.conv2d({ filters: 8, kernelSize: 3, activation: 'relu', inputShape: [12, 12, 1] }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 6, kernelSize: 3, padding: 'same', activation: 'tanh' }),
      layers.averagePooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 10, activation: 'softmax' }),
    ),
  );
  const targets = [
    target('nnp-t1000', { format: 'flex16+5' }),
    target('nnp-t1000', { format: 'fp16' }),
    target('v100', { format: 'fp16' }),
  ];
  for (const row of runBestRung(kernels, { batch: 3 }, targets)) {
    if (isRejected(row)) throw new Error(`${row.chip} was rejected`);
    expect(row.values?.ok, JSON.stringify(row.values)).toBe(true);
    // Images x pixels x filters x window: 100·8·9 + 25·6·72, then 24 · 10.
    expect(row.macs).toBe(3 * (100 * 8 * 9 + 25 * 6 * 72 + 24 * 10));
  }
});

it('has the same bits on every chip', async () => {
  const made = await characters(10);
  const x = [1, 5, 3, 19, 0, 7];
  const run = (chip: string, rung: number) =>
    predict(made, kernelsOf(made)[rung], target(chip, { format: 'fp16' }), x, { batch: 2, steps: 3 });
  for (const rung of [0, 1, 2]) expect(run('v100', rung)).toEqual(run('nnp-t1000', rung));
});
