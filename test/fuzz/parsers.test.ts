/** Every parser of files and flags takes whatever comes: it answers, or refuses with an InputError of one line; never another
 * exception, never a changed prototype. More than 10,000 cases, the same ones each time. */
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { chipFileText } from '../../src/cli/chipYaml.js';
import { parseParams } from '../../src/cli/params.js';
import { parseHeader } from '../../src/cli/sweep/sweepHeader.js';
import { parsePlanFile } from '../../src/kernels/planner/file/read.js';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/models/checkpoint.js';
import { initialWeights } from '../../src/models/config.js';
import { readOnnx } from '../../src/models/import/onnx/index.js';
import { readTfjs } from '../../src/models/import/tfjs/index.js';
import { corpusOf } from '../../src/models/text.js';
import { Trainer } from '../../src/models/trainer.js';
import { InputError } from '../../src/numerics/errors.js';
import { parseFormat } from '../../src/numerics/format.js';
import { parseCompared } from '../../src/report/compare/input.js';
import { parseReportFile } from '../../src/report/file.js';
import { parseChipFile } from '../../src/sim/chipFile.js';
import { chip } from '../../src/sim/chips/index.js';
import { parseMeasuredCsv } from '../../src/study/measuredCsv.js';
import { readMeasuredRow } from '../../src/study/measuredRow.js';
import { parseAxis } from '../../src/study/sweep/axis.js';
import { parseSweepFile } from '../../src/study/sweep/sweepFile.js';
import { small } from '../models/helpers.js';
import { onnxBytes } from '../models/import/onnxModels.js';
import { saved } from '../models/import/tfjsModels.js';
import { smallReport } from '../report/fixture.js';
import { anyText, changedBytes, changedJson, changedText } from './mutations.js';

let cases = 0;

/** Takes it or refuses it in one line. */
function answers(parse: () => unknown): void {
  cases += 1;
  try {
    parse();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message).not.toMatch(/[\n\r]/);
    expect(error.message.length).toBeLessThan(4000);
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(Object.prototype).not.toHaveProperty('polluted');
}

const all = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number, parse: (input: T) => unknown): void =>
  fc.assert(
    fc.property(arbitrary, (input) => answers(() => parse(input))),
    { numRuns },
  );

const v100 = JSON.parse(JSON.stringify(chip('v100')));
const plan = {
  schema: 'onchip-plan-file/1',
  ...{ kernel: 'lstm.in-cache', params: { hidden: 200 }, chip: 'v100', runtime: 'cudnn-7.6', format: 'fp16' },
  plan: {
    ...{ units: 40, order: 'declared', levels: { W0: 'register' }, staging: { x: 2 }, exchanged: {} },
    products: { 'gates0 = U0 · h0': { engine: 'tensor-cores', kSplit: 'fill' } },
  },
};
const sweep = {
  kernel: 'lstm.in-cache',
  chip: ['nnp-t1000'],
  params: { hidden: '128..4096:x2', batch: [1, 4] },
  vary: { 'nnp-t1000': { 'levels.sram.capacityBytes': '1Mi..8Mi:x2' } },
  format: ['fp16'],
  search: { method: 'pareto', evaluations: 10 },
};

it('starts from files that are right', () => {
  expect(parseChipFile(JSON.stringify(v100), 'c.json').name).toBe('v100');
  expect(parsePlanFile(JSON.stringify(plan), 'p.json').plan.units).toBe(40);
  expect(parseSweepFile(JSON.stringify(sweep), 's.json').kernel).toBe('lstm.in-cache');
});

describe('files of structure', () => {
  it('chips as JSON', () => {
    all(changedJson(v100), 900, (text) => parseChipFile(text, 'c.json'));
    all(anyText, 500, (text) => parseChipFile(text, 'c.json'));
  });

  it('chips as YAML', () => {
    all(changedText(chipFileText(chip('nnp-t1000'))), 400, (text) => parseChipFile(text, 'c.yaml'));
    all(anyText, 700, (text) => parseChipFile(text, 'c.yaml'));
  });

  it('plans', () => {
    all(changedJson(plan), 1200, (text) => parsePlanFile(text, 'p.json'));
    all(changedText(JSON.stringify(plan, null, 1)), 500, (text) => parsePlanFile(text, 'p.yaml'));
  });

  it('sweeps, and the headers of their folders', () => {
    all(changedJson(sweep), 1200, (text) => parseSweepFile(text, 's.json'));
    all(changedText(JSON.stringify(sweep, null, 1)), 500, (text) => parseSweepFile(text, 's.yaml'));
    all(anyText, 500, (text) => parseHeader(text, 'sweep.json'));
    all(
      changedJson({
        schema: 'onchip-sweep/1',
        version: '0.1.0',
        hash: 'x',
        rows: 3,
        shard: null,
        definition: sweep,
        chips: [],
      }),
      500,
      (text) => parseHeader(text, 'sweep.json'),
    );
  });

  it('reports, and what compare takes', () => {
    // A report of one row: changes should hit its parts, not its length.
    const report = { ...smallReport(), rows: smallReport().rows.slice(0, 1), chips: smallReport().chips.slice(0, 1) };
    all(changedJson(report), 400, (text) => parseReportFile(text, 'r.json'));
    all(changedJson({ schema: 'onchip-run/2', rows: report.rows }), 300, (text) => parseCompared(text, 'r.json'));
    all(anyText, 800, (text) => parseReportFile(text, 'r.json'));
    all(anyText, 400, (text) => parseCompared(text, 'rows.jsonl'));
  });
});

