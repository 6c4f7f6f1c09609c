/** @file What is calibrated together: the measured rows of one library (architecture + runtime) and its model. */
import { type GemmShape, type GpuModel, gemmEngine, gemmTime, variantTime } from '../sim/gpu/gemm.js';
import type { GpuFormat, RuleKind } from '../sim/gpu/library.js';
import { type RnnShape, rnnTime, setupSeconds, stepGemm, stepOverhead, weightsGemm } from '../sim/gpu/rnn.js';
import { type Rule, ruleInput } from '../sim/gpu/rule.js';
import { type GpuEngine, type KernelVariant, kernelMenu, variantName } from '../sim/gpu/variant.js';
import { learnRule, type RuleLimits, type RuleRow } from './calibrateRule.js';

export type MeasuredRow =
  | { readonly kind: 'gemm'; readonly shape: GemmShape; readonly seconds: number }
  | { readonly kind: 'rnn'; readonly shape: RnnShape; readonly seconds: number };

export function predictRow(model: GpuModel, row: MeasuredRow): number {
  return row.kind === 'gemm' ? gemmTime(model, row.shape).seconds : rnnTime(model, row.shape).seconds;
}

/** The GEMM behind a row and the rule that chooses its kernel. */
export function rowGemm(row: MeasuredRow): { readonly shape: GemmShape; readonly kind: RuleKind } {
  if (row.kind === 'gemm') return { shape: row.shape, kind: 'gemm' };
  if (row.shape.direction === 'bwd_weights') return { shape: weightsGemm(row.shape), kind: 'backwardWeights' };
  return { shape: stepGemm(row.shape), kind: row.shape.direction === 'fwd' ? 'forward' : 'backwardData' };
}

/** Seconds of a row as a function of its kernel's seconds: what is not that kernel is computed once. */
function totalOf(model: GpuModel, row: MeasuredRow): (kernelSeconds: number) => number {
  const { gapSeconds, callSeconds, setupSeconds: setup } = model.library.parameters;
  if (row.kind === 'gemm') return (kernel) => Math.max(callSeconds, kernel + gapSeconds);
  const s = row.shape;
  if (s.direction === 'bwd_weights') return (kernel) => setup + Math.max(callSeconds, kernel + gapSeconds);
  const { pointwise, launches } = stepOverhead(model, s);
  let fixed = setupSeconds(model, s) + s.steps * (pointwise + launches);
  if (s.direction === 'bwd' && model.library.facts.backwardHolds === 'data+weights') {
    fixed += rnnTime(model, { ...s, direction: 'bwd_weights' }).seconds;
  }
  return (kernel) => fixed + s.steps * kernel;
}

/** Price of computing twice the needed products, times the square of the doublings: of two kernels that explain a row alike,
 * the one that fits the shape is the likelier. */
const WASTE_PENALTY = 0.012;

/** Products computed with the edges padded to tiles, over products needed. */
function paddedWork(v: KernelVariant, s: { readonly m: number; readonly n: number }): number {
  const padded = Math.ceil(s.m / v.tileM) * v.tileM * Math.ceil(s.n / v.tileN) * v.tileN;
  return padded / (s.m * s.n);
}

function ruleRow(model: GpuModel, row: MeasuredRow, engine: GpuEngine, repeats: number): RuleRow {
  const { shape } = rowGemm(row);
  const total = totalOf(model, row);
  const menu = kernelMenu(engine);
  const errors = new Float64Array(menu.length);
  menu.forEach((variant, i) => {
    const seconds = total(variantTime(model, shape, engine, variant).seconds);
    errors[i] = Math.abs(Math.log(seconds / row.seconds)) + WASTE_PENALTY * Math.log2(paddedWork(variant, shape)) ** 2;
  });
  const input = ruleInput(shape, shape.transA === true, shape.transB === true, engine === 'tensor');
  return { input, errors, weight: 1 / repeats };
}

/** Rows that differ only in the number of steps count as one shape together. */
function shapeKey(row: MeasuredRow): string {
  const { shape, kind } = rowGemm(row);
  return `${kind} ${shape.m} ${shape.n} ${shape.k} ${shape.transA === true} ${shape.transB === true} ${shape.format}`;
}

export interface ModelledTable {
  readonly model: GpuModel;
  readonly rows: readonly MeasuredRow[];
}

function learnEngine(
  tables: readonly ModelledTable[],
  kind: RuleKind,
  format: GpuFormat,
  engine: GpuEngine,
  limits: RuleLimits,
): Rule | undefined {
  const rows: RuleRow[] = [];
  for (const { model, rows: all } of tables) {
    const wanted = all.filter(
      (row) =>
        row.shape.format === format &&
        rowGemm(row).kind === kind &&
        !(kind === 'backwardWeights' && row.kind === 'rnn' && row.shape.direction !== 'bwd_weights') &&
        gemmEngine(model, rowGemm(row).shape) === engine,
    );
    const repeats = new Map<string, number>();
    for (const row of wanted) repeats.set(shapeKey(row), (repeats.get(shapeKey(row)) ?? 0) + 1);
    for (const row of wanted) rows.push(ruleRow(model, row, engine, repeats.get(shapeKey(row))!));
  }
  if (rows.length === 0) return undefined;
  return learnRule(rows, kernelMenu(engine).map(variantName), limits);
}

/** Learns the rule of one kind and format from all tables of a library; undefined when no row shows it. Shapes that
 * tensor cores refuse have a rule of their own. */
export function learnKind(
  tables: readonly ModelledTable[],
  kind: RuleKind,
  format: GpuFormat,
  limits: RuleLimits,
): Rule | undefined {
  const simt = learnEngine(tables, kind, format, 'simt', limits);
  const tensor = learnEngine(tables, kind, format, 'tensor', limits);
  if (simt === undefined || tensor === undefined) return simt ?? tensor;
  return ['tensor', 0.5, simt, tensor];
}
