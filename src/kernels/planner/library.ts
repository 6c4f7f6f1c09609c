/** @file Products that a runtime's library computes: the plan has no say in them. */
import type { RuleKind } from '../../sim/gpu/library.js';
import { libraryFormat } from '../../sim/semantics/libraryGemm.js';
import type { Target } from '../../sim/target.js';
import type { MatmulStatement } from '../graph.js';

/** The library rule that picks the kernel of a product whose weights lie off the units; null without a library. */
export function libraryRule(target: Target, s: MatmulStatement, inUnits: boolean, loops: number): RuleKind | null {
  const { runtime, format } = target;
  if (!runtime.library || libraryFormat(format.name) === null || inUnits) return null;
  if (s.window !== undefined) return 'gemm';
  if (s.transposeB) return 'backwardWeights';
  if (loops === 0) return 'gemm';
  return s.transposeA ? 'backwardData' : 'forward';
}
