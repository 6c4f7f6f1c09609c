/** @file A library's choice rule: a small decision tree over the shape, whose leaves name kernels of the menu. */
import { type KernelVariant, parseVariant } from './variant.js';

/** What a rule may ask. `weights`: m * k; `output`: m * n. 0 or 1:
 * `transA`, `transB`, `pageStride` (k is a multiple of 1024: rows of fp32 begin at a 4 KiB page), `tensor` (the tensor
 * cores multiply). All others are element counts. */
export const ruleFeatures = ['m', 'n', 'k', 'weights', 'output', 'transA', 'transB', 'pageStride', 'tensor'] as const;
export type RuleFeature = (typeof ruleFeatures)[number];
export type RuleInput = Readonly<Record<RuleFeature, number>>;

/** `[feature, limit, below, above]`: go below when the feature is <= limit. A string names a kernel. */
export type Rule = string | readonly [feature: RuleFeature, limit: number, below: Rule, above: Rule];

interface CompiledLeaf {
  readonly variant: KernelVariant;
}
const parsed = new Map<string, CompiledLeaf>();

/** The kernel that the rule takes for a shape. */
export function chooseKernel(rule: Rule, input: RuleInput): KernelVariant {
  let node = rule;
  while (typeof node !== 'string') node = input[node[0]] <= node[1] ? node[2] : node[3];
  let leaf = parsed.get(node);
  if (leaf === undefined) {
    leaf = { variant: parseVariant(node) };
    parsed.set(node, leaf);
  }
  return leaf.variant;
}

/** Leaves of the rule: its degrees of freedom. */
export function ruleLeaves(rule: Rule): number {
  return typeof rule === 'string' ? 1 : ruleLeaves(rule[2]) + ruleLeaves(rule[3]);
}

const PAGE_ELEMENTS = 1024;

/** Features of C[m,n] = A[m,k] B[k,n]. Nothing of the chip: what a library takes depends on its architecture alone. */
export function ruleInput(
  shape: { readonly m: number; readonly n: number; readonly k: number },
  transA: boolean,
  transB: boolean,
  tensor: boolean,
): RuleInput {
  const { m, n, k } = shape;
  return {
    m,
    n,
    k,
    weights: m * k,
    output: m * n,
    transA: transA ? 1 : 0,
    transB: transB ? 1 : 0,
    pageStride: k % PAGE_ELEMENTS === 0 ? 1 : 0,
    tensor: tensor ? 1 : 0,
  };
}