describe('tables and words', () => {
  const table =
    'm,n,k,a_transpose,b_transpose,precision,time_ms\n1760,16,1760,N,N,float,0.085\n2048,32,2048,N,T,half,0.05\n';

  it('measured tables, and their rows', () => {
    const rows = (text: string): unknown => {
      const { kind, rows: raw } = parseMeasuredCsv(text, 't.csv');
      return raw.map((row) => readMeasuredRow(row, kind, 't.csv'));
    };
    all(changedText(table), 1500, rows);
    all(anyText, 500, rows);
  });

  it('names of formats, ranges, parameters', () => {
    const names = fc.oneof(
      fc.string({ maxLength: 20 }),
      changedText('flex16+5-sr'),
      changedText('mxfp8e4m3'),
      changedText('fp16-mixed'),
    );
    all(names, 1000, parseFormat);
    const ranges = fc.oneof(
      fc.string({ maxLength: 20 }),
      changedText('1Mi..8Mi:x2'),
      changedText('1..9:+2'),
      changedText('1,2,3'),
    );
    all(ranges, 1000, (text) => parseAxis(text, { where: '-p x', whole: true }));
    all(
      fc.array(fc.oneof(fc.string({ maxLength: 12 }), changedText('hidden=200')), { maxLength: 4 }),
      500,
      parseParams,
    );
  });

  it('texts to learn from', () => {
    all(fc.oneof(fc.string({ maxLength: 400, unit: 'binary' }), fc.string({ maxLength: 50 })), 200, (text) =>
      corpusOf(text, 'text.txt'),
    );
  });
});

describe('files of bytes', () => {
  let onnx: Uint8Array;
  let tfjs: { readonly json: string; readonly weights: Uint8Array };

  beforeAll(async () => {
    const weights = { dims: [1, 8, 3], floats: new Float32Array(24).fill(0.1) };
    const recurrent = { dims: [1, 8, 2], floats: new Float32Array(16).fill(0.1) };
    onnx = onnxBytes({
      input: { dims: [4, 2, 3] },
      nodes: [{ op: 'LSTM', inputs: ['x', 'W', 'R'], outputs: ['y'], attributes: { hidden_size: 2 } }],
      constants: { W: weights, R: recurrent },
      output: 'y',
    });
    const model = tf.sequential();
    model.add(tf.layers.lstm({ units: 3, inputShape: [4, 2], recurrentActivation: 'sigmoid' }));
    model.add(tf.layers.dense({ units: 2, activation: 'relu' }));
    tfjs = await saved(model);
  });

  it('checkpoints', () => {
    const options = { batch: 2, steps: 3, optimiser: 'sgd', learningRate: 0.1, seed: 1 } as const;
    const trainer = new Trainer(small, options, parseFormat('flex16+5'), initialWeights(small, { seed: 1 }));
    const bytes = encodeCheckpoint(trainer);
    all(changedBytes(bytes), 200, (input) => decodeCheckpoint(input, 'x'));
    all(fc.uint8Array({ maxLength: 200 }), 300, (input) => decodeCheckpoint(input, 'x'));
  });

  it('ONNX models', () => {
    all(changedBytes(onnx), 1500, (input) => readOnnx('m.onnx', input));
    all(fc.uint8Array({ maxLength: 300 }), 500, (input) => readOnnx('m.onnx', input));
  });

  it('TensorFlow.js models', () => {
    const { json, weights } = tfjs;
    all(changedJson(JSON.parse(json)), 1200, (text) => readTfjs('model.json', text, () => weights));
    all(anyText, 300, (text) => readTfjs('model.json', text, () => weights));
    all(changedBytes(weights), 300, (input) => readTfjs('model.json', json, () => input));
  });
});

it('has tried more than ten thousand', () => expect(cases).toBeGreaterThan(10_000));
