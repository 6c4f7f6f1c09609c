/** @file The rows of a sweep in their order, made one by one: a grid of a million rows takes no memory. Order: point of the list,
 * kernel, chip, runtime, format, then figures and parameters in the order given, the last one fastest. */
import { InputError } from '../../numerics/errors.js';
import { isWholeFigure } from '../../sim/chipFigures.js';
import { runtimesOf } from '../../sim/runtimes.js';
import { hypercubeColumn } from '../latinHypercube.js';
import { type Axis, axisValue } from './axis.js';
import type { RowInputs } from './row.js';
import type { Sweep, SweepDefinition, SweepMachine, SweepPoint } from './sweepTypes.js';

/** One number that varies: a parameter of the kernel, or a figure of the chip. */
export interface NamedAxis {
  readonly kind: 'param' | 'figure';
  readonly name: string;
  readonly axis: Axis;
}

export interface SweepSpace {
  readonly count: number;
  readonly at: (index: number) => RowInputs;
}

/** Values of all axes, point by point. */
interface PointTable {
  readonly count: number;
  readonly value: (point: number, axis: number) => number;
}

interface Block {
  readonly first: number;
  readonly count: number;
  readonly kernel: string;
  readonly machine: SweepMachine;
  readonly runtimes: readonly string[];
  readonly formats: readonly string[];
  readonly axes: readonly NamedAxis[];
  readonly table: PointTable;
}

const MOST_ROWS = 2 ** 31;

/** Grid, list or sample. Throws InputError for more rows than anybody could keep. */
export function sweepSpace(sweep: Sweep): SweepSpace {
  const { points, method } = sweep.definition;
  if (method.kind === 'pareto') throw new Error('a search makes its rows as it goes');
  const blocks: Block[] = [];
  const tables = new Map<string, PointTable>();
  let first = 0;
  for (const point of points ?? [null]) {
    for (const block of blocksOf(sweep, point, tables)) {
      blocks.push({ ...block, first });
      first += block.count;
      if (first > MOST_ROWS)
        throw new InputError({ where: 'sweep', expected: `at most ${MOST_ROWS} rows`, found: 'more' });
    }
  }
  return { count: first, at: (index) => rowAt(blocks, index) };
}

function blocksOf(sweep: Sweep, point: SweepPoint | null, tables: Map<string, PointTable>): Omit<Block, 'first'>[] {
  const { definition } = sweep;
  const kernels = sweep.kernels.filter(({ name }) => point?.kernel === undefined || name === point.kernel);
  const machines = sweep.machines.filter(({ name }) => point?.chip === undefined || name === point.chip);
  return kernels.flatMap(({ name: kernel }) =>
    machines.map((machine) => {
      const runtimes = point?.runtime === undefined ? runtimesFor(definition, machine) : [point.runtime];
      const formats = point?.format === undefined ? formatsFor(definition, machine) : [point.format];
      const axes = axesOf(definition, machine, point);
      const table = tableOf(definition, machine, axes, tables);
      return { count: runtimes.length * formats.length * table.count, kernel, machine, runtimes, formats, axes, table };
    }),
  );
}

/** Runtimes of the definition, or the chip's own. */
export const runtimesFor = ({ runtimes }: SweepDefinition, { chip }: SweepMachine): readonly string[] =>
  runtimes ?? [runtimesOf(chip)[0]];

/** Formats of the definition, or the chip's own. */
export const formatsFor = ({ formats }: SweepDefinition, { chip }: SweepMachine): readonly string[] =>
  formats ?? [chip.defaultFormat];

/** Axes of one machine: figures before parameters; what a point of a list sets is one value. */
export function axesOf(definition: SweepDefinition, machine: SweepMachine, point: SweepPoint | null): NamedAxis[] {
  const one = (value: number): Axis => ({ kind: 'list', values: [value] });
  const figures = new Map<string, Axis>();
  for (const f of definition.figures) if (f.machine === machine.name) figures.set(f.path, f.axis);
  for (const f of point?.figures ?? []) if (f.machine === machine.name) figures.set(f.path, one(f.value));
  const params = new Map<string, Axis>(Object.entries(definition.params));
  for (const [name, value] of Object.entries(point?.params ?? {})) params.set(name, one(value));
  const named = (kind: NamedAxis['kind'], axes: Map<string, Axis>): NamedAxis[] =>
    [...axes].map(([name, axis]) => ({ kind, name, axis }));
  return [...named('figure', figures), ...named('param', params)];
}

export const isWhole = ({ kind, name }: NamedAxis): boolean => kind === 'param' || isWholeFigure(name);

function tableOf(
  { method, seed }: SweepDefinition,
  machine: SweepMachine,
  axes: readonly NamedAxis[],
  tables: Map<string, PointTable>,
): PointTable {
  if (method.kind !== 'sample') return gridTable(axes.map((a) => a.axis));
  const key = axes.some(({ kind }) => kind === 'figure') ? machine.name : '';
  const known = tables.get(key);
  const table = known ?? sampleTable(axes, { samples: method.samples, seed });
  tables.set(key, table);
  return table;
}

const lengthOf = (axis: Axis): number => (axis.kind === 'list' ? axis.values.length : Number.NaN);

function gridTable(axes: readonly Axis[]): PointTable {
  const strides = axes.map((_, i) => axes.slice(i + 1).reduce((product, axis) => product * lengthOf(axis), 1));
  return {
    count: axes.reduce((product, axis) => product * lengthOf(axis), 1),
    value: (point, i) => {
      const axis = axes[i];
      if (axis.kind !== 'list') throw new Error('a grid over a range without a step');
      return axis.values[Math.floor(point / strides[i]) % axis.values.length];
    },
  };
}

/** Distinct points of a hypercube. Parameters have streams of their own, so that every chip sees the same ones, whatever
 * figures are varied beside them. */
function sampleTable(
  axes: readonly NamedAxis[],
  options: { readonly samples: number; readonly seed: number },
): PointTable {
  const inKind = new Map<string, number>();
  const columns = axes.map((named) => {
    const { kind, axis } = named;
    const nth = inKind.get(kind) ?? 0;
    inKind.set(kind, nth + 1);
    const positions = hypercubeColumn(nth, options, kind === 'param' ? 0 : 1);
    return positions.map((position) => axisValue(axis, position, isWhole(named)));
  });
  const seen = new Set<string>();
  const points: number[] = [];
  for (let i = 0; i < options.samples; i++) {
    const text = columns.map((column) => column[i]).join(' ');
    if (seen.has(text)) continue;
    seen.add(text);
    points.push(i);
  }
  return { count: points.length, value: (point, axis) => columns[axis][points[point]] };
}

function rowAt(blocks: readonly Block[], index: number): RowInputs {
  let [low, high] = [0, blocks.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (blocks[middle].first <= index) low = middle;
    else high = middle - 1;
  }
  const { first, kernel, machine, runtimes, formats, axes, table } = blocks[low];
  const within = index - first;
  const point = within % table.count;
  const target = Math.floor(within / table.count);
  const params: Record<string, number> = {};
  const figures: Record<string, number> = {};
  axes.forEach(({ kind, name }, i) => {
    (kind === 'param' ? params : figures)[name] = table.value(point, i);
  });
  return {
    index,
    kernel,
    chip: machine.name,
    figures,
    runtime: runtimes[Math.floor(target / formats.length)],
    format: formats[target % formats.length],
    params,
  };
}
