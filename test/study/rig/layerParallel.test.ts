/** @file Layer-parallel rigs: how layers are cut, that the chips together compute what one chip computes, what a pipeline
 * of simulated chips takes, what links carry. */
import { describe, expect, it } from 'vitest';
import { plan } from '../../../src/kernels/planner/plan.js';
import { kernelNamed, kernelNames } from '../../../src/kernels/registry.js';
import { fillUniform } from '../../../src/numerics/random.js';
import { execute } from '../../../src/sim/execute.js';
import { target } from '../../../src/sim/namedTarget.js';
import { neighbourBytesPerSecond, rig } from '../../../src/sim/rigs.js';
import { TensorStore } from '../../../src/sim/tensors.js';
import { stagesOf } from '../../../src/study/rig/stages.js';
import { isRejected, type SimulatedRow } from '../../../src/study/row.js';
import { runExperiment } from '../../../src/study/run.js';

type Params = Readonly<Record<string, number>>;

function targetOn(name: string, format = 'fp16') {
  const of = rig(name);
  return { ...target(of.chip, { format }), rig: of, parallel: 'layer' as const };
}

function rowOf(kernel: string, name: string, params: Params, format?: string): SimulatedRow {
  const [row] = runExperiment(kernelNamed(kernel), params, [targetOn(name, format)], { values: false });
  if (isRejected(row)) throw new Error(`${kernel} does not fit on ${name}: ${row.rejected.suggestion}`);
  return row;
}

function layerMapping({ mapping }: SimulatedRow) {
  if (mapping.rig?.parallel !== 'layer') throw new Error('not layer-parallel');
  return mapping.rig;
}

/** Cycles on one chip alone. */
function alone(kernel: string, chip: string, params: Params): number {
  const [row] = runExperiment(kernelNamed(kernel), params, [target(chip, { format: 'fp16' })], { values: false });
  if (isRejected(row)) throw new Error('does not fit');
  return row.cycles;
}

describe('layers over chips', () => {
  const complete = (name: string, params: Params) => kernelNamed(name).graph(params).params;

  it('are cut as even as can be, the first chips have one more', () => {
    const stages = stagesOf(
      kernelNamed('lstm.in-cache'),
      complete('lstm.in-cache', { layers: 11, input: 30 }),
      rig('4x vega-fe'),
    );
    expect(stages.map((s) => s.layers)).toEqual([3, 3, 3, 2]);
    expect(stages.map((s) => s.params.input)).toEqual([30, 200, 200, 200]);
  });

  it('leave embedding and projection of a training step to the ends', () => {
    const params = complete('lstm.train', { layers: 3, hidden: 40, classes: 90, input: 24 });
    const [first, middle, last] = stagesOf(kernelNamed('lstm.train'), params, rig('3x titan-v'));
    expect(first.params).toMatchObject({ vocabulary: 90, input: 24, classes: 1 });
    expect(middle.params).toMatchObject({ vocabulary: 1, input: 40, classes: 1 });
    expect(last.params).toMatchObject({ vocabulary: 1, input: 40, classes: 90 });
  });

  it.each(['lstm.in-cache', 'gru.wavefront', 'rnn.persistent', 'lstm.fused'])(
    'compute what one chip computes: %s',
    (name) => {
      const kernel = kernelNamed(name);
      const params = complete(name, { layers: 3, hidden: 20, batch: 2, steps: 5, input: 12 });
      const on = target('nnp-t1000', { format: 'fp32' });
      const run = (given: Params, input: (tensor: string) => Float32Array): Float32Array => {
        const planned = plan(kernel, given, on);
        if (planned.rejected !== null) throw new Error('does not fit');
        const tensors = new TensorStore(planned.program, on.format);
        for (const t of planned.program.tensors) if (t.role === 'input') tensors.set(t.name, input(t.name));
        execute(planned.program, tensors);
        return tensors.get('y').slice();
      };
      const sizes = new Map(kernel.graph(params).tensors.map((t) => [t.name, t.slots * t.rows * t.columns]));
      const values = (tensor: string): Float32Array => {
        const made = new Float32Array(sizes.get(tensor)!);
        fillUniform(
          made,
          { seed: 2, stream: [...tensor].reduce((a, c) => a * 31 + c.charCodeAt(0), 0) % 997, step: 0 },
          -0.5,
          0.5,
        );
        return made;
      };
      const whole = run(params, values);
      let [handed, before] = [values('x'), 0];
      for (const stage of stagesOf(kernel, params, rig('2x titan-v'))) {
        const shift = before;
        const given = handed;
        handed = run(stage.params, (tensor) =>
          tensor === 'x' ? given : values(tensor.replace(/\d+$/, (l) => String(Number(l) + shift))),
        );
        before += stage.layers;
      }
      expect(handed).toEqual(whole);
    },
  );
});

