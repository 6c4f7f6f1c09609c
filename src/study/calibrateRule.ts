/** @file Learns a library's choice rule from measured rows: a small tree whose leaves name kernels of the menu.
 * Best-first growth, least absolute log error; deterministic: ties go to the earlier feature, limit and kernel. */
import { type Rule, type RuleFeature, type RuleInput, ruleFeatures } from '../sim/gpu/rule.js';

/** One measured shape and, for every kernel of the menu, |ln(predicted / measured)| if the library took it. */
export interface RuleRow {
  readonly input: RuleInput;
  readonly errors: Float64Array;
  readonly weight: number;
}

export interface RuleLimits {
  readonly maxLeaves: number;
  /** Fewest rows that may justify a leaf. */
  readonly minRows: number;
  /** A split must lower the summed error by at least this. */
  readonly minGain: number;
}

interface Best {
  readonly kernel: number;
  readonly cost: number;
}

interface Split {
  readonly feature: RuleFeature;
  readonly limit: number;
  readonly gain: number;
}

interface Node {
  readonly rows: readonly RuleRow[];
  readonly best: Best;
  split: Split | undefined;
  children: readonly [Node, Node] | undefined;
}

function addErrors(sum: Float64Array, row: RuleRow): void {
  for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + row.weight * row.errors[i]!;
}

function smallest(sum: Float64Array): Best {
  let kernel = 0;
  for (let i = 1; i < sum.length; i++) if (sum[i]! < sum[kernel]! - 1e-9) kernel = i;
  return { kernel, cost: sum[kernel]! };
}

function bestOf(rows: readonly RuleRow[], kernels: number): Best {
  const sum = new Float64Array(kernels);
  for (const row of rows) addErrors(sum, row);
  return smallest(sum);
}

/** Smallest cost of the first i+1 rows, for every i. */
function prefixCosts(rows: readonly RuleRow[], kernels: number): Float64Array {
  const sum = new Float64Array(kernels);
  const costs = new Float64Array(rows.length);
  rows.forEach((row, i) => {
    addErrors(sum, row);
    costs[i] = smallest(sum).cost;
  });
  return costs;
}

function splitOn(feature: RuleFeature, node: Node, kernels: number, limits: RuleLimits): Split | undefined {
  const sorted = [...node.rows].sort((a, b) => a.input[feature] - b.input[feature]);
  if (sorted[0]!.input[feature] === sorted.at(-1)!.input[feature]) return undefined;
  const below = prefixCosts(sorted, kernels);
  const above = prefixCosts([...sorted].reverse(), kernels);
  let found: Split | undefined;
  for (let i = limits.minRows - 1; i < sorted.length - limits.minRows; i++) {
    const low = sorted[i]!.input[feature];
    const high = sorted[i + 1]!.input[feature];
    if (low === high) continue;
    const gain = node.best.cost - below[i]! - above[sorted.length - i - 2]!;
    if (gain > (found?.gain ?? limits.minGain) + 1e-9)
      found = { feature, limit: Math.sqrt(low * high) || high / 2, gain };
  }
  return found;
}

function makeNode(rows: readonly RuleRow[], kernels: number, limits: RuleLimits): Node {
  const node: Node = { rows, best: bestOf(rows, kernels), split: undefined, children: undefined };
  if (rows.length < 2 * limits.minRows) return node;
  for (const feature of ruleFeatures) {
    const split = splitOn(feature, node, kernels, limits);
    if (split !== undefined && split.gain > (node.split?.gain ?? 0) + 1e-9) node.split = split;
  }
  return node;
}

function grow(node: Node, kernels: number, limits: RuleLimits): readonly Node[] {
  const { feature, limit } = node.split!;
  const below = node.rows.filter((row) => row.input[feature] <= limit);
  const above = node.rows.filter((row) => row.input[feature] > limit);
  node.children = [makeNode(below, kernels, limits), makeNode(above, kernels, limits)];
  return node.children;
}

function toRule(node: Node, names: readonly string[]): Rule {
  if (node.children === undefined) return names[node.best.kernel]!;
  const [below, above] = node.children.map((child) => toRule(child, names)) as [Rule, Rule];
  if (typeof below === 'string' && below === above) return below;
  return [node.split!.feature, Number(node.split!.limit.toPrecision(6)), below, above];
}

/** The rule that explains the rows best within the limits. `names[i]` is the kernel of `errors[i]`. */
export function learnRule(rows: readonly RuleRow[], names: readonly string[], limits: RuleLimits): Rule {
  if (rows.length === 0) return names[0]!;
  const root = makeNode(rows, names.length, limits);
  let leaves: Node[] = [root];
  while (leaves.length < limits.maxLeaves) {
    const next = leaves.reduce((a, b) => ((b.split?.gain ?? 0) > (a.split?.gain ?? 0) ? b : a));
    if (next.split === undefined) break;
    leaves = leaves.flatMap((leaf) => (leaf === next ? grow(leaf, names.length, limits) : [leaf]));
  }
  return toRule(root, names);
}
