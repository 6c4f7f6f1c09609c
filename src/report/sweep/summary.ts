/** @file What a sweep says in short: the Pareto front, which axis matters most, the fastest rows, how many have failed and why.
 * Made in one pass over the rows in their order; of very many rows a fixed share is looked at where all are not needed. */
import { namesOf } from '../../study/sweep/definition.js';
import { type AxisEffect, axisEffect } from '../../study/sweep/effects.js';
import { costsOf, type Objective, objectiveNamed } from '../../study/sweep/objectives.js';
import { type Costed, ParetoFront } from '../../study/sweep/pareto.js';
import type { FailedRow, SweepRow, SweepSimulatedRow } from '../../study/sweep/row.js';
import type { Sweep } from '../../study/sweep/sweepTypes.js';

/** A row as far as tables and charts need it. */
export interface ShortRow {
  readonly index: number;
  readonly key: string;
  readonly kernel: string;
  readonly chip: string;
  readonly runtime: string;
  readonly format: string;
  /** Varied parameters and figures. */
  readonly varied: Readonly<Record<string, number>>;
  readonly cycles: number;
  readonly seconds: number;
  readonly boundBy: string;
  readonly unitsUsed: number;
  /** Values of the objectives. */
  readonly objectives: readonly number[];
}

export interface SweepSummary {
  readonly rows: number;
  readonly simulated: number;
  readonly rejected: number;
  /** Failed rows by kind. */
  readonly failed: Readonly<Record<string, number>>;
  readonly reasons: readonly { readonly kind: string; readonly reason: string; readonly rows: number }[];
  readonly objectives: readonly { readonly name: string; readonly unit: string; readonly direction: string }[];
  readonly front: readonly ShortRow[];
  readonly effects: readonly AxisEffect[];
  /** Rows that the effects are of. */
  readonly effectRows: number;
  readonly fastest: readonly ShortRow[];
  /** Rows for charts. */
  readonly points: readonly ShortRow[];
}

const MOST_POINTS = 2500;
const MOST_EFFECT_ROWS = 200_000;
const FASTEST = 20;
const MOST_REASONS = 50;
/** A front of more objectives may be most of the rows; a page cannot show them. */
const MOST_FRONT = 1000;

interface EffectAxis {
  readonly axis: string;
  readonly of: (row: SweepSimulatedRow) => string | number | undefined;
}

type FrontRow = ShortRow & Costed;

export class SummaryMaker {
  readonly #objectives: readonly Objective[];
  readonly #axes: readonly EffectAxis[];
  readonly #columns: { readonly values: (string | number)[]; readonly seconds: number[] }[];
  readonly #front = new ParetoFront<FrontRow>();
  readonly #sampled: boolean;
  readonly #pointEvery: number;
  readonly #effectEvery: number;
  readonly #shortOf: (row: SweepSimulatedRow) => ShortRow;
  #fastest: ShortRow[] = [];
  readonly #points: ShortRow[] = [];
  readonly #failed = new Map<string, number>();
  readonly #reasons = new Map<string, { kind: string; reason: string; rows: number }>();
  #simulated = 0;
  #rejected = 0;
  #effectRows = 0;

  /** `rows`: how many rows will be added at most. */
  constructor(sweep: Sweep, rows: number) {
    this.#objectives = objectivesOf(sweep);
    this.#axes = effectAxes(sweep);
    this.#sampled = sweep.definition.method.kind !== 'grid';
    this.#columns = this.#axes.map(() => ({ values: [], seconds: [] }));
    this.#pointEvery = Math.max(1, Math.ceil(rows / MOST_POINTS));
    this.#effectEvery = Math.max(1, Math.ceil(rows / MOST_EFFECT_ROWS));
    this.#shortOf = shortener(sweep, this.#objectives);
  }

