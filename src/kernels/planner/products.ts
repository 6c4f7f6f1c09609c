/** @file How one unit computes a matrix product: the engine, the order of its loops, its tile, the split of its sums.
 * The variants of the mapping space, and what each asks of the unit, in closed form. */
import type { MatrixEngine } from '../../sim/chipSchema.js';
import type { MatmulOp, MatmulShape } from '../../sim/program.js';
import { planOnEngine } from '../../sim/semantics/matmul.js';
import { enginesFor, type Target } from '../../sim/target.js';
import { type ProductChoice, TILES, type Tile } from './choices.js';

/** A lane keeps so many sums going; a split beyond them only deepens the tree. */
const LARGEST_SPLIT_PER_LANE = 4;

/** How often a unit reads each operand from where it keeps it. */
export interface Reads {
  readonly a: number;
  readonly b: number;
}

/** What the operation of a choice says of the engine; empty where each share takes what is fastest for it. */
export function fixedOf({ held, kSplit }: Partial<ProductChoice>): Pick<MatmulOp, 'held' | 'kSplit'> {
  return {
    ...(held === undefined || held === 'fastest' ? {} : { held }),
    ...(kSplit === undefined || kSplit === 'fill' ? {} : { kSplit }),
  };
}

/** Reads of a share that is not empty. */
export function readsOf(engine: MatrixEngine, shape: MatmulShape, choice: Partial<ProductChoice>): Reads {
  const { systolic } = planOnEngine(engine, shape, fixedOf(choice));
  if (systolic !== null) return { a: systolic.readsOfA, b: systolic.readsOfB };
  const [rows, columns] = tileSize(choice.tile ?? TILES[0]);
  return { a: Math.ceil(shape.n / columns), b: Math.ceil(shape.m / rows) };
}

function tileSize(tile: Tile): readonly [rows: number, columns: number] {
  const [rows, columns] = tile.split('x').map(Number);
  return [rows, columns];
}

/** The engine that is fastest for the largest share (the first one on a tie), everything else by rule of thumb. */
export function defaultProduct(target: Target, shares: readonly MatmulShape[]): ProductChoice {
  const largest = largestShare(shares);
  let best: { engine: MatrixEngine; cycles: number } | null = null;
  for (const { engine } of enginesFor(target)) {
    const plan = planOnEngine(engine, largest);
    const cycles = plan.cycles + plan.latencyCycles;
    if (best === null || cycles < best.cycles) best = { engine, cycles };
  }
  if (best === null) throw new Error(`no engine of ${target.chip.name} takes ${target.format.name}`);
  return variantsOn(best.engine, 1)[0];
}

export function largestShare(shares: readonly MatmulShape[]): MatmulShape {
  return shares.reduce((x, y) => (y.m * y.k > x.m * x.k ? y : x));
}

/** Every way to compute a product whose sums have `k` terms, engine by engine, the rule of thumb first. */
export function productVariants(target: Target, k: number): readonly ProductChoice[] {
  return enginesFor(target).flatMap(({ engine }) => variantsOn(engine, k));
}

function variantsOn(engine: MatrixEngine, k: number): readonly ProductChoice[] {
  const { name } = engine;
  if (engine.kind === 'systolic') {
    if (engine.dataflow === 'output-stationary') return [{ engine: name }];
    return (['fastest', 'A', 'B'] as const).map((held) => ({ engine: name, held }));
  }
  if (engine.kind === 'matrix-blocks') return TILES.map((tile) => ({ engine: name, tile }));
  const splits = splitsOf(engine.macsPerCycle.value, k);
  return TILES.flatMap((tile) => splits.map((kSplit) => ({ engine: name, kSplit, tile })));
}

function splitsOf(lanes: number, k: number): readonly ('fill' | number)[] {
  const splits: ('fill' | number)[] = ['fill'];
  for (let split = 1; split <= Math.min(k, lanes * LARGEST_SPLIT_PER_LANE); split *= 2) splits.push(split);
  return splits;
}

/** The engine of a choice with its index. */
export function engineOf(
  target: Target,
  choice: ProductChoice,
): { readonly index: number; readonly engine: MatrixEngine } {
  const found = enginesFor(target).find(({ engine }) => engine.name === choice.engine);
  if (found === undefined) throw new Error(`${target.chip.name} has no engine ${choice.engine}`);
  return found;
}

/** What a variant asks of one unit of each class: engine cycles, latency, reads of A and of B from a port. */
export function askedOf(
  target: Target,
  shares: readonly MatmulShape[],
  choice: ProductChoice,
  ported: { readonly a: boolean; readonly b: boolean },
): readonly number[] {
  const { engine } = engineOf(target, choice);
  return shares
    .filter((share) => share.m > 0)
    .flatMap((share) => {
      const plan = planOnEngine(engine, share, fixedOf(choice));
      const reads = readsOf(engine, share, choice);
      // Lanes are the lanes of element-wise work, too: an engine of its own leaves them free.
      const lanes = engine.kind === 'simt' ? plan.cycles : 0;
      return [plan.cycles, plan.latencyCycles, lanes, ported.a ? reads.a : 0, ported.b ? reads.b : 0];
    });
}
