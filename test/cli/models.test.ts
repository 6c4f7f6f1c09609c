/** @file `onchip run model.json` and `model.onnx` as a user types them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/cli/actions/run.js';
import { onnxBytes, weights } from '../models/import/onnxModels.js';
import { randomise, saved } from '../models/import/tfjsModels.js';
import { onchip, onchipHere } from './onchip.js';

const folder = mkdtempSync(join(tmpdir(), 'onchip-models-'));
afterAll(() => rmSync(folder, { recursive: true }));

const json = join(folder, 'model.json');
const onnx = join(folder, 'model.onnx');
const two = ['--chip', 'nnp-t1000,v100', '--format', 'fp16'];

beforeAll(async () => {
  await tf.setBackend('cpu');
  const model = tf.sequential({
    layers: [
      tf.layers.lstm({ name: 'lstm', units: 8, inputShape: [6, 4] }),
      tf.layers.dense({ name: 'out', units: 3, activation: 'softmax' }),
    ],
  });
  randomise(model);
  const { json: text, weights: bytes } = await saved(model);
  writeFileSync(json, text);
  writeFileSync(join(folder, 'weights.bin'), bytes);
  mkdirSync(join(folder, 'linked'));
  writeFileSync(join(folder, 'linked/model.json'), text);
  symlinkSync(join(folder, 'weights.bin'), join(folder, 'linked/weights.bin'));
  const graph = {
    input: { dims: ['batch', 5] },
    nodes: [
      { op: 'MatMul', name: 'product', inputs: ['x', 'A'], outputs: ['h'] },
      { op: 'Tanh', inputs: ['h'], outputs: ['y'] },
    ],
    constants: { A: weights([5, 4], 1) },
    output: 'y',
  };
  writeFileSync(onnx, onnxBytes(graph));
});

describe('onchip run', () => {
  it('a TensorFlow.js model: values, the chosen rung, layers', async () => {
    const { code, stdout, stderr } = await onchipHere(['run', json, ...two, '-p', 'batch=4', '--quiet']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /values fp16: match the float64 reference|values model\.json#\S+ fp16: match the float64 reference/,
    );
    expect(stdout).toMatch(/chosen \(the fastest that fits\)\n {2}nnp-t1000 fp16 +(in-cache|persistent) .*streamed/);
    expect(stdout).toMatch(/layers on v100 fp16 .*\n.*\n\(launches, first loads\).*\nlstm .*\nout /);
  });

  it('an ONNX model as JSON that says where it comes from', async () => {
    const { code, stdout } = await onchipHere(['run', onnx, ...two, '--json', '--quiet']);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as RunReport;
    expect(report.kernel).toBe('model.onnx');
    expect(report.source).toEqual({ file: onnx, hash: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(report.rows.map((row) => row.kernel.replace(/#.*/, ''))).toEqual(['model.onnx', 'model.onnx']);
  });

  it('one rung that is asked for', async () => {
    const { stdout } = await onchipHere(['run', `${json}#streamed`, ...two, '--json', '--quiet']);
    const report = JSON.parse(stdout) as RunReport;
    expect(report.rows.map((row) => row.kernel)).toEqual(['model.json#streamed', 'model.json#streamed']);
    expect(report.rows.every((row) => !('rungs' in row))).toBe(true);
  });

  it('the pages of a run say which kernel was taken, and the time of each layer', async () => {
    const out = join(folder, 'pages');
    const { code } = await onchip(['run', json, '--chip', 'v100', '--format', 'fp16', '-q', '--out', out]);
    expect(code).toBe(0);
    for (const page of ['run.md', 'run.html']) {
      const text = readFileSync(join(out, page), 'utf8');
      for (const words of ['Which kernel was taken?', 'taken', 'Layer by layer: ', 'lstm', '(launches, first loads)']) {
        expect(text).toContain(words);
      }
    }
  });

  it('explain plan and kernels know models', async () => {
    const plan = await onchipHere(['explain', 'plan', json, '--chip', 'nnp-t1000', '--format', 'fp16']);
    expect(plan.stdout).toContain('for step in 0..5:');
    expect((await onchipHere(['kernels', onnx])).stdout).toMatch(/model\.onnx#in-cache .*\n\nparameter .*\nbatch /);
  });
});

describe('refused with exit code 2 and one line', () => {
  const cases: [what: string, args: () => string[], message: string | RegExp][] = [
    [
      'a rung that there is not',
      () => [`${json}#incache`],
      /model\.json#: expected one of in-cache, persistent, streamed, found incache \(did you mean in-cache\?\)/,
    ],
    [
      'a parameter of another kernel',
      () => [json, '-p', 'hidden=3'],
      'parameter of model.json: expected one of batch, found hidden',
    ],
    [
      'a link out of the folder',
      () => [join(folder, 'linked/model.json')],
      /linked\/weights\.bin: expected a file inside .*found a link to another place/,
    ],
    [
      'a file that is not there',
      () => [join(folder, 'none.onnx')],
      /none\.onnx: expected an ONNX model, found nothing there/,
    ],
    ['two at a time', () => [`${json},${onnx}`], /expected one model at a time/],
  ];
  it.each(cases)('%s', async (_, args, message) => {
    const [model, ...more] = args();
    const { code, stdout, stderr } = await onchipHere(['run', model, '--chip', 'nnp-t1000', ...more]);
    expect(stderr).toMatch(message);
    expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 2, stdout: '', lines: 1 });
  });
});
