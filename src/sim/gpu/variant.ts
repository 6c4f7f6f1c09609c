/** @file The kernels of a matrix-multiply library as data: tile, threads, pipelining of the main loop, K-split. */

/** How the main loop hides the latency of its loads. `deep`: two tiles in flight (double-buffered shared memory and
 * registers). `shallow`: the next tile is asked for only a short time ahead. `none`: load, wait, multiply. `strided`: as
 * `deep`, but the loads walk along K of a transposed operand, 32 bytes of a DRAM row at a time. */
export type Pipelining = 'deep' | 'shallow' | 'none' | 'strided';

/** Along K: a fixed number of parts, or as many as give each unit about `fill` thread blocks. */
export type KSplit = { readonly parts: number } | { readonly fill: number };

/** What multiplies. `simt`: fused multiply-add lanes at the rate of the format; `tensor`: 4x4x4 matrix blocks. */
export type GpuEngine = 'simt' | 'tensor';

export interface KernelVariant {
  /** Output tile of one thread block, rows of C (m) by columns (n). */
  readonly tileM: number;
  readonly tileN: number;
  /** Elements along K that one iteration of the main loop covers. */
  readonly tileK: number;
  readonly threads: number;
  readonly pipelining: Pipelining;
  readonly split: KSplit;
}

interface TileShape {
  readonly tileM: number;
  readonly tileN: number;
  readonly tileK: number;
  readonly threads: number;
}

/** Tile names as they appear in profiles of cuBLAS 7.5 to 10 (`maxwell_sgemm_128x64_nn`, `volta_sgemm_32x128_nn`,
 * `sgemm_32x32x32_NN`, `gemmSN`) and of rocBLAS/Tensile (MT macro tiles): output tile, depth of an iteration, threads. */
const simtTiles: readonly TileShape[] = [
  { tileM: 128, tileN: 128, tileK: 8, threads: 256 },
  { tileM: 128, tileN: 64, tileK: 8, threads: 128 },
  { tileM: 64, tileN: 128, tileK: 8, threads: 128 },
  { tileM: 64, tileN: 64, tileK: 8, threads: 64 },
  { tileM: 128, tileN: 32, tileK: 8, threads: 128 },
  { tileM: 64, tileN: 32, tileK: 8, threads: 64 },
  { tileM: 32, tileN: 32, tileK: 32, threads: 64 },
  { tileM: 64, tileN: 16, tileK: 16, threads: 64 },
  { tileM: 64, tileN: 8, tileK: 32, threads: 128 },
  { tileM: 32, tileN: 4, tileK: 32, threads: 128 },
];

const tensorTiles: readonly TileShape[] = [
  { tileM: 256, tileN: 128, tileK: 32, threads: 256 },
  { tileM: 128, tileN: 128, tileK: 32, threads: 256 },
  { tileM: 128, tileN: 64, tileK: 32, threads: 128 },
  { tileM: 64, tileN: 64, tileK: 32, threads: 128 },
  { tileM: 64, tileN: 32, tileK: 64, threads: 128 },
  { tileM: 32, tileN: 32, tileK: 64, threads: 64 },
];

const splits: readonly KSplit[] = [
  { parts: 1 },
  { fill: 1 },
  { fill: 2 },
  { fill: 4 },
  { parts: 2 },
  { parts: 4 },
  { parts: 8 },
];

const pipelinings: readonly Pipelining[] = ['deep', 'shallow', 'none'];

function menuOf(tiles: readonly TileShape[]): readonly KernelVariant[] {
  return tiles.flatMap((tile) =>
    pipelinings.flatMap((pipelining) => splits.map((split) => ({ ...tile, pipelining, split }))),
  );
}

/** Kernels for transposed operands without a transposing copy; large tiles only, never split. */
const stridedKernels: readonly KernelVariant[] = simtTiles
  .slice(0, 3)
  .map((tile) => ({ ...tile, pipelining: 'strided', split: { parts: 1 } }));

const menus: Readonly<Record<GpuEngine, readonly KernelVariant[]>> = {
  simt: [...menuOf(simtTiles), ...stridedKernels],
  tensor: menuOf(tensorTiles),
};

/** Every kernel a library of that engine may choose; the order is part of the data (rules name kernels, not indices). */
export function kernelMenu(engine: GpuEngine): readonly KernelVariant[] {
  return menus[engine];
}

/** One line such as `128x64x8/128 deep split 4` or `… split fill 2`. */
export function variantName(v: KernelVariant): string {
  const split = 'parts' in v.split ? `split ${v.split.parts}` : `split fill ${v.split.fill}`;
  return `${v.tileM}x${v.tileN}x${v.tileK}/${v.threads} ${v.pipelining} ${split}`;
}

const namePattern = /^(\d+)x(\d+)x(\d+)\/(\d+) (deep|shallow|none|strided) split (fill )?(\d+)$/;

/** The inverse of `variantName`; a name that is not one is a bug of the rule data. */
export function parseVariant(name: string): KernelVariant {
  const match = namePattern.exec(name);
  if (match === null) throw new Error(`kernel rule: '${name}' is not a kernel name`);
  const count = Number(match[7]);
  return {
    tileM: Number(match[1]),
    tileN: Number(match[2]),
    tileK: Number(match[3]),
    threads: Number(match[4]),
    pipelining: match[5] as Pipelining,
    split: match[6] === undefined ? { parts: count } : { fill: count },
  };
}
