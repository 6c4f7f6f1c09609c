/** @file From what a user asks for to a definition: everything that decides the rows of a sweep, as plain JSON, checked as far
 * as that can be done without running a row. */
import { InputError } from '../../numerics/errors.js';
import { isWholeFigure } from '../../sim/chipFigures.js';
import { figureAt } from '../../sim/figurePath.js';
import { type Axis, parseAxis } from './axis.js';
import {
  checkTargets,
  distinct,
  extremes,
  list,
  machineNamed,
  requireInRange,
  requireLegal,
  requireParam,
} from './checks.js';
import { objectiveNamed } from './objectives.js';
import { pointOf } from './points.js';
import type { SweepFile } from './sweepFile.js';
import type { FigureAxis, Sweep, SweepKernel, SweepLookup, SweepMachine, SweepMethod } from './sweepTypes.js';

const DEFAULT_EVALUATIONS = 400;
const DEFAULT_POPULATION = 40;
/** Latency against throughput: rows of different sizes can be compared. */
const DEFAULT_OBJECTIVES = ['seconds', 'macsPerSecond'];

/** Throws InputError for names, values and combinations that no row could have. `from`: the flags or the file. */
export function defineSweep(file: SweepFile, lookup: SweepLookup, from: string | null): Sweep {
  const where = (flag: string, key: string): string => (from === null ? flag : `${from}: ${key}`);
  const kernels = distinct(list(file.kernel), where('kernel', 'kernel')).map((name) => lookup.kernel(name));
  const machines = distinct(list(file.chip), where('--chip', 'chip')).map((name) => lookup.machine(name));
  distinct(
    kernels.map((k) => k.name),
    where('kernel', 'kernel'),
  );
  distinct(
    machines.map((m) => m.name),
    where('--chip', 'chip'),
  );
  const runtimes = file.runtime === undefined ? null : distinct(list(file.runtime), where('--runtime', 'runtime'));
  const formats = file.format === undefined ? null : distinct(list(file.format), where('--format', 'format'));
  checkTargets(machines, runtimes, formats);
  const params = paramAxes(file, kernels, where);
  const figures = figureAxes(file, machines, where);
  const points = file.points?.map((point, i) => pointOf(point, kernels, machines, `${from ?? '--list'}: points[${i}]`));
  const method = methodOf(file, where);
  if (points !== undefined && method.kind !== 'grid') {
    throw new InputError({
      where: where('--list', 'points'),
      expected: 'a grid around the list',
      found: `a ${method.kind}`,
    });
  }
  if (method.kind === 'grid') refuseOpenRanges(params, figures, where);
  const varied = [...figures, ...(points ?? []).flatMap((p) => p.figures)];
  const objectives = file.objectives === undefined ? DEFAULT_OBJECTIVES : list(file.objectives);
  for (const name of distinct(objectives, where('--objectives', 'objectives'))) {
    objectiveNamed(name, namesOf(kernels, varied), where('--objectives', 'objectives'));
  }
  return {
    kernels,
    machines,
    definition: {
      kernels: kernels.map(({ name, source, file: path }) => ({ name, source, file: path })),
      machines: machines.map((m) => ({ name: m.name, spec: lookup.isShipped(m) ? null : m.chip })),
      runtimes,
      formats,
      params,
      figures,
      points: points ?? null,
      values: file.values ?? 'none',
      seed: file.seed ?? 1,
      method,
      objectives,
    },
  };
}

/** Parameters and figures that an objective may name. */
export function namesOf(
  kernels: readonly Pick<SweepKernel, 'params'>[],
  figures: readonly { readonly path: string }[],
): readonly string[] {
  return [...new Set([...kernels.flatMap((k) => Object.keys(k.params)), ...figures.map((f) => f.path)])];
}

type Where = (flag: string, key: string) => string;

function paramAxes(file: SweepFile, kernels: readonly SweepKernel[], where: Where): Readonly<Record<string, Axis>> {
  return Object.fromEntries(
    Object.entries(file.params ?? {}).map(([name, given]) => {
      const place = where(`-p ${name}`, `params.${name}`);
      for (const kernel of kernels) requireParam(kernel, name, place);
      const axis = parseAxis(given, { where: place, whole: true });
      for (const kernel of kernels) for (const value of extremes(axis)) requireInRange(kernel, name, value, place);
      return [name, axis];
    }),
  );
}

function figureAxes(file: SweepFile, machines: readonly SweepMachine[], where: Where): readonly FigureAxis[] {
  return Object.entries(file.vary ?? {}).flatMap(([name, figures]) => {
    const machine = machineNamed(machines, name, where(`--vary ${name}`, `vary.${name}`));
    const axes = Object.entries(figures).map(([given, text]) => {
      const place = where(`--vary ${name}:${given}`, `vary.${name}.${given}`);
      const { path, figure } = figureAt(machine.chip, given, place);
      const axis = parseAxis(text, { where: place, whole: isWholeFigure(path) });
      for (const value of extremes(axis)) requireLegal(machine.chip, path, value, place);
      return { machine: machine.name, path, unit: figure.unit, axis };
    });
    distinct(
      axes.map((a) => a.path),
      where(`--vary ${name}`, `vary.${name}`),
    );
    return axes;
  });
}

function methodOf({ sample, search }: SweepFile, where: Where): SweepMethod {
  if (search === undefined) return sample === undefined ? { kind: 'grid' } : { kind: 'sample', samples: sample };
  if (sample !== undefined) {
    const found = 'both';
    throw new InputError({ where: where('--search', 'search'), expected: 'either a sample or a search', found });
  }
  const population = search.population ?? DEFAULT_POPULATION;
  return { kind: 'pareto', population, evaluations: search.evaluations ?? DEFAULT_EVALUATIONS };
}

function refuseOpenRanges(params: Readonly<Record<string, Axis>>, figures: readonly FigureAxis[], where: Where): void {
  const axes = [
    ...Object.entries(params).map(([name, axis]) => [where(`-p ${name}`, `params.${name}`), axis] as const),
    ...figures.map((f) => [where(`--vary ${f.machine}:${f.path}`, `vary.${f.machine}.${f.path}`), f.axis] as const),
  ];
  for (const [place, axis] of axes) {
    if (axis.kind === 'list') continue;
    const hint = 'or take a sample of it: --sample 200';
    throw new InputError({
      where: place,
      expected: 'a range with a step, e.g. :x2 or :+16',
      found: `${axis.low}..${axis.high}`,
      hint,
    });
  }
}
