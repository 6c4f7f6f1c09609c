/** @file Search for a Pareto front: NSGA-II (Deb, Pratap, Agarwal, Meyarivan, IEEE Trans. Evol. Comp. 6, 2002) over genes in
 * [0, 1). The first generation is a Latin hypercube. Every random number depends on (seed, generation, child) alone and
 * results are looked at generation by generation, so that the rows are the same on any number of workers and after a stop. */
import { uniformAt } from '../../numerics/random.js';
import { hypercubeColumn } from '../latinHypercube.js';
import type { Genes, GenomeSpace } from './genome.js';
import { crowding, paretoRanks } from './pareto.js';
import type { RowInputs } from './row.js';

export interface SearchOptions {
  readonly evaluations: number;
  readonly population: number;
  readonly seed: number;
}

/** Costs of a row; null when it has none: it does not fit, or failed. */
export type Costs = readonly number[] | null;

interface Individual {
  readonly genes: Genes;
  readonly costs: Costs;
}

/** Distribution indices of crossover and mutation as in the paper. */
const ETA_CROSSOVER = 20;
const ETA_MUTATION = 20;
const CROSSOVER_RATE = 0.9;
/** Attempts to make a child that is a new configuration, before its place stays empty. */
const ATTEMPTS = 20;
/** Generations without a single new configuration, after which everything within reach is taken to be known. */
const IDLE_GENERATIONS = 3;
const STREAM = 1000;

/** Rows in batches: ask for the next one, tell the costs of all its rows, ask again. */
export class ParetoSearch {
  readonly #space: GenomeSpace;
  readonly #options: SearchOptions;
  readonly #seen = new Set<string>();
  #parents: readonly Individual[] = [];
  #asked: Genes[] = [];
  #count = 0;
  #generation = 0;
  #idle = 0;

  constructor(space: GenomeSpace, options: SearchOptions) {
    this.#space = space;
    this.#options = options;
  }

  /** Rows of the next generation; empty when the search is over. */
  next(): readonly RowInputs[] {
    const { evaluations } = this.#options;
    while (this.#count < evaluations && this.#count < this.#space.size && this.#idle < IDLE_GENERATIONS) {
      const rows = this.#generation++ === 0 ? this.#firstRows() : this.#childRows();
      if (rows.length > 0) {
        this.#idle = 0;
        return rows;
      }
      this.#idle++;
    }
    return [];
  }

  /** Costs of the rows that `next` gave, in their order. */
  tell(costs: readonly Costs[]): void {
    const told = this.#asked.map((genes, i) => ({ genes, costs: costs[i] }));
    this.#parents = survivors([...this.#parents, ...told], this.#options.population);
  }

  #firstRows(): readonly RowInputs[] {
    const { population, evaluations, seed } = this.#options;
    const samples = Math.min(population, evaluations);
    const columns = Array.from({ length: this.#space.length }, (_, i) => hypercubeColumn(i, { samples, seed }, 0));
    this.#asked = [];
    return Array.from({ length: samples }, (_, i) => columns.map((c) => c[i])).flatMap((genes) => this.#take(genes));
  }

  #childRows(): readonly RowInputs[] {
    const { population, evaluations } = this.#options;
    const wanted = Math.min(population, evaluations - this.#count);
    const ranked = rankedOf(this.#parents);
    this.#asked = [];
    return Array.from({ length: wanted }, (_, child) => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const rows = this.#take(this.#child(ranked, child * ATTEMPTS + attempt, attempt));
        if (rows.length > 0) return rows;
      }
      return [];
    }).flat();
  }

  /** The row of some genes, or none when that configuration was asked for before. */
  #take(genes: Genes): readonly RowInputs[] {
    const inputs = this.#space.decode(genes);
    const text = JSON.stringify(inputs);
    if (this.#seen.has(text)) return [];
    this.#seen.add(text);
    this.#asked.push(genes);
    return [{ index: this.#count++, ...inputs }];
  }

  #child(ranked: readonly Ranked[], step: number, attempt: number): Genes {
    let draws = 0;
    const key = { seed: this.#options.seed, stream: STREAM + this.#generation, step };
    const random = (): number => uniformAt(key, draws++);
    const parent = (): Genes => {
      const [a, b] = [random(), random()].map((u) => ranked[Math.floor(u * ranked.length)]);
      return (isBetter(a, b) ? a : b).genes;
    };
    const [mother, father] = [parent(), parent()];
    const crossed = random() < CROSSOVER_RATE;
    // The longer it finds nothing new, the more it changes.
    const rate = Math.min(1, (1 + attempt) / mother.length);
    return mother.map((gene, i) => {
      const mixed = crossed && random() < 0.5 ? crossover(gene, father[i], random()) : gene;
      return random() < rate ? mutation(mixed, random(), attempt) : mixed;
    });
  }
}

const inside = (gene: number): number => Math.min(1 - Number.EPSILON, Math.max(0, gene));

/** Simulated binary crossover: near the parents, as far apart as they are. */
function crossover(a: number, b: number, u: number): number {
  const power = 1 / (ETA_CROSSOVER + 1);
  const spread = u < 0.5 ? (2 * u) ** power : (1 / (2 * (1 - u))) ** power;
  return inside(0.5 * ((1 + spread) * a + (1 - spread) * b));
}

/** Polynomial mutation; after failed attempts anywhere. */
function mutation(gene: number, u: number, attempt: number): number {
  if (attempt > 0) return u;
  const power = 1 / (ETA_MUTATION + 1);
  return inside(gene + (u < 0.5 ? (2 * u) ** power - 1 : 1 - (2 * (1 - u)) ** power));
}

interface Ranked extends Individual {
  readonly rank: number;
  readonly distance: number;
}

const isBetter = (a: Ranked, b: Ranked): boolean => a.rank < b.rank || (a.rank === b.rank && a.distance > b.distance);

/** Layers by dominance, what has no costs behind all others. */
function rankedOf(all: readonly Individual[]): readonly Ranked[] {
  const able = all.filter((i): i is Individual & { costs: readonly number[] } => i.costs !== null);
  const ranks = paretoRanks(able.map((i) => i.costs));
  const layers = new Map<number, number[]>();
  ranks.forEach((rank, i) => {
    layers.set(rank, [...(layers.get(rank) ?? []), i]);
  });
  const ranked: Ranked[] = [];
  for (const [rank, layer] of [...layers].sort(([a], [b]) => a - b)) {
    const distances = crowding(layer.map((i) => able[i].costs));
    layer.forEach((i, at) => {
      ranked.push({ ...able[i], rank, distance: distances[at] });
    });
  }
  const last = layers.size;
  return [...ranked, ...all.filter((i) => i.costs === null).map((i) => ({ ...i, rank: last, distance: 0 }))];
}

function survivors(all: readonly Individual[], count: number): readonly Individual[] {
  return rankedOf(all)
    .map((ranked, order) => ({ ranked, order }))
    .sort((a, b) => a.ranked.rank - b.ranked.rank || b.ranked.distance - a.ranked.distance || a.order - b.order)
    .slice(0, count)
    .map(({ ranked: { genes, costs } }) => ({ genes, costs }));
}
