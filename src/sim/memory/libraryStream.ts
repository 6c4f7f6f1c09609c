/** @file The accesses of one library matrix product, block by block: what its thread blocks read and write in the order
 * in which they run. The truth for the DRAM bytes of the library's kernel model (sim/gpu/kernelTime.ts). */
import type { GemmTime } from '../gpu/gemm.js';
import type { MatmulShape } from '../program.js';
import type { MemoryPort } from './sectoredCache.js';

/** Steps along K that blocks of a wave take together: a line of fp32 elements of a row of A. */
const STEP = 32;

/** Row-major A [m,k], B [k,n], C [m,n] one after the other. */
interface Operands extends MatmulShape {
  readonly elementBytes: number;
  readonly baseB: number;
  readonly baseC: number;
}

interface Block {
  readonly m: number;
  readonly n: number;
  /** Its part of K. */
  readonly from: number;
  readonly until: number;
}

/** Runs the kernel's blocks, along m first, then n, then parts of K; `units` x blocks a unit at a time, all at the same
 * step. The parts of a split product add up in C's place. */
export function replayLibraryGemm(
  shape: MatmulShape,
  elementBytes: number,
  time: Pick<GemmTime, 'variant' | 'kernel'>,
  units: number,
  port: MemoryPort,
): void {
  const { variant, kernel } = time;
  const { tileM, tileN } = variant;
  const baseB = Math.ceil((shape.m * shape.k * elementBytes) / 256) * 256;
  const baseC = baseB + Math.ceil((shape.k * shape.n * elementBytes) / 256) * 256;
  const operands: Operands = { ...shape, elementBytes, baseB, baseC };
  const inFlight = units * kernel.blocksPerUnit;
  for (let first = 0; first < kernel.blocks; first += inFlight) {
    const count = Math.min(inFlight, kernel.blocks - first);
    const wave = Array.from({ length: count }, (_, i) => blockOf(first + i, shape, time));
    const deepest = Math.max(...wave.map((at) => at.until - at.from));
    for (let k = 0; k < deepest; k += STEP) for (const at of wave) readPanels(operands, at, k, tileM, tileN, port);
    for (const at of wave) writeTile(operands, at, tileM, tileN, port);
  }
}

function blockOf(index: number, shape: MatmulShape, { variant, kernel }: Pick<GemmTime, 'variant' | 'kernel'>): Block {
  const tilesM = Math.ceil(shape.m / variant.tileM);
  const tiles = tilesM * Math.ceil(shape.n / variant.tileN);
  const partK = Math.ceil(shape.k / kernel.kSplit);
  const tile = index % tiles;
  const from = Math.floor(index / tiles) * partK;
  return {
    m: (tile % tilesM) * variant.tileM,
    n: Math.floor(tile / tilesM) * variant.tileN,
    from,
    until: Math.min(shape.k, from + partK),
  };
}

function readPanels(o: Operands, at: Block, step: number, tileM: number, tileN: number, port: MemoryPort): void {
  const k = at.from + step;
  const depth = Math.min(STEP, at.until - k);
  if (depth <= 0) return;
  const rows = Math.min(tileM, o.m - at.m);
  const bytes = Math.min(tileN, o.n - at.n) * o.elementBytes;
  for (let i = 0; i < rows; i++) port.read(((at.m + i) * o.k + k) * o.elementBytes, depth * o.elementBytes);
  for (let i = 0; i < depth; i++) port.read(o.baseB + ((k + i) * o.n + at.n) * o.elementBytes, bytes);
}

function writeTile(o: Operands, at: Block, tileM: number, tileN: number, port: MemoryPort): void {
  const rows = Math.min(tileM, o.m - at.m);
  const bytes = Math.min(tileN, o.n - at.n) * o.elementBytes;
  for (let i = 0; i < rows; i++) port.write(o.baseC + ((at.m + i) * o.n + at.n) * o.elementBytes, bytes);
}
