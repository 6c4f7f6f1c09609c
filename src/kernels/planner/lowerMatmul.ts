/** @file Lowers matrix products: what one unit of each class computes, on which engine or by which kernel of a library. */
import { describeMapping } from '../../sim/gpu/gemm.js';
import type { RuleKind } from '../../sim/gpu/library.js';
import type { MatmulShape, Node } from '../../sim/program.js';
import { libraryKernelTime } from '../../sim/semantics/libraryGemm.js';
import { planOnEngine } from '../../sim/semantics/matmul.js';
import { enginesFor, type Target } from '../../sim/target.js';
import type { MatmulStatement } from '../graph.js';
import { type ProductChoice, TILES } from './choices.js';
import { exponentUpdates } from './exponents.js';
import { libraryRule } from './library.js';
import { type Lowering, ref } from './lowering.js';
import { operandTraffic } from './operands.js';
import type { Partition } from './partition.js';
import { defaultProduct, engineOf, fixedOf, largestShare, readsOf } from './products.js';
import { stagedOperand } from './staging.js';

/** Index of a matrix engine of the chip, how it computes the product, and that in words; null for a library's kernel. */
interface Choice {
  readonly index: number;
  readonly product: ProductChoice | null;
  readonly mapping: string;
}

function libraryEngine(target: Target, s: MatmulStatement, kind: RuleKind): Choice {
  const whole = { m: s.m, n: s.n, k: s.k };
  const { time, shape, algorithm } = libraryKernelTime(target, { ...s, whole }, kind);
  const wanted = time.engine === 'tensor' ? 'matrix-blocks' : 'simt';
  const found = enginesFor(target).find((e) => e.engine.kind === wanted) ?? enginesFor(target)[0];
  return {
    index: found.index,
    product: null,
    mapping: `${target.runtime.name}: ${algorithm}${describeMapping(time)}, ${shape.m}x${shape.k} · ${shape.k}x${shape.n}`,
  };
}

export function lowerMatmul(lowering: Lowering, s: MatmulStatement): Node[] {
  const [b, loads] = stagedOperand(lowering, s.b);
  const shares = lowering.cut.classes.map((_, cls) => shareOf(lowering.cut, s, cls));
  const library = libraryRule(lowering.target, s, lowering.isLocal(s.a.tensor), lowering.depth);
  const { index, product, mapping } =
    library === null ? engineChoice(lowering, s.label, shares) : libraryEngine(lowering.target, s, library);
  lowering.engines.set(s.label, mapping);
  if (product !== null) lowering.products.set(s.label, product);
  const engine = lowering.target.chip.matrix[index];
  const reads = [ref(s.a), ref(b), ...(s.accumulate ? [ref(s.out)] : [])];
  const op = lowering.op({
    kind: 'matmul',
    label: s.label,
    reads,
    writes: [ref(s.out)],
    shares,
    whole: { m: s.m, n: s.n, k: s.k },
    transposeA: s.transposeA,
    transposeB: s.transposeB,
    accumulate: s.accumulate,
    engine: index,
    ...fixedOf(product ?? {}),
    library,
    ...(s.window === undefined ? {} : { window: s.window }),
    traffic: operandTraffic(lowering, { ...s, b }, shares, (share) => readsOf(engine, share, product ?? {})),
  });
  return [...loads, op, ...exponentUpdates(lowering, [s.out])];
}

/** The part of the output that a unit computes; where it has only a term, the part of the sum that it adds up. */
export function shareOf(cut: Partition, s: MatmulStatement, cls: number): MatmulShape {
  const { stage } = cut.classes[cls];
  if (s.stages !== undefined && stage !== undefined && !s.stages.includes(stage)) return { m: 0, n: s.n, k: s.k };
  const { tensor } = s.out;
  if (tensor.shard === 'partial') return { m: s.m, n: s.n, k: termsOf(cut, s, cls) };
  const k = tensor.shard === 'block-terms' ? cut.columnsOf(s.a.tensor, cls) : s.k;
  return {
    m: (s.m * cut.rowsOf(tensor, cls)) / tensor.rows,
    n: (s.n * cut.columnsOf(tensor, cls)) / tensor.columns,
    k,
  };
}

/** Length of the sum that a unit's operands cover. */
function termsOf(cut: Partition, { a, b, k, transposeA, transposeB }: MatmulStatement, cls: number): number {
  const along = transposeA ? cut.rowsOf(a.tensor, cls) : cut.columnsOf(a.tensor, cls);
  const other = transposeB ? cut.columnsOf(b.tensor, cls) : cut.rowsOf(b.tensor, cls);
  return Math.min(k, along, other);
}

/** The plan's choice for the product, or the rule of thumb. */
function engineChoice({ target, fixed }: Lowering, label: string, shares: readonly MatmulShape[]): Choice {
  const product = fixed.products?.[label] ?? defaultProduct(target, shares);
  const { index, engine } = engineOf(target, product);
  const largest = largestShare(shares);
  const { m, n, k } = largest;
  const plan = planOnEngine(engine, largest, fixedOf(product));
  const tile = product.tile === undefined || product.tile === TILES[0] ? '' : `, tiles of ${product.tile}`;
  const note = engine.note ? ` (${engine.note})` : '';
  return { index, product, mapping: `${m}x${k} · ${k}x${n} a unit, ${engine.name}: ${plan.mapping}${tile}${note}` };
}
