/** @file One recurrent layer as a library runs it (DeepBench's row): per step one GEMM and the pointwise kernels, no
 * input GEMM, weights re-read every step; backward-weights is one GEMM over all steps. */
import type { GpuFigures } from './figures.js';
import { type GemmShape, type GemmTime, type GpuModel, gemmTime } from './gemm.js';
import type { GpuFormat, RnnDirection, RnnOp } from './library.js';
import type { ArchitectureParameters } from './parameters.js';

export interface RnnShape {
  readonly op: RnnOp;
  readonly hidden: number;
  readonly batch: number;
  readonly steps: number;
  readonly direction: RnnDirection;
  readonly format: GpuFormat;
}

export interface RnnTime {
  readonly seconds: number;
  readonly setupSeconds: number;
  readonly stepSeconds: number;
  /** Parts of one step; they add up to `stepSeconds`. Zero for backward-weights, which has no steps. */
  readonly breakdown: { readonly gemm: number; readonly pointwise: number; readonly launches: number };
  readonly algorithm: string;
  /** The GEMM of a step, or of backward-weights. */
  readonly gemm: GemmTime;
  readonly limiter: GemmTime['limiter'];
}

/** Gate matrices of a recurrent cell: rows of U are gates * hidden. */
export const gateCount: Readonly<Record<RnnOp, number>> = { vanilla: 1, gru: 3, lstm: 4 };

const STATE_TENSORS = 3;

/** The GEMM of one step: forward [G·H,B] = U[G·H,H] h[H,B]; backward-data [H,B] = Uᵀ[H,G·H] dgates[G·H,B]. */
export function stepGemm(s: RnnShape): GemmShape {
  const gates = gateCount[s.op] * s.hidden;
  if (s.direction === 'fwd') return { m: gates, n: s.batch, k: s.hidden, format: s.format };
  return { m: s.hidden, n: s.batch, k: gates, transA: true, format: s.format };
}

/** The one GEMM of backward-weights: dU[G·H,H] = dgates[G·H,T·B] h[T·B,H]. */
export function weightsGemm(s: RnnShape): GemmShape {
  return { m: gateCount[s.op] * s.hidden, n: s.hidden, k: s.steps * s.batch, transB: true, format: s.format };
}

/** Element-wise kernel of a step: reads the gates' inputs, writes gates and state; bound by memory. */
export function pointwiseSeconds(gpu: GpuFigures, p: ArchitectureParameters, s: RnnShape): number {
  const bytesPerElement = s.format === 'fp16' ? 2 : 4;
  const tensors = 2 * gateCount[s.op] + STATE_TENSORS;
  const bytes = tensors * s.hidden * s.batch * bytesPerElement;
  return bytes / (gpu.dramBytesPerSecond * gpu.dramSustainedFraction) + p.waveCycles / gpu.clockHz;
}

/** Set-up of one call: fixed part and the slower first steps while the host fills the launch queue. */
export function setupSeconds(model: GpuModel, s: RnnShape): number {
  const { parameters, facts } = model.library;
  const weights = gateCount[s.op] * s.hidden * s.hidden;
  const small = weights <= facts.smallLayer.maxWeights && s.batch <= facts.smallLayer.maxBatch;
  const slowSteps = small ? 0 : Math.min(s.steps, parameters.queueSteps);
  return parameters.setupSeconds + parameters.queueFillSeconds * slowSteps;
}

function weightsTime(model: GpuModel, s: RnnShape): RnnTime {
  const gemm = gemmTime(model, weightsGemm(s), 'backwardWeights');
  const setup = model.library.parameters.setupSeconds;
  return {
    seconds: setup + gemm.seconds,
    setupSeconds: setup,
    stepSeconds: 0,
    breakdown: { gemm: 0, pointwise: 0, launches: 0 },
    algorithm: 'one GEMM over all steps',
    gemm,
    limiter: gemm.limiter,
  };
}

/** Parts of a step that are not its GEMM. */
export function stepOverhead(model: GpuModel, s: RnnShape): { readonly pointwise: number; readonly launches: number } {
  const kernels = model.library.facts.stepKernels[s.direction === 'fwd' ? 'fwd' : 'bwd_data'][s.op];
  return {
    pointwise: pointwiseSeconds(model.gpu, model.parameters, s),
    launches: kernels * model.library.parameters.gapSeconds,
  };
}

function steppedTime(model: GpuModel, s: RnnShape): RnnTime {
  const gemm = gemmTime(model, stepGemm(s), s.direction === 'fwd' ? 'forward' : 'backwardData');
  const { pointwise, launches } = stepOverhead(model, s);
  const step = gemm.kernel.seconds + pointwise + launches;
  const setup = setupSeconds(model, s);
  return {
    seconds: setup + step * s.steps,
    setupSeconds: setup,
    stepSeconds: step,
    breakdown: { gemm: gemm.kernel.seconds, pointwise, launches },
    algorithm: 'standard: per step one GEMM and pointwise kernels, weights re-read',
    gemm,
    limiter: launches + pointwise > gemm.kernel.seconds ? 'launch' : gemm.kernel.limiter,
  };
}

/** Seconds of one DeepBench row. `bwd` is backward-data, plus backward-weights where the software times both. */
export function rnnTime(model: GpuModel, s: RnnShape): RnnTime {
  if (s.direction === 'bwd_weights') return weightsTime(model, s);
  if (s.direction !== 'bwd') return steppedTime(model, s);
  const data = steppedTime(model, { ...s, direction: 'bwd_data' });
  if (model.library.facts.backwardHolds === 'data') return data;
  const weights = weightsTime(model, { ...s, direction: 'bwd_weights' });
  return {
    ...data,
    seconds: data.seconds + weights.seconds,
    algorithm: `${data.algorithm}; then ${weights.algorithm}`,
  };
}
