/** @file Dominance: a point is on the front when no other is at least as good everywhere and better somewhere. Costs are to be
 * made small. */

/** True when `a` is at least as good as `b` everywhere and better somewhere. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let better = false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] > b[i]) return false;
    if (a[i] < b[i]) better = true;
  }
  return better;
}

export interface Costed {
  readonly index: number;
  readonly costs: readonly number[];
}

/** The points that nothing dominates, of equal ones the first: it grows point by point, so that the others need not be
 * kept. */
export class ParetoFront<T extends Costed> {
  #front: T[] = [];

  add(point: T): void {
    if (this.#front.some(({ costs }) => costs.every((cost, i) => cost <= point.costs[i]))) return;
    this.#front = this.#front.filter(({ costs }) => !dominates(point.costs, costs));
    this.#front.push(point);
  }

  /** In the order of the first cost, then of the others. */
  points(): readonly T[] {
    return [...this.#front].sort(compareCosts);
  }
}

const compareCosts = (a: Costed, b: Costed): number => {
  const differing = a.costs.findIndex((cost, i) => cost !== b.costs[i]);
  return differing < 0 ? a.index - b.index : a.costs[differing] - b.costs[differing];
};

/** Layer of each point: 0 for the front, 1 for the front of what is left, and so on. */
export function paretoRanks(costs: readonly (readonly number[])[]): readonly number[] {
  const ranks = new Array<number>(costs.length).fill(-1);
  for (let rank = 0, left = costs.length; left > 0; rank++) {
    const open = costs.flatMap((_, i) => (ranks[i] === -1 ? [i] : []));
    const layer = open.filter((i) => !open.some((j) => dominates(costs[j], costs[i])));
    for (const i of layer) ranks[i] = rank;
    left -= layer.length;
  }
  return ranks;
}

/** How far apart the neighbours of each point are, all objectives together (Deb et al. 2002); the ends of a layer are
 * infinitely far. */
export function crowding(costs: readonly (readonly number[])[]): readonly number[] {
  const distance = new Array<number>(costs.length).fill(0);
  for (let m = 0; m < (costs[0]?.length ?? 0); m++) {
    const order = costs.map((_, i) => i).sort((a, b) => costs[a][m] - costs[b][m] || a - b);
    const span = costs[order[order.length - 1]][m] - costs[order[0]][m];
    order.forEach((i, at) => {
      if (at === 0 || at === order.length - 1) distance[i] = Number.POSITIVE_INFINITY;
      else if (span > 0) distance[i] += (costs[order[at + 1]][m] - costs[order[at - 1]][m]) / span;
    });
  }
  return distance;
}
