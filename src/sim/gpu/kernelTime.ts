/** @file Time of one matrix-multiply kernel: thread blocks of a tile on units, waves, K-split, main loop, L2, DRAM.
 *
 * A unit that holds r blocks finishes one main-loop iteration of all of them in
 * max(r * math, r * shared-memory traffic, math + stall) cycles: throughput-bound with many blocks, latency-bound with
 * few (Little's law for the loads in flight). The kernel is the slowest of that, L2 traffic and DRAM traffic. */
import type { GpuFigures } from './figures.js';
import type { ArchitectureParameters } from './parameters.js';
import type { KernelVariant } from './variant.js';

export type GpuLimiter = 'math' | 'shared' | 'latency' | 'l2' | 'dram';

/** C[m,n] = A[m,k] B[k,n] with elements of `elementBytes`. */
export interface KernelShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly elementBytes: number;
  /** Elements of B and C in memory where they are not k·n and m·n: windows of images. */
  readonly image?: { readonly inputElements: number; readonly outputElements: number };
}

/** Rate of the engine that multiplies, after efficiency. */
export interface KernelEngine {
  readonly macsPerCycle: number;
}

export interface KernelTime {
  readonly seconds: number;
  readonly limiter: GpuLimiter;
  readonly blocks: number;
  readonly kSplit: number;
  /** Thread blocks that one unit holds at once. */
  readonly blocksPerUnit: number;
  readonly waves: number;
  readonly l2Bytes: number;
  readonly dramBytes: number;
}

/** Registers of a thread besides its accumulators: addresses, operands, pipeline buffers. */
const OVERHEAD_REGISTERS = 48;
const REGISTER_BYTES = 4;
const LANES_PER_WARP = 32;
/** Smallest useful depth of one part of a K-split. */
const SMALLEST_K_PART = 64;
const MAX_BLOCKS_PER_UNIT = 16;
/** Eight fp32 along K: what an iteration of a strided kernel reads of one row. */
const STRIDED_LOAD_BYTES = 32;

/** How many blocks of the variant fit on one unit: registers first, then shared memory. */
export function blocksPerUnit(gpu: GpuFigures, v: KernelVariant, elementBytes: number): number {
  const accumulators = (v.tileM * v.tileN) / v.threads;
  const registerBytes = v.threads * (accumulators + OVERHEAD_REGISTERS) * REGISTER_BYTES;
  const sharedBytes = 2 * (v.tileM + v.tileN) * v.tileK * elementBytes;
  const byRegisters = Math.floor(gpu.registerBytesPerUnit / registerBytes);
  const byShared = Math.floor(gpu.sharedBytesPerUnit / sharedBytes);
  return Math.max(1, Math.min(MAX_BLOCKS_PER_UNIT, byRegisters, byShared));
}

/** Parts along K. */
export function kSplitParts(gpu: GpuFigures, v: KernelVariant, tiles: number, k: number): number {
  const wanted = 'parts' in v.split ? v.split.parts : Math.round((v.split.fill * gpu.units) / tiles);
  const most = Math.max(1, Math.floor(k / SMALLEST_K_PART));
  return Math.max(1, Math.min(wanted, most));
}

/** Bytes of shared memory that a warp's register tile reads for one step along K: an (8·wm) x (8·wn) outer product. */
function sharedBytesPerK(v: KernelVariant, elementBytes: number): number {
  const warps = Math.max(1, v.threads / LANES_PER_WARP);
  const warpArea = (v.tileM * v.tileN) / warps;
  return warps * 2 * Math.sqrt(warpArea) * elementBytes;
}

/** Bytes from DRAM. Blocks start along m first: those of whole columns of tiles in flight together share what they read of
 * A, so A is read once a sweep of columns; B once for each time that a column does not fit in flight. What L2 keeps is
 * read once, or not at all when both operands stay from the call before. */
