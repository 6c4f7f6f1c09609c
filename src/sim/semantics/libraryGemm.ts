/** @file A matrix product that a GPU library runs from DRAM and caches: the calibrated kernel model of sim/gpu, in the
 * engine's terms. */
import { coveredElements, outputHeight, outputWidth, type WindowOperand } from '../convolution.js';
import type { Demand } from '../demand.js';
import { type GemmTime, type GpuModel, gemmTime } from '../gpu/gemm.js';
import { cachedModel } from '../gpu/index.js';
import type { GpuFormat, RuleKind } from '../gpu/library.js';
import { winogradShape } from '../gpu/winograd.js';
import type { MatmulOp, MatmulShape } from '../program.js';
import type { Target } from '../target.js';
import type { CostContext } from './context.js';
import { dramBytesPerCycle } from './traffic.js';

/** The library's name for a format; null when its menu has no kernels for it. */
export function libraryFormat(format: string): GpuFormat | null {
  if (format === 'fp32') return 'fp32';
  return format === 'fp16' || format === 'fp16-mixed' ? 'fp16' : null;
}

export interface LibraryKernel {
  readonly time: GemmTime;
  /** The product that is really done: fewer multiply-adds with Winograd. */
  readonly shape: MatmulShape;
  /** Prefix of the mapping text; empty for a plain product. */
  readonly algorithm: string;
}

/** The kernel that the library takes and how long it runs. A convolution takes the faster of implicit GEMM and Winograd. */
export function libraryKernelTime(
  target: Target,
  op: Pick<MatmulOp, 'whole' | 'transposeA' | 'transposeB' | 'window'>,
  kind: RuleKind,
): LibraryKernel {
  const format = libraryFormat(target.format.name);
  if (format === null) throw new Error(`no library kernels for ${target.format.name}`);
  const { whole, window } = op;
  const model = cachedModel(target.chip, target.runtime.name);
  if (window !== undefined) return libraryConvolution(model, whole, window, format);
  const shape = { ...whole, transA: op.transposeA, transB: op.transposeB, format };
  return { time: gemmTime(model, shape, kind), shape: whole, algorithm: '' };
}

/** The library takes filters as rows and pixels as columns, however the author wrote it. */
function libraryConvolution(
  model: GpuModel,
  { m, n, k }: MatmulShape,
  window: WindowOperand,
  format: GpuFormat,
): LibraryKernel {
  const plain = window.operand === 'a' ? { m: n, n: m, k } : { m, n, k };
  const images = plain.n / (outputHeight(window) * outputWidth(window));
  const image = {
    inputElements: images * coveredElements(window),
    outputElements: m * n,
    channels: window.channels,
  };
  const direct = {
    time: gemmTime(model, { ...plain, format, image }, 'gemm'),
    shape: plain,
    algorithm: 'implicit GEMM ',
  };
  const shape = winogradShape(model.library.runtime, format, window, plain.m, images);
  if (shape === null || direct.time.engine === 'tensor') return direct;
  const time = gemmTime(model, { ...shape, format, image }, 'gemm');
  const faster = time.engine === 'simt' && time.kernel.seconds < direct.time.kernel.seconds;
  return faster ? { time, shape, algorithm: 'Winograd F(2x2,3x3) ' } : direct;
}

const known = new WeakMap<Target, WeakMap<MatmulOp, LibraryKernel>>();

/** The same for every run of one operation. */
function knownTime(target: Target, op: MatmulOp, kind: RuleKind): LibraryKernel {
  const times = known.get(target) ?? new WeakMap<MatmulOp, LibraryKernel>();
  known.set(target, times);
  const time = times.get(op) ?? libraryKernelTime(target, op, kind);
  times.set(op, time);
  return time;
}

/** All units work on it; what all of them share (L2, DRAM) is booked once, with the first class. */
export function addLibraryGemm(op: MatmulOp, kind: RuleKind, cls: number, context: CostContext, out: Demand): void {
  const { machine } = context;
  const { chip } = machine.target;
  const { shape, time } = knownTime(machine.target, op, kind);
  const { kernel } = time;
  const cycles = Math.ceil(kernel.seconds * chip.clockHz.value);
  const engine = chip.matrix[op.engine];
  const rate = engine.kind === 'systolic' ? 1 : engine.macsPerCycle.value;
  const macs = shape.m * shape.n * shape.k;
  const ideal = Math.min(cycles, Math.ceil(macs / (chip.units.count.value * rate)));
  out.compute(machine.matrix(cls), kernel.limiter === 'math' ? cycles : ideal);
  out.macs = cls === 0 && !op.dry ? macs : 0;
  if (kernel.limiter === 'latency') out.latencyCycles = cycles - ideal;
  if (kernel.limiter === 'shared') out.add(machine.port('shared', cls), cycles);
  for (const t of op.traffic)
    if (t.direction === 'write') context.missBytes(t, t.bytesPerClass[cls] * context.unitsOf[cls], cls);
  if (cls > 0) return;
  const l2 = chip.levels.find((level) => level.scope === 'chip');
  const bound = (own: boolean, needed: number): number => (own ? cycles : Math.min(needed, cycles));
  if (l2 !== undefined) {
    const needed = kernel.l2Bytes / l2.readBytesPerCycle.value;
    out.add(machine.port(l2.name, cls), bound(kernel.limiter === 'l2', needed), kernel.l2Bytes);
  }
  const fromDram = kernel.dramBytes / dramBytesPerCycle(context);
  out.add(machine.dram, bound(kernel.limiter === 'dram', fromDram), kernel.dramBytes);
}

/** Cycles to fill and drain a wave of thread blocks: what the smallest kernel of a library costs. */
export function waveCycles(target: Target): number {
  return target.runtime.library ? cachedModel(target.chip, target.runtime.name).parameters.waveCycles : 0;
}