  add(row: SweepRow): void {
    if ('rejected' in row) {
      this.#rejected++;
      return;
    }
    const nth = this.#simulated++;
    const short = this.#shortOf(row);
    const costs = costsOf(row, this.#objectives);
    if (costs !== null) this.#front.add({ ...short, costs });
    if (nth % this.#pointEvery === 0) this.#points.push(short);
    if (nth % this.#effectEvery === 0) this.#addEffects(row);
    this.#addFastest(short);
  }

  addFailed({ kind, reason }: FailedRow): void {
    this.#failed.set(kind, (this.#failed.get(kind) ?? 0) + 1);
    const key = `${kind} ${reason}`;
    const known = this.#reasons.get(key);
    if (known !== undefined) known.rows++;
    else if (this.#reasons.size < MOST_REASONS) this.#reasons.set(key, { kind, reason, rows: 1 });
  }

  summary(): SweepSummary {
    const failed = Object.fromEntries([...this.#failed].sort(([a], [b]) => (a < b ? -1 : 1)));
    const failures = Object.values(failed).reduce((a, b) => a + b, 0);
    return {
      rows: this.#simulated + this.#rejected + failures,
      simulated: this.#simulated,
      rejected: this.#rejected,
      failed,
      reasons: [...this.#reasons.values()],
      objectives: this.#objectives.map(({ name, unit, direction }) => ({ name, unit, direction })),
      front: this.#front
        .points()
        .slice(0, MOST_FRONT)
        .map(({ costs: _, ...short }) => short),
      effects: this.#effects(),
      effectRows: this.#effectRows,
      fastest: this.#fastest,
      points: this.#points,
    };
  }

  #addEffects(row: SweepSimulatedRow): void {
    this.#effectRows++;
    this.#axes.forEach(({ of }, i) => {
      const value = of(row);
      if (value === undefined) return;
      this.#columns[i].values.push(value);
      this.#columns[i].seconds.push(row.seconds);
    });
  }

  #addFastest(short: ShortRow): void {
    const last = this.#fastest[this.#fastest.length - 1];
    if (this.#fastest.length === FASTEST && short.seconds >= last.seconds) return;
    let at = this.#fastest.length;
    while (at > 0 && this.#fastest[at - 1].seconds > short.seconds) at--;
    this.#fastest = [...this.#fastest.slice(0, at), short, ...this.#fastest.slice(at)].slice(0, FASTEST);
  }

  #effects(): readonly AxisEffect[] {
    return this.#axes
      .map(({ axis }, i) => {
        const { values, seconds } = this.#columns[i];
        return axisEffect({ axis, values }, seconds, this.#sampled);
      })
      .filter(({ groups }) => groups > 1)
      .sort((a, b) => b.share - a.share || (a.axis < b.axis ? -1 : 1));
  }
}

/** Objectives of the sweep's front. */
export function objectivesOf({ definition, kernels }: Sweep): readonly Objective[] {
  const figures = [...definition.figures, ...(definition.points ?? []).flatMap((p) => p.figures)];
  const names = namesOf(kernels, figures);
  return definition.objectives.map((name) => objectiveNamed(name, names, 'objectives'));
}

/** What varies. A figure's effect is looked at on its own chip. */
function effectAxes({ definition, kernels, machines }: Sweep): readonly EffectAxis[] {
  const points = definition.points ?? [];
  const params = new Set([...Object.keys(definition.params), ...points.flatMap((p) => Object.keys(p.params))]);
  const lists = (names: readonly string[] | null, key: 'runtime' | 'format'): boolean =>
    (names ?? []).length > 1 || points.some((p) => p[key] !== undefined);
  const figures = new Map<string, { readonly machine: string; readonly path: string }>();
  for (const f of [...definition.figures, ...points.flatMap((p) => p.figures)])
    figures.set(`${f.machine}: ${f.path}`, f);
  return [
    { axis: 'kernel', of: (row) => (kernels.length > 1 ? row.kernel : undefined) },
    { axis: 'chip', of: (row) => (machines.length > 1 ? row.chip : undefined) },
    // Each chip's own runtime and format are part of the chip.
    { axis: 'runtime', of: (row) => (lists(definition.runtimes, 'runtime') ? row.runtime : undefined) },
    { axis: 'format', of: (row) => (lists(definition.formats, 'format') ? row.format : undefined) },
    ...[...params].map((name): EffectAxis => ({ axis: name, of: (row) => row.params[name] })),
    ...[...figures].map(
      ([axis, { machine, path }]): EffectAxis => ({
        axis,
        of: (row) => (row.chip === machine ? row.figures[path] : undefined),
      }),
    ),
  ];
}

function shortener(sweep: Sweep, objectives: readonly Objective[]): (row: SweepSimulatedRow) => ShortRow {
  const points = sweep.definition.points ?? [];
  const params = [
    ...new Set([...Object.keys(sweep.definition.params), ...points.flatMap((p) => Object.keys(p.params))]),
  ];
  return (row) => {
    const varied = params.flatMap((name) => (name in row.params ? [[name, row.params[name]] as const] : []));
    return {
      index: row.index,
      key: row.key,
      kernel: row.kernel,
      chip: row.chip,
      runtime: row.runtime,
      format: row.format,
      varied: { ...Object.fromEntries(varied), ...row.figures },
      cycles: row.cycles,
      seconds: row.seconds,
      boundBy: row.boundBy,
      unitsUsed: row.mapping.unitsUsed,
      objectives: objectives.map(({ of }) => of(row)),
    };
  };
}
