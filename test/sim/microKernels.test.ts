/** @file Micro-benchmarks through planner and engine, on every shipped chip: launches give the chip's figures back, the
 * GEMM sweep climbs to its peak, and the resident GEMM computes the right numbers. */
import { describe, expect, it } from 'vitest';
import { gemm } from '../../src/kernels/gemm.js';
import { gemmResident } from '../../src/kernels/micro/gemmResident.js';
import { chipPeakMacsPerCycle, gemmSweep } from '../../src/kernels/micro/gemmSweep.js';
import { launchTimes } from '../../src/kernels/micro/hostLaunch.js';
import { parseFormat } from '../../src/numerics/format.js';
import { withFigure } from '../../src/sim/chipFigures.js';
import { chip, chipNames } from '../../src/sim/chips/index.js';
import { ISSUE_WINDOW } from '../../src/sim/engine.js';
import { type RuntimeName, runtimeFor } from '../../src/sim/runtimes.js';
import type { Target } from '../../src/sim/target.js';
import { isRejected } from '../../src/study/row.js';
import { runExperiment } from '../../src/study/run.js';

/** Flexpoint's trial runs happen once in a tensor's life; a sweep of rates is about the runs after them. */
function targetOf(name: string, runtime: RuntimeName): Target {
  const spec = withFigure(chip(name), 'flexpoint.initReruns', 0);
  return { chip: spec, runtime: runtimeFor(spec, runtime), format: parseFormat(spec.defaultFormat) };
}

describe.each(chipNames)('launches on %s', (name) => {
  const target = targetOf(name, 'native');
  const { gapSeconds, latencySeconds, turnaroundSeconds } = target.chip.launch;
  const times = launchTimes(target);
  // Each of the host's and the chip's parts is rounded up to whole cycles.
  const cycle = 1 / target.chip.clockHz.value;

  it('latency', () => {
    expect(Math.abs(times.latencySeconds - latencySeconds.value)).toBeLessThanOrEqual(3.01 * cycle);
  });
  it('turnaround between long kernels', () => {
    expect(Math.abs(times.turnaroundSeconds - turnaroundSeconds.value)).toBeLessThanOrEqual(1.01 * cycle);
  });
  it('empty kernels: host, chip, or as many launches in flight as the issue window holds', () => {
    const window = (latencySeconds.value + gapSeconds.value) / (ISSUE_WINDOW / 2);
    const slowest = Math.max(gapSeconds.value, turnaroundSeconds.value, window);
    expect(Math.abs(times.emptyKernelSeconds / slowest - 1)).toBeLessThan(0.02);
  });
});

describe.each(chipNames)('GEMM sweep on %s', (name) => {
  const rates = gemmSweep(targetOf(name, 'native'), [64, 256, 1024, 4096, 8192]);

  it('climbs with the size and never passes the peak', () => {
    rates.forEach((rate, i) => {
      expect(rate.ofPeak).toBeLessThanOrEqual(1);
      if (i > 0) expect(rate.ofPeak).toBeGreaterThan(rates[i - 1].ofPeak);
    });
  });

  it('at 8192 it is near the peak, or off-chip memory is the limit', () => {
    const { ofPeak, boundBy } = rates[rates.length - 1];
    if (name === 'graphcore-gc2') {
      // No memory but the host's: 12 GB/s of PCIe bound it.
      expect(boundBy).toBe('dram');
      return;
    }
    expect(boundBy).toBe('compute');
    // Tensor cores pad the 102 or 103 rows of an SM to 104, and wait for the L2 meanwhile.
    expect(ofPeak).toBeGreaterThan(['titan-v', 'v100'].includes(name) ? 0.75 : 0.97);
  });
});

describe('peaks that the sweep is measured against', () => {
  it.each([
    // 80 SM x 512; 12 clusters x 2 arrays x 1024; 28 cores x 32.
    ['v100', 80 * 512],
    ['lake-crest', 12 * 2 * 1024],
    ['xeon-8180', 28 * 32],
  ])('%s: %i multiply-accumulates a cycle', (name, peak) => {
    expect(chipPeakMacsPerCycle(targetOf(name, 'native'))).toBe(peak);
  });
});

describe('multiply-accumulates of a row', () => {
  it('count once: trial runs of Flexpoint are lost time', () => {
    const target: Target = { ...targetOf('lake-crest', 'native'), chip: chip('lake-crest') };
    const [row] = runExperiment(gemm, { m: 256, n: 256, k: 256 }, [target], { values: false });
    if (isRejected(row)) throw new Error('does not fit');
    expect(row.macs).toBe(256 ** 3);
    expect(row.macUtilisation).toBeLessThan(0.25);
  });
});

describe('gemm.resident', () => {
  it.each(['fp32', 'bf16', 'flex16+5'])('%s: values agree with the float64 reference', (format) => {
    const target = { ...targetOf('lake-crest', 'native'), format: parseFormat(format) };
    const [row] = runExperiment(gemmResident, { m: 96, k: 64, blocks: 3, width: 16 }, [target]);
    if (isRejected(row)) throw new Error('does not fit');
    expect(row.values?.ok).toBe(true);
  });
});