function dramBytes(
  gpu: GpuFigures,
  p: ArchitectureParameters,
  s: KernelShape,
  v: KernelVariant,
  inFlight: number,
): number {
  const tilesM = Math.ceil(s.m / v.tileM);
  const columnsInFlight = Math.max(1, Math.floor(inFlight / tilesM));
  const kept = gpu.l2Bytes * p.l2ReuseFraction;
  const bytesA = s.m * s.k * s.elementBytes;
  const bytesB = (s.image?.inputElements ?? s.k * s.n) * s.elementBytes;
  const output = (s.image?.outputElements ?? s.m * s.n) * s.elementBytes;
  if (bytesA + bytesB <= kept) return output;
  const sweeps = bytesA <= kept ? 1 : Math.ceil(Math.ceil(s.n / v.tileN) / columnsInFlight);
  const passes = bytesB <= kept ? 1 : Math.ceil(tilesM / inFlight);
  return bytesA * sweeps + bytesB * passes + output;
}

/** Cycles of one iteration of one block: multiply-adds, shared memory, and the whole of it with its own loads. */
interface Loop {
  readonly math: number;
  readonly shared: number;
  readonly alone: number;
}

function mainLoop(
  gpu: GpuFigures,
  p: ArchitectureParameters,
  engine: KernelEngine,
  v: KernelVariant,
  elementBytes: number,
): Loop {
  const math = (v.tileM * v.tileN * v.tileK) / engine.macsPerCycle;
  const shared = (sharedBytesPerK(v, elementBytes) * v.tileK) / gpu.sharedBytesPerCycle;
  const stall = p.stallCycles[v.pipelining === 'strided' ? 'deep' : v.pipelining];
  return { math, shared, alone: Math.max(math, shared) + stall };
}

/** Cycles that a unit needs for one iteration of r blocks: they share lanes and shared memory; a lone one waits. */
function iterationCycles(loop: Loop, r: number): number {
  return Math.max(r * loop.math, r * loop.shared, loop.alone);
}

function loopLimiter(loop: Loop, r: number): GpuLimiter {
  if (r * loop.math >= loop.alone && loop.math >= loop.shared) return 'math';
  return r * loop.shared >= loop.alone ? 'shared' : 'latency';
}

/** Time of one kernel without launch gap. Pure; cycles of the boost clock inside, seconds outside. */
export function kernelTime(
  gpu: GpuFigures,
  p: ArchitectureParameters,
  engine: KernelEngine,
  s: KernelShape,
  v: KernelVariant,
): KernelTime {
  const tiles = Math.ceil(s.m / v.tileM) * Math.ceil(s.n / v.tileN);
  const parts = kSplitParts(gpu, v, tiles, s.k);
  const blocks = tiles * parts;
  const resident = blocksPerUnit(gpu, v, s.elementBytes);
  const partK = Math.ceil(s.k / parts);
  const loop = mainLoop(gpu, p, engine, v, s.elementBytes);
  const perUnit = Math.ceil(blocks / gpu.units);
  const fullWaves = Math.floor(perUnit / resident);
  const tail = perUnit % resident;
  const waves = fullWaves + (tail > 0 ? 1 : 0);
  const waveIterations = fullWaves * iterationCycles(loop, resident) + (tail > 0 ? iterationCycles(loop, tail) : 0);
  const partial = parts > 1 ? 2 * parts * s.m * s.n * REGISTER_BYTES : 0;
  const partialCycles = partial / gpu.l2BytesPerCycle;
  const coreCycles = Math.ceil(partK / v.tileK) * waveIterations + waves * p.waveCycles + partialCycles;
  const l2Bytes = blocks * (v.tileM + v.tileN) * partK * s.elementBytes + partial;
  const fromDram = dramBytes(gpu, p, s, v, gpu.units * resident);
  const strided = STRIDED_LOAD_BYTES / (gpu.dramAccessBytes + p.rowChangeBytes);
  const patternFraction = v.pipelining === 'strided' ? strided : 1;
  const core = coreCycles / gpu.clockHz;
  const l2 = l2Bytes / gpu.l2BytesPerCycle / gpu.clockHz;
  const dram = fromDram / (gpu.dramBytesPerSecond * gpu.dramSustainedFraction * patternFraction);
  const seconds = Math.max(core, l2, dram);
  const slowest = seconds === dram ? 'dram' : seconds === l2 ? 'l2' : loopLimiter(loop, Math.min(perUnit, resident));
  return {
    seconds,
    limiter: slowest,
    blocks,
    kSplit: parts,
    blocksPerUnit: resident,
    waves,
    l2Bytes,
    dramBytes: fromDram,
  };
}
