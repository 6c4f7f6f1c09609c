/** @file A run that is stopped and goes on equals one that is not, bit for bit; bad files are named. */
import { describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint, restoreCheckpoint } from '../../src/models/checkpoint.js';
import { initialWeights } from '../../src/models/config.js';
import { Trainer, type TrainOptions } from '../../src/models/trainer.js';
import { parseFormat } from '../../src/numerics/index.js';
import { randomBatch, small } from './helpers.js';

const options: TrainOptions = {
  batch: 3,
  steps: 4,
  optimiser: 'adam',
  learningRate: 0.01,
  clipNorm: 1,
  dropoutPercent: 10,
  seed: 5,
};

const fresh = (format: string, changed: Partial<TrainOptions> = {}): Trainer =>
  new Trainer(small, { ...options, ...changed }, parseFormat(format), initialWeights(small, { seed: 5 }));

const feed = (trainer: Trainer, count: number): number[] =>
  Array.from(
    { length: count },
    () => trainer.train(randomBatch(small, 3, 4, trainer.step, trainer.step % 5 === 0)).loss,
  );

describe('checkpoints', () => {
  it.each([
    ['fp32', 'per-step'],
    ['fp16-mixed', 'per-step'],
    ['flex16+5', 'shared'],
    ['flex16+5', 'per-step'],
    ['flex12+5-sr', 'per-step'],
    ['flex16+5-int48', 'per-step'],
  ] as const)('%s, %s exponents, goes on bit for bit', (format, exponents) => {
    const whole = fresh(format, { exponents });
    const expected = feed(whole, 14);
    const first = fresh(format, { exponents });
    feed(first, 7);
    const bytes = encodeCheckpoint(first, { losses: [1, Number.POSITIVE_INFINITY] });
    const second = fresh(format, { exponents });
    const image = decodeCheckpoint(bytes, 'x.ckpt');
    restoreCheckpoint(second, image, 'x.ckpt');
    expect(image.header.notes).toEqual({ losses: [1, Number.POSITIVE_INFINITY] });
    expect(feed(second, 7)).toEqual(expected.slice(7));
    expect(second.weights()).toEqual(whole.weights());
    expect(encodeCheckpoint(second)).toEqual(encodeCheckpoint(whole));
  });

  it('names what is wrong with a file', () => {
    const bytes = encodeCheckpoint(fresh('fp32'));
    const decode = (b: Uint8Array) => () => decodeCheckpoint(b, 'run/a.ckpt');
    expect(decode(new TextEncoder().encode('hello there'))).toThrow(/^checkpoint run\/a\.ckpt: expected a file that/);
    expect(decode(bytes.subarray(0, bytes.length - 9))).toThrow(/cut short or damaged/);
    const damaged = bytes.slice();
    damaged[bytes.length >> 1] ^= 1;
    expect(decode(damaged)).toThrow(/checksum does not match/);
  });

  it('refuses another shape, format or schedule', () => {
    const image = decodeCheckpoint(encodeCheckpoint(fresh('fp32')), 'a');
    const into = (trainer: Trainer) => () => restoreCheckpoint(trainer, image, 'a');
    expect(into(fresh('fp16'))).toThrow('checkpoint a: format: expected fp16, found fp32');
    expect(into(fresh('fp32', { batch: 4 }))).toThrow('checkpoint a: batch: expected 4, found 3');
    expect(into(fresh('fp32', { exponents: 'shared' }))).toThrow(/schedule: expected .*"exponents":"shared",/);
    expect(into(fresh('fp32', { learningRate: 1 }))).toThrow(/schedule: expected .*"learningRate":1,/);
  });

  it('refuses NaN and names the tensor', () => {
    const trainer = fresh('fp32');
    trainer.tensors.get('U1')[3] = Number.NaN;
    expect(() => decodeCheckpoint(encodeCheckpoint(trainer), 'a')).toThrow(/numbers in tensor U1, found NaN/);
  });
});
