/** @file Bytes that a matrix product's operands move: how often an engine reads each of them follows from its tiling. */
import { coveredBy, coveredElements, outputHeight, outputWidth } from '../../sim/convolution.js';
import { isOwned } from '../../sim/cuts.js';
import type { MatmulShape, Traffic } from '../../sim/program.js';
import type { MatmulStatement } from '../graph.js';
import type { Tile } from '../handles.js';
import type { Lowering } from './lowering.js';
import { elementBytes } from './placement.js';
import type { Reads } from './products.js';

/** Elements of the images that a unit's share of a convolution reads: those its own pixels cover, or all of them. */
function imageElements({ window, m, n }: MatmulStatement, share: MatmulShape): number {
  if (window === undefined || share.m === 0) return 0;
  const pixels = outputHeight(window) * outputWidth(window);
  const all = ((window.operand === 'a' ? m : n) / pixels) * coveredElements(window);
  return window.operand === 'a' ? Math.min(all, coveredBy(window, share.m)) : all;
}

/** Traffic of A, B and the output. Operands off chip cross each level once a pass over the tiles in the unit. */
export function operandTraffic(
  lowering: Lowering,
  s: MatmulStatement,
  shares: readonly MatmulShape[],
  readsOf: (share: MatmulShape) => Reads,
): Traffic[] {
  const runs = ({ m, n }: MatmulShape): boolean => m > 0 && n > 0;
  const reads = shares.map((share) => (runs(share) ? readsOf(share) : { a: 0, b: 0 }));
  const bytes = (tile: Tile, count: (share: MatmulShape) => number): number[] =>
    shares.map((x) => (runs(x) ? Math.ceil(count(x) * elementBytes(lowering.target, tile.tensor.precision)) : 0));
  // Images off the units are read once; from a unit's own memory each window is read where it is used.
  const windowed = (tile: Tile, operand: 'a' | 'b') => s.window?.operand === operand && !lowering.isLocal(tile.tensor);
  const a = bytes(s.a, (x) => (windowed(s.a, 'a') ? imageElements(s, x) : x.m * x.k));
  const b = bytes(s.b, (x) => (windowed(s.b, 'b') ? imageElements(s, x) : x.n * x.k));
  const out = bytes(s.out, (x) => x.m * x.n);
  // Whoever needs all of an operand needs what everybody needs: off-chip memory serves it once.
  const all = (size: keyof MatmulShape): boolean => shares.every((x) => !runs(x) || x[size] === s[size]);
  return [
    ...side(
      lowering,
      s.a,
      'read',
      a,
      reads.map((r) => r.a),
      !isOwned(s.a.tensor.shard) && s.window?.operand !== 'a' && all('m') && all('k'),
    ),
    ...side(
      lowering,
      s.b,
      'read',
      b,
      reads.map((r) => r.b),
      all('n') && all('k'),
    ),
    ...(s.accumulate
      ? side(
          lowering,
          s.out,
          'read',
          out,
          shares.map(() => 1),
          false,
        )
      : []),
    ...side(
      lowering,
      s.out,
      'write',
      out,
      shares.map(() => 1),
      false,
    ),
  ];
}

function side(
  lowering: Lowering,
  tile: Tile,
  direction: 'read' | 'write',
  bytes: readonly number[],
  times: readonly number[],
  shared: boolean,
): Traffic[] {
  const { tensor } = tile;
  const repeated = bytes.map((value, cls) => value * times[cls]);
  if (lowering.isLocal(tensor)) return lowering.localTraffic(tensor, direction, repeated);
  return [{ level: 'dram', direction, bytesPerClass: bytes, shared, tensor: tensor.id, slot: tile.slot }];
}
