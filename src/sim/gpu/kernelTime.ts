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

/** Bytes from DRAM: each operand once, more when a wave cannot share what it streams; less what L2 still holds. */
function dramBytes(
  gpu: GpuFigures,
  p: ArchitectureParameters,
  s: KernelShape,
  v: KernelVariant,
  inFlight: number,
): number {
  const tilesM = Math.ceil(s.m / v.tileM);
  const tilesN = Math.ceil(s.n / v.tileN);
  const operands = (s.m * s.k + s.k * s.n) * s.elementBytes;
  const waves = Math.max(1, (tilesM * tilesN) / inFlight);
  const waveM = Math.min(tilesM, inFlight) * v.tileM;
  const waveN = Math.min(tilesN, Math.ceil(inFlight / tilesM)) * v.tileN;
  const streamed = waves * (Math.min(waveM, s.m) + Math.min(waveN, s.n)) * s.k * s.elementBytes;
  const kept = operands <= gpu.l2Bytes * p.l2ReuseFraction ? operands : 0;
  return Math.max(operands, waves > 1 ? streamed : operands) - kept + s.m * s.n * s.elementBytes;
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
  const iterations = Math.ceil(Math.ceil(s.k / parts) / v.tileK);
  const math = (v.tileM * v.tileN * v.tileK) / engine.macsPerCycle;
  const shared = (sharedBytesPerK(v, s.elementBytes) * v.tileK) / gpu.sharedBytesPerCycle;
  const stall = p.stallCycles[v.pipelining];
  const iteration = (r: number): number => Math.max(r * math, r * shared, Math.max(math, shared) + stall);
  const perUnit = Math.ceil(blocks / gpu.units);
  const fullWaves = Math.floor(perUnit / resident);
  const tail = perUnit % resident;
  const waves = fullWaves + (tail > 0 ? 1 : 0);
  const loopCycles = iterations * (fullWaves * iteration(resident) + (tail > 0 ? iteration(tail) : 0));
  const l2 = blocks * (v.tileM + v.tileN) * Math.ceil(s.k / parts) * s.elementBytes;
  const partial = parts > 1 ? 2 * parts * s.m * s.n * REGISTER_BYTES : 0;
  const dram = dramBytes(gpu, p, s, v, gpu.units * resident);
  const coreCycles = loopCycles + waves * p.waveCycles + partial / gpu.l2BytesPerCycle;
  const l2Cycles = (l2 + partial) / gpu.l2BytesPerCycle;
  const dramSeconds = dram / (gpu.dramBytesPerSecond * gpu.dramSustainedFraction);
  const seconds = Math.max(coreCycles / gpu.clockHz, l2Cycles / gpu.clockHz, dramSeconds);
  const busiest = Math.min(perUnit, resident);
  const inner =
    busiest * math >= Math.max(math, shared) + stall ? 'math' : busiest * shared >= math + stall ? 'shared' : 'latency';
  const limiter: GpuLimiter = seconds === dramSeconds ? 'dram' : seconds === l2Cycles / gpu.clockHz ? 'l2' : inner;
  return { seconds, limiter, blocks, kSplit: parts, blocksPerUnit: resident, waves, l2Bytes: l2, dramBytes: dram };
}
