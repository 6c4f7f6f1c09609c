/** @file Lowers matrix products: what one unit of each class computes, on which engine or by which kernel of a library. */
import { describeMapping } from '../../sim/gpu/gemm.js';
import type { RuleKind } from '../../sim/gpu/library.js';
import type { MatmulShape, Node } from '../../sim/program.js';
import { libraryFormat, libraryKernelTime } from '../../sim/semantics/libraryGemm.js';
import { planOnEngine } from '../../sim/semantics/matmul.js';
import { enginesFor, type Target } from '../../sim/target.js';
import type { MatmulStatement } from '../graph.js';
import { exponentUpdates } from './exponents.js';
import { type Lowering, ref } from './lowering.js';
import { operandTraffic } from './operands.js';
import { stagedOperand } from './staging.js';

/** Index of a matrix engine of the chip, and in words how it computes the product. */
interface Choice {
  readonly index: number;
  readonly mapping: string;
}

/** The library rule that picks the kernel of a product whose weights lie off the units; null without a library. */
function libraryRule(lowering: Lowering, s: MatmulStatement): RuleKind | null {
  const { runtime, format } = lowering.target;
  if (!runtime.library || libraryFormat(format.name) === null || lowering.isLocal(s.a.tensor)) return null;
  if (s.window !== undefined) return 'gemm';
  if (s.transposeB) return 'backwardWeights';
  if (lowering.depth === 0) return 'gemm';
  return s.transposeA ? 'backwardData' : 'forward';
}

function libraryEngine(target: Target, s: MatmulStatement, kind: RuleKind): Choice {
  const whole = { m: s.m, n: s.n, k: s.k };
  const { time, shape, algorithm } = libraryKernelTime(target, { ...s, whole }, kind);
  const wanted = time.engine === 'tensor' ? 'matrix-blocks' : 'simt';
  const found = enginesFor(target).find((e) => e.engine.kind === wanted) ?? enginesFor(target)[0];
  return {
    index: found.index,
    mapping: `${target.runtime.name}: ${algorithm}${describeMapping(time)}, ${shape.m}x${shape.k} · ${shape.k}x${shape.n}`,
  };
}

export function lowerMatmul(lowering: Lowering, s: MatmulStatement): Node[] {
  const [b, loads] = stagedOperand(lowering, s.b);
  const shares = lowering.cut.classes.map((_, cls) => shareOf(lowering, s, cls));
  const library = libraryRule(lowering, s);
  const { index, mapping } =
    library === null ? fastestEngine(lowering.target, shares) : libraryEngine(lowering.target, s, library);
  lowering.engines.set(s.label, mapping);
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
    library,
    ...(s.window === undefined ? {} : { window: s.window }),
    traffic: operandTraffic(lowering, { ...s, b }, shares, lowering.target.chip.matrix[index]),
  });
  return [...loads, op, ...exponentUpdates(lowering, [s.out])];
}

/** Rows of the output that a unit computes; with a transposed, sharded A it sums over the rows that it owns. */
function shareOf({ cut }: Lowering, s: MatmulStatement, cls: number): MatmulShape {
  const { a, out } = s;
  if (s.transposeA && a.tensor.shard === 'rows') return { m: s.m, n: s.n, k: cut.rowsOf(a.tensor, cls) };
  return { m: out.tensor.shard === 'rows' ? cut.rowsOf(out.tensor, cls) : s.m, n: s.n, k: s.k };
}

/** The engine that is fastest for the largest share; the first one on a tie. */
function fastestEngine(target: Target, shares: readonly MatmulShape[]): Choice {
  const engines = enginesFor(target);
  const largest = shares.reduce((x, y) => (y.m * y.k > x.m * x.k ? y : x));
  let best = { index: -1, cycles: Number.POSITIVE_INFINITY, mapping: '' };
  for (const { index, engine } of engines) {
    const plan = planOnEngine(engine, largest);
    const cycles = plan.cycles + plan.latencyCycles;
    if (cycles < best.cycles)
      best = { index, cycles, mapping: `${engine.name}: ${plan.mapping}${engine.note ? ` (${engine.note})` : ''}` };
  }
  const { m, n, k } = largest;
  return { index: best.index, mapping: `${m}x${k} · ${k}x${n} a unit, ${best.mapping}` };
}
