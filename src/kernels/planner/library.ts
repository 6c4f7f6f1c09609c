/** @file Products that a runtime's library computes: the plan has no say in them. */
import type { Cut } from '../../sim/cuts.js';
import type { RuleKind } from '../../sim/gpu/library.js';
import { libraryFormat } from '../../sim/semantics/libraryGemm.js';
import type { Target } from '../../sim/target.js';
import type { MatmulStatement } from '../graph.js';

const PLAIN: readonly Cut[] = ['rows', 'replicated', 'partial'];

/** The library rule that picks the kernel of a product whose weights lie off the units; null without a library. */
export function libraryRule(target: Target, s: MatmulStatement, inUnits: boolean, loops: number): RuleKind | null {
  // A library's kernels run on the whole chip and cut their product in their own way.
  const plain = [s.a, s.b, s.out].every(({ tensor }) => PLAIN.includes(tensor.shard));
  if (s.stages !== undefined || !plain) return null;
  const { runtime, format } = target;
  if (!runtime.library || libraryFormat(format.name) === null || inUnits) return null;
  if (s.window !== undefined) return 'gemm';
  if (s.transposeB) return 'backwardWeights';
  if (loops === 0) return 'gemm';
  return s.transposeA ? 'backwardData' : 'forward';
}
