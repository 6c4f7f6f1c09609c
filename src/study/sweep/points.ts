/** @file One configuration of a list: which words, parameters and figures it sets. */
import { InputError } from '../../numerics/errors.js';
import { isWholeFigure } from '../../sim/chipFigures.js';
import { figureAt } from '../../sim/figurePath.js';
import { parseAmount } from './axis.js';
import { checkTargets, machineNamed, requireInRange, requireLegal, requireParam } from './checks.js';
import type { SweepKernel, SweepMachine, SweepPoint } from './sweepTypes.js';

const WORDS = ['kernel', 'chip', 'runtime', 'format'] as const;

/** Throws InputError for what no row of the sweep could have. */
export function pointOf(
  given: Readonly<Record<string, string | number>>,
  kernels: readonly SweepKernel[],
  machines: readonly SweepMachine[],
  where: string,
): SweepPoint {
  const params: Record<string, number> = {};
  const figures: { machine: string; path: string; value: number }[] = [];
  const words: Partial<Record<(typeof WORDS)[number], string>> = {};
  for (const [key, raw] of Object.entries(given)) {
    const place = `${where}.${key}`;
    const word = WORDS.find((w) => w === key);
    const cut = key.indexOf(':');
    if (word !== undefined) words[word] = String(raw);
    else if (cut < 0) params[key] = parseAmount(String(raw), { where: place, whole: true });
    else {
      const machine = machineNamed(machines, key.slice(0, cut), place);
      const { path } = figureAt(machine.chip, key.slice(cut + 1), place);
      const value = parseAmount(String(raw), { where: place, whole: isWholeFigure(path) });
      requireLegal(machine.chip, path, value, place);
      figures.push({ machine: machine.name, path, value });
    }
  }
  if (words.chip !== undefined) machineNamed(machines, words.chip, `${where}.chip`);
  const own = kernels.filter((k) => words.kernel === undefined || k.name === words.kernel);
  if (own.length === 0) {
    const expected = `a kernel of this sweep: ${kernels.map((k) => k.name).join(', ')}`;
    throw new InputError({ where: `${where}.kernel`, expected, found: String(words.kernel) });
  }
  const chips = machines.filter((m) => words.chip === undefined || m.name === words.chip);
  checkTargets(
    chips,
    words.runtime === undefined ? null : [words.runtime],
    words.format === undefined ? null : [words.format],
  );
  for (const kernel of own) {
    for (const [name, value] of Object.entries(params)) {
      requireParam(kernel, name, `${where}.${name}`);
      requireInRange(kernel, name, value, `${where}.${name}`);
    }
  }
  return { ...words, params, figures };
}
