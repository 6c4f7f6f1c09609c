/** @file Holds a plan file to the kernel, parameters and target that it is used with, and its values to the mapping space:
 * each dimension once, none that is not there, no value that the space does not have. */
import { InputError } from '../../../numerics/errors.js';
import { nearestHint } from '../../../numerics/nearestNames.js';
import { describeValue, type Path, whereText } from '../../../sim/chipText.js';
import type { Target } from '../../../sim/target.js';
import type { Kernel, Params } from '../../kernel.js';
import type { PlanChoices, ProductChoice } from '../choices.js';
import { largestCut } from '../fit.js';
import { machineOf } from '../placement.js';
import { type Dimension, spaceOf } from '../space.js';
import type { PlanFile } from './schema.js';

type Refuse = (path: Path, expected: string, found: unknown, hint?: string) => never;

/** The choices of the file. `params` are complete. Throws InputError. */
export function choicesOf(plan: PlanFile, file: string, kernel: Kernel, params: Params, target: Target): PlanChoices {
  const refuse: Refuse = (path, expected, found, hint) => {
    const at = { where: whereText(file, path), expected, found: describeValue(found) };
    throw new InputError(hint === undefined ? at : { ...at, hint });
  };
  checkSubject(plan, kernel, params, target, refuse);
  const graph = kernel.graph(params, machineOf(target));
  const { dimensions } = spaceOf(graph, target);
  const most = largestCut(graph, target);
  if (plan.plan.units > most) refuse(['plan', 'units'], `at most ${most}, as many as have a row`, plan.plan.units);
  const order = dimensions.find(({ kind }) => kind === 'order');
  if (order === undefined && plan.plan.order !== 'declared') {
    refuse(['plan', 'order'], 'declared: there is one level alone', plan.plan.order);
  }
  for (const kind of ['levels', 'staging', 'exchanged', 'products'] as const) {
    checkNamed(kind, plan.plan[kind], dimensions, refuse);
  }
  return plan.plan;
}

function checkSubject(plan: PlanFile, kernel: Kernel, params: Params, target: Target, refuse: Refuse): void {
  if (plan.kernel !== kernel.name) refuse(['kernel'], kernel.name, plan.kernel);
  if (plan.chip !== target.chip.name) refuse(['chip'], target.chip.name, plan.chip);
  if (plan.runtime !== target.runtime.name) refuse(['runtime'], target.runtime.name, plan.runtime);
  if (plan.format !== target.format.name) refuse(['format'], target.format.name, plan.format);
  const known = Object.keys(params);
  for (const key of Object.keys(plan.params)) {
    if (!known.includes(key)) refuse(['params', key], 'a parameter of the kernel', key, nearestHint(key, known));
  }
  for (const [key, value] of Object.entries(params)) {
    if (plan.params[key] !== value) refuse(['params', key], String(value), plan.params[key]);
  }
}

function checkNamed(
  kind: 'levels' | 'staging' | 'exchanged' | 'products',
  given: Readonly<Record<string, unknown>>,
  all: readonly Dimension[],
  refuse: Refuse,
): void {
  const dimensions = all.filter((d) => d.kind === kind);
  const names = dimensions.map(({ name }) => name);
  const what = kind === 'products' ? 'a matrix product of the kernel' : 'a tensor with this choice';
  for (const name of Object.keys(given)) {
    const hint = names.length === 0 ? 'there is none here' : nearestHint(name, names);
    if (!names.includes(name)) refuse(['plan', kind, name], what, name, hint);
  }
  for (const { name, values } of dimensions) {
    const path: Path = ['plan', kind, name];
    if (!Object.hasOwn(given, name)) refuse(path, 'a value for each dimension', undefined);
    if (kind === 'products') {
      checkProduct(given[name] as ProductChoice, values as readonly ProductChoice[], path, refuse);
    } else if (!values.includes(given[name] as string | number)) {
      refuse(path, `one of ${values.join(', ')}`, given[name]);
    }
  }
}

function checkProduct(given: ProductChoice, variants: readonly ProductChoice[], path: Path, refuse: Refuse): void {
  const distinct = (values: readonly unknown[]): string => [...new Set(values.map(String))].join(', ');
  const own = variants.filter(({ engine }) => engine === given.engine);
  if (own.length === 0) {
    refuse([...path, 'engine'], `one of ${distinct(variants.map(({ engine }) => engine))}`, given.engine);
  }
  for (const key of ['held', 'kSplit', 'tile'] as const) {
    const values = own.map((variant) => variant[key]).filter((value) => value !== undefined);
    if (values.length === 0 && given[key] !== undefined) {
      refuse([...path, key], `nothing: ${given.engine} has no such choice`, given[key]);
    }
    if (values.length > 0 && !values.some((value) => value === given[key])) {
      refuse([...path, key], `one of ${distinct(values)}`, given[key]);
    }
  }
}
