/** @file The state of the page in its address, behind the #, where no server sees it. Only what differs from the default
 * is written. Reading is strict: a link that is not understood is refused as a whole, in words. */
import { checkParams } from '../../src/kernels/kernel.js';
import { kernelNamed } from '../../src/kernels/registry.js';
import { taskName } from '../../src/models/tasks/index.js';
import { InputError } from '../../src/numerics/errors.js';
import { parseFormat } from '../../src/numerics/format.js';
import { didYouMean } from '../../src/numerics/nearestNames.js';
import { chip } from '../../src/sim/chips/index.js';
import { runtimeNames } from '../../src/sim/runtimes.js';
import { changedChip } from '../engine/changedChip.js';
import {
  type Changes,
  type Choices,
  defaultState,
  defaultTraining,
  type PageState,
  type TrainingChoices,
  type View,
  views,
} from './choices.js';
import { trainingLimits, trainingTasks } from './trainingLimits.js';

const LONGEST_LINK = 200_000;
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;
const refuse = (where: string, expected: string, found: string): never => {
  throw new InputError({ where: `link: ${where}`, expected, found });
};

/** `kernel=…&p.hidden=…`; empty for the default state. */
export function linkOf(state: PageState): string {
  const { choices, training } = state;
  const before = defaultState.choices;
  const parts = new URLSearchParams();
  const put = (key: string, value: string | number, usual: string | number): void => {
    if (value !== usual) parts.append(key, String(value));
  };
  put('view', state.view, defaultState.view);
  for (const key of ['kernel', 'runtime', 'base', 'chip'] as const) put(key, choices[key], before[key]);
  put('chips', choices.chips.join(','), before.chips.join(','));
  put('formats', choices.formats.join(','), before.formats.join(','));
  for (const [name, value] of Object.entries(choices.params)) parts.append(`p.${name}`, String(value));
  for (const [name, changes] of Object.entries(choices.changes)) {
    for (const [path, value] of Object.entries(changes)) parts.append(`c.${name}/${path}`, String(value));
  }
  put('t.formats', training.formats.join(','), defaultTraining.formats.join(','));
  put('t.task', training.task, defaultTraining.task);
  for (const key of Object.keys(trainingLimits) as (keyof typeof trainingLimits)[]) {
    put(`t.${key}`, training[key], defaultTraining[key]);
  }
  put('source', state.source, '');
  for (const [name, value] of Object.entries(state.sourceParams)) parts.append(`s.${name}`, String(value));
  return parts.toString();
}

/** The state of a link. Throws InputError for whatever is not understood. */
export function stateOf(link: string): PageState {
  if (link.length > LONGEST_LINK) refuse('length', `at most ${LONGEST_LINK} characters`, String(link.length));
  const items = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(link)) {
    if (items.has(key)) refuse(key, 'it once', 'it twice');
    items.set(key, value);
  }
  const take = (key: string): string | undefined => {
    const value = items.get(key);
    items.delete(key);
    return value;
  };
  const view = take('view') ?? defaultState.view;
  if (!(views as readonly string[]).includes(view)) refuse('view', `one of ${views.join(', ')}`, view);
  const training = trainingFrom(take);
  const choices = choicesFrom(take, items);
  const source = take('source') ?? '';
  const sourceParams = numbersUnder('s.', items);
  const [unknown] = items.keys();
  if (unknown !== undefined) refuse('what it holds', 'what this page writes', unknown);
  return { view: view as View, choices, training, source, sourceParams };
}

type Take = (key: string) => string | undefined;

function choicesFrom(take: Take, items: Map<string, string>): Choices {
  const usual = defaultState.choices;
  const kernel = kernelNamed(take('kernel') ?? usual.kernel);
  const params = numbersUnder('p.', items);
  checkParams(kernel.name, kernel.params, params);
  const chips = listOf(take('chips'), usual.chips);
  if (chips.length === 0) refuse('chips', 'one or more chips', 'none');
  const formats = listOf(take('formats'), usual.formats);
  const [base, shown] = [take('base') ?? usual.base, take('chip') ?? chips[0]];
  for (const name of [...chips, base, shown]) chip(name);
  formats.forEach(parseFormat);
  const runtime = take('runtime') ?? usual.runtime;
  if (runtime !== '' && !(runtimeNames as readonly string[]).includes(runtime)) {
    const hint = didYouMean(runtime, runtimeNames);
    throw new InputError({
      where: 'link: runtime',
      expected: `one of ${runtimeNames.join(', ')}`,
      found: runtime,
      ...hint,
    });
  }
  const changes: Record<string, Record<string, number>> = {};
  for (const [key, value] of Object.entries(numbersUnder('c.', items))) {
    const cut = key.indexOf('/');
    const name = key.slice(0, cut);
    changes[name] ??= {};
    changes[name][key.slice(cut + 1)] = value;
  }
  for (const [name, own] of Object.entries(changes) as [string, Changes][]) changedChip(name, own);
  return { kernel: kernel.name, params, chips, formats, runtime, base, changes, chip: shown };
}

function listOf(text: string | undefined, usual: readonly string[]): readonly string[] {
  if (text === undefined) return usual;
  return text === '' ? [] : [...new Set(text.split(','))];
}

/** Numbers of the items whose key begins with `prefix`; they are taken. */
function numbersUnder(prefix: string, items: Map<string, string>): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [key, value] of [...items]) {
    if (!key.startsWith(prefix)) continue;
    items.delete(key);
    const name = key.slice(prefix.length);
    if (name === '__proto__') refuse(key, 'a name', name);
    found[name] = numberOf(key, value);
  }
  return found;
}

function numberOf(key: string, text: string): number {
  if (!NUMBER.test(text)) refuse(key, 'a number', JSON.stringify(text));
  return Number(text);
}

function trainingFrom(take: Take): TrainingChoices {
  const task = taskName(take('t.task') ?? defaultTraining.task);
  if (!(trainingTasks as readonly string[]).includes(task))
    refuse('t.task', `one of ${trainingTasks.join(', ')}`, task);
  const [a, b, ...more] = listOf(take('t.formats'), defaultTraining.formats);
  if (a === undefined || b === undefined || more.length > 0) refuse('t.formats', 'two formats', [a, b, ...more].join());
  [a, b].forEach(parseFormat);
  const numbers = Object.entries(trainingLimits).map(([key, { min, max, whole }]) => {
    const text = take(`t.${key}`);
    const value = text === undefined ? defaultTraining[key as keyof typeof trainingLimits] : numberOf(key, text);
    const fits = value >= min && value <= max && (!whole || Number.isInteger(value));
    if (!fits) refuse(`t.${key}`, `${whole ? 'a whole number' : 'a number'} from ${min} to ${max}`, String(value));
    return [key, value];
  });
  return { ...defaultTraining, ...Object.fromEntries(numbers), task, formats: [a, b] };
}
