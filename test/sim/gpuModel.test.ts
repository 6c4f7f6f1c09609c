import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chip } from '../../src/sim/chips/index.js';
import { gpuGemm, gpuLibrary, gpuRnn } from '../../src/sim/gpu/index.js';
import type { RnnShape } from '../../src/sim/gpu/rnn.js';

const extent = fc.integer({ min: 1, max: 6000 });
const pairs = [
  ['titan-x-maxwell', 'cudnn-5'],
  ['titan-x-pascal', 'cudnn-5'],
  ['titan-xp', 'cudnn-6'],
  ['p100', 'cudnn-6'],
  ['v100', 'cudnn-7.0'],
  ['titan-v', 'cudnn-7.6'],
  ['vega-fe', 'miopen-1.3'],
] as const;
const lstm: RnnShape = { op: 'lstm', hidden: 512, batch: 32, steps: 50, direction: 'fwd', format: 'fp32' };

describe.each(pairs)('library of %s under %s', (chipName, runtime) => {
  const spec = chip(chipName);
  it('never beats the ideal runtime, the lanes or the DRAM', () => {
    const lanes = spec.matrix.find((e) => e.kind === 'simt' && e.formats.includes('fp32'))!;
    const macsPerSecond =
      (lanes.kind === 'simt' ? lanes.macsPerCycle.value : 0) * spec.units.count.value * spec.clockHz.value;
    fc.assert(
      fc.property(extent, extent, extent, (m, n, k) => {
        const shape = { m, n, k, format: 'fp32' } as const;
        const { seconds } = gpuGemm(spec, runtime, shape);
        expect(seconds).toBeGreaterThanOrEqual(gpuGemm(spec, 'ideal', shape).seconds * (1 - 1e-9));
        // Volta's efficiency is 1.00 of the PCIe clock: see D2.
        expect(seconds * macsPerSecond * 1.01).toBeGreaterThanOrEqual(m * n * k);
      }),
      { numRuns: 40 },
    );
  });

  it('parts of a step add up, and a call is its set-up and its steps', () => {
    const t = gpuRnn(spec, runtime, lstm);
    const { gemm, pointwise, launches } = t.breakdown;
    expect(gemm + pointwise + launches).toBeCloseTo(t.stepSeconds, 12);
    expect(t.setupSeconds + lstm.steps * t.stepSeconds).toBeCloseTo(t.seconds, 12);
    expect(t.mapping).toMatch(/^\d+x\d+x\d+\/\d+ \w+ split .*blocks/);
    expect(t.algorithm).toMatch(/per step one GEMM/);
  });

  it('more steps take longer, by no more than a step each and the queue', () => {
    const at = (steps: number) => gpuRnn(spec, runtime, { ...lstm, steps }).seconds;
    expect(at(51)).toBeGreaterThan(at(50));
    expect(at(1001) - at(1000)).toBeCloseTo(gpuRnn(spec, runtime, lstm).stepSeconds, 10);
  });
});

describe('directions', () => {
  const at = (direction: RnnShape['direction'], runtime: string, name: string) =>
    gpuRnn(chip(name), runtime, { ...lstm, direction }).seconds;
  it('bwd is data and weights for cuDNN, data alone for MIOpen', () => {
    const both = at('bwd_data', 'cudnn-7.0', 'v100') + at('bwd_weights', 'cudnn-7.0', 'v100');
    expect(at('bwd', 'cudnn-7.0', 'v100')).toBeCloseTo(both, 12);
    expect(at('bwd', 'miopen-1.3', 'mi25')).toBe(at('bwd_data', 'miopen-1.3', 'mi25'));
  });
});

describe('formats and tensor cores', () => {
  const v100 = chip('v100');
  const shape = { m: 5120, n: 9120, k: 2048 } as const;
  it('tensor cores are several times faster than the lanes', () => {
    const fp16 = gpuGemm(v100, 'cudnn-7.0', { ...shape, format: 'fp16' });
    const fp32 = gpuGemm(v100, 'cudnn-7.0', { ...shape, format: 'fp32' });
    expect(fp16.engine).toBe('tensor');
    expect(fp32.seconds / fp16.seconds).toBeGreaterThan(4);
  });
  it('cuBLAS 9 keeps unaligned shapes off them, cuBLAS 10 does not', () => {
    const odd = { ...shape, m: 5124, format: 'fp16' } as const;
    expect(gpuGemm(v100, 'cudnn-7.0', odd).engine).toBe('simt');
    expect(gpuGemm(v100, 'cudnn-7.0', { ...odd, format: 'fp32-tc' }).engine).toBe('tensor');
    expect(gpuGemm(v100, 'cudnn-7.6', odd).engine).toBe('tensor');
  });
  it('refuses what the chip has no engine for', () => {
    const one = { m: 64, n: 64, k: 64 };
    expect(() => gpuGemm(chip('titan-xp'), 'cudnn-6', { ...one, format: 'fp32-tc' })).toThrow(
      /titan-xp.*found fp32-tc/,
    );
    expect(() => gpuGemm(chip('p100'), 'cudnn-6', { ...one, format: 'int8' })).toThrow(/p100.*found int8/);
  });
});

describe('pairs of architecture and runtime', () => {
  it('a stand-in says so', () => {
    expect(gpuLibrary('pascal', 'cudnn-7.0').evidence).toMatch(/^assumed to be as pascal cudnn-6/);
    expect(gpuLibrary('pascal', 'cudnn-6').evidence).toMatch(/^DeepBench/);
  });
  it('a pair that never was is refused with what there is', () => {
    expect(() => gpuLibrary('volta', 'cudnn-5')).toThrow(
      /expected one of cudnn-7\.0, cudnn-7\.6, ideal, found cudnn-5/,
    );
    expect(() => gpuLibrary('gcn5', 'cudnn-6')).toThrow(/miopen-1\.3/);
    expect(() => gpuGemm(chip('tpu-v1'), 'ideal', { m: 1, n: 1, k: 1, format: 'fp32' })).toThrow(/expected gpu/);
  });
});
