/** @file One library GEMM call on a GPU: the kernel the library takes, its time, and the floor of a call. */
import { InputError } from '../../numerics/errors.js';
import type { GpuFigures } from './figures.js';
import { type KernelEngine, type KernelTime, kernelTime } from './kernelTime.js';
import type { GpuFormat, GpuLibrary, RuleKind } from './library.js';
import type { ArchitectureParameters } from './parameters.js';
import { chooseKernel, ruleInput } from './rule.js';
import { type GpuEngine, type KernelVariant, kernelMenu, variantName } from './variant.js';

/** C[m,n] = A[m,k] B[k,n]; `transA` means that A is stored k x m. */
export interface GemmShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly format: GpuFormat;
  /** Set for an implicit GEMM over images. */
  readonly image?: ImageOperand;
}

/** A convolution as a product: what memory holds of B and C, and the channels that tensor cores want aligned. */
export interface ImageOperand {
  readonly inputElements: number;
  readonly outputElements: number;
  readonly channels: number;
}

export interface GpuModel {
  readonly gpu: GpuFigures;
  readonly parameters: ArchitectureParameters;
  readonly library: GpuLibrary;
}

export interface GemmTime {
  readonly seconds: number;
  readonly kernel: KernelTime;
  readonly variant: KernelVariant;
  readonly engine: GpuEngine;
  readonly limiter: KernelTime['limiter'] | 'launch';
}

const elementBytes: Readonly<Record<GpuFormat, number>> = { fp32: 4, fp16: 2, 'fp32-tc': 4, int8: 1 };

function unsupported(gpu: GpuFigures, format: string): InputError {
  const known = Object.keys(gpu.simtMacsPerCycle).join(', ');
  return new InputError({ where: `chip ${gpu.name}: format`, expected: `one of ${known}`, found: format });
}

/** Which engine multiplies this shape. Errors: InputError for a format that the chip has no engine for. */
export function gemmEngine(model: GpuModel, s: GemmShape): GpuEngine {
  const { gpu, library } = model;
  const wantsTensor = s.format === 'fp16' || s.format === 'fp32-tc';
  if (!wantsTensor || gpu.tensorMacsPerCycle === 0) {
    if (s.format === 'fp32-tc') throw unsupported(gpu, s.format);
    return 'simt';
  }
  const edge = library.facts.tensorAlignment[s.format === 'fp16' ? 'fp16' : 'fp32-tc'];
  return s.m % edge === 0 && (s.image?.channels ?? s.n) % edge === 0 ? 'tensor' : 'simt';
}

/** Shapes that tensor cores refuse fall back to packed fp16 lanes: V100 tables show 27 TFLOPS there, twice fp32. */
function simtFormat(gpu: GpuFigures, format: GpuFormat): string {
  if (format === 'fp32-tc') return 'fp32';
  return format === 'fp16' && gpu.tensorMacsPerCycle > 0 ? 'fp16-all' : format;
}

/** Rate of the engine after its efficiency, multiply-accumulates a cycle and unit. */
export function engineRate(model: GpuModel, engine: GpuEngine, format: GpuFormat): KernelEngine {
  const { gpu, parameters } = model;
  if (engine === 'tensor') return { macsPerCycle: gpu.tensorMacsPerCycle * parameters.tensorEfficiency };
  const rate = gpu.simtMacsPerCycle[simtFormat(gpu, format)];
  if (rate === undefined) throw unsupported(gpu, format);
  return { macsPerCycle: rate * parameters.mathEfficiency };
}

/** Time of the given kernel for a shape, without launch gap. */
export function variantTime(model: GpuModel, s: GemmShape, engine: GpuEngine, variant: KernelVariant): KernelTime {
  const shape = { m: s.m, n: s.n, k: s.k, elementBytes: elementBytes[s.format], ...(s.image && { image: s.image }) };
  return kernelTime(model.gpu, model.parameters, engineRate(model, engine, s.format), shape, variant);
}

function fastestKernel(model: GpuModel, s: GemmShape): KernelVariant {
  const engine = gemmEngine(model, s);
  const menu = kernelMenu(engine).filter((variant) => variant.pipelining === 'deep');
  let best = menu[0]!;
  let bestSeconds = Number.POSITIVE_INFINITY;
  for (const variant of menu) {
    const { seconds } = variantTime(model, s, engine, variant);
    if (seconds >= bestSeconds) continue;
    best = variant;
    bestSeconds = seconds;
  }
  return best;
}

/** Whose rules a format without measured rows takes: fp32's on plain lanes (the same kernels with other elements), fp16's
 * on tensor cores. */
function standInFormat(gpu: GpuFigures, format: GpuFormat): GpuFormat {
  if (gpu.tensorMacsPerCycle === 0) return 'fp32';
  return format === 'fp32-tc' ? 'fp16' : format;
}

/** The kernel that the library takes for a call of that kind. Errors: InputError when no rules fit the format. */
export function libraryKernel(model: GpuModel, s: GemmShape, kind: RuleKind): KernelVariant {
  if (model.library.searchesMenu === true) return fastestKernel(model, s);
  const rules = model.library.rules[s.format] ?? model.library.rules[standInFormat(model.gpu, s.format)];
  if (rules === undefined) {
    throw new InputError({
      where: `runtime ${model.library.runtime} on ${model.library.architecture}: format`,
      expected: `one of ${Object.keys(model.library.rules).join(', ')}`,
      found: s.format,
    });
  }
  const tensor = gemmEngine(model, s) === 'tensor';
  return chooseKernel(rules[kind], ruleInput(s, s.transA === true, s.transB === true, tensor));
}

/** `128x64x8/128 deep split 4: 132 blocks, k in 4, 2 a unit, 1 wave`. */
export function describeMapping({ variant, kernel: t }: GemmTime): string {
  const waves = t.waves === 1 ? '1 wave' : `${t.waves} waves`;
  return `${variantName(variant)}: ${t.blocks} blocks, k in ${t.kSplit}, ${t.blocksPerUnit} a unit, ${waves}`;
}

/** One GEMM call in a stream of equal calls (as the benchmarks time it): seconds, mapping and what bounds it. */
export function gemmTime(model: GpuModel, s: GemmShape, kind: RuleKind = 'gemm'): GemmTime {
  const engine = gemmEngine(model, s);
  const variant = libraryKernel(model, s, kind);
  const kernel = variantTime(model, s, engine, variant);
  const { callSeconds, gapSeconds } = model.library.parameters;
  const seconds = Math.max(callSeconds, kernel.seconds + gapSeconds);
  const launchBound = seconds > 2 * kernel.seconds;
  return {
    seconds,
    kernel,
    variant,
    engine,
    limiter: launchBound ? 'launch' : kernel.limiter,
  };
}