describe('a layer-parallel rig', () => {
  const params = { hidden: 128, layers: 4, batch: 8, steps: 64 };

  it('takes the time of its slowest chip, and that of filling the pipeline', () => {
    const row = rowOf('lstm.in-cache', '2x lake-crest', params);
    const { stepsPerTransfer, transfers, bubble, secondsPerChip } = layerMapping(row);
    const [at64, at32] = [64, 32].map((steps) => alone('lstm.in-cache', 'lake-crest', { ...params, layers: 2, steps }));
    const perStep = (at64 - at32) / 32;
    const links = rig('2x lake-crest').links;
    // 12 links of 100 GB/s between two chips; one chunk of h: 128 x 8 values of 2 bytes a step.
    const clock = rig('2x lake-crest').chip.clockHz.value;
    const occupied = Math.ceil((clock * stepsPerTransfer * 128 * 8 * 2) / (12 * 100e9));
    const delay = Math.ceil(clock * links.latencySeconds.value);
    const ready = at64 - 64 * perStep;
    const chunk = stepsPerTransfer * perStep;
    expect(transfers).toBe(Math.ceil(64 / stepsPerTransfer));
    expect(row.cycles).toBe(Math.ceil(ready + 2 * chunk + occupied + delay + (transfers - 1) * chunk));
    expect(bubble).toBeCloseTo(1 - (2 * transfers * chunk) / (2 * row.cycles), 3);
    expect(secondsPerChip).toHaveLength(2);
  });

  it('beats one chip when layers are the work, and its work and waits make up its cycles', () => {
    for (const [kernel, name, format] of [
      ['lstm.in-cache', '4x vega-fe', 'fp16'],
      ['lstm.fused', '2x titan-xp', 'fp16'],
      ['lstm.train', '2x nnp-t1000', 'flex16+5'],
    ] as const) {
      const row = rowOf(kernel, name, { ...params, steps: kernel === 'lstm.train' ? 8 : 64 }, format);
      expect(row.work + Object.values(row.waits).reduce((a, b) => a + b)).toBe(row.cycles);
      expect(row.cycles).toBeGreaterThan(
        Math.max(...layerMapping(row).secondsPerChip) * 0.99 * rig(name).chip.clockHz.value,
      );
    }
    const pair = rowOf('lstm.in-cache', '2x lake-crest', params).cycles;
    const single = alone('lstm.in-cache', 'lake-crest', params);
    expect(pair).toBeLessThan(0.75 * single);
    expect(pair).toBeGreaterThan(single / 2);
  });

  it('holds what no chip of it can hold alone, and says which chip it does not fit on', () => {
    const deep = { hidden: 384, layers: 8, batch: 1, steps: 8 };
    const [one] = runExperiment(kernelNamed('lstm.in-cache'), deep, [target('gtx-1070', { format: 'fp16' })]);
    expect(isRejected(one)).toBe(true);
    const row = rowOf('lstm.in-cache', '8x gtx-1070', deep);
    // Eight layers of 8 · 384² weights, 4 · 384 biases: 2 bytes each, and some state.
    const weights = 8 * (8 * 384 * 384 + 4 * 384) * 2;
    const held = Object.values(row.resident).reduce((a, b) => a + b);
    expect(held).toBeGreaterThan(weights);
    expect(held).toBeLessThan(1.2 * weights);
    const [refused] = runExperiment(kernelNamed('lstm.in-cache'), deep, [targetOn('2x gtx-1070')]);
    if (!isRejected(refused)) throw new Error('four layers of 2.3 MiB do not fit in 3.75 MiB of registers');
    expect(refused.rejected.suggestion).toMatch(/^as chip 1 of 2 with layers=4: \w+=\d+ fits/);
  });

  it('sends half of its links each way when it has two neighbours', () => {
    expect(neighbourBytesPerSecond(rig('2x lake-crest'))).toBe(12 * 100e9);
    expect(neighbourBytesPerSecond(rig('3x lake-crest'))).toBe(6 * 100e9);
    expect(neighbourBytesPerSecond(rig('4x titan-xp'))).toBe(12e9);
    expect(neighbourBytesPerSecond(rig('2x v100 over nvlink-2'))).toBe(150e9);
  });

  it.each([
    ['gemm', {}, /gemm layer-parallel on 2x titan-v: .*none of the name layers, hidden, steps/],
    ['lstm.in-cache', { layers: 1 }, /expected at least 2 layers, one a chip, found layers=1/],
  ])('refuses %s that it cannot cut', (kernel, given: Params, message) => {
    expect(() => rowOf(kernel, '2x titan-v', given)).toThrow(message);
  });

  it.each(kernelNames.filter((name) => /^(lstm|gru|rnn|mlp)/.test(name)))('runs %s', (name) => {
    const row = rowOf(name, '2x nnp-t1000', { hidden: 48, layers: 3, batch: 4, steps: 8 });
    expect(row.parallel).toBe('layer');
    expect(layerMapping(row).layersPerChip).toEqual([2, 1]);
    expect(layerMapping(row).linkSeconds).toBeGreaterThan(0);
  });
});
