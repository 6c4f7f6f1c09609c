/** @file Bytes through the three necks of an exchange: what one unit sends, what one unit receives, what crosses the middle
 * of the network. Closed forms; the narrowest neck says how long the exchange takes. */
import type { ChipSpec } from '../chipSchema.js';
import type { ExchangeOp } from '../program.js';

type Network = Pick<ChipSpec['exchange'], 'topology' | 'multicast'>;

/** Bytes of the unit that sends most, of the one that receives most, and across the middle. */
export interface Flow {
  readonly sent: number;
  readonly received: number;
  readonly crossing: number;
}

/** What takes part: units, bytes of the unit that has most, and of all together. */
export interface Parties {
  readonly units: number;
  readonly most: number;
  readonly total: number;
}

const plus = (a: Flow, b: Flow): Flow => ({
  sent: a.sent + b.sent,
  received: a.received + b.received,
  crossing: a.crossing + b.crossing,
});

/** Everybody gets all parts, its own among them. With multicast a part is sent once and crosses the middle once, otherwise
 * once for each receiver; through a shared cache all is written once and read by everybody. */
function allGather({ units, most, total }: Parties, { topology, multicast }: Network): Flow {
  const crossing = topology === 'through-l2' ? total + total * units : total * (multicast ? 1 : units / 2);
  return { sent: most * (multicast ? 1 : Math.max(1, units - 1)), received: total, crossing };
}

/** One unit has it, everybody gets it. */
function broadcast({ units, most }: Parties, net: Network): Flow {
  return allGather({ units, most, total: most }, net);
}

/**
 * Everybody has terms of all w bytes and is to have 1/n of the sums: it sends (n - 1)/n of what it has and gets as much,
 * whatever the network can copy. Neighbours add up theirs first, so what crosses the middle has been added up on either
 * side: w (recursive halving, Thakur, Rabenseifner, Gropp 2005). A shared cache adds nothing up: all is written and read.
 */
function reduceScatter({ units, most }: Parties, { topology }: Network): Flow {
  const piece = (most * (units - 1)) / units;
  const crossing = topology === 'through-l2' ? 2 * units * piece : most;
  return { sent: piece, received: piece, crossing };
}

/** A reduce-scatter, then an all-gather of 1/n of the sums each. */
function allReduce(parties: Parties, net: Network): Flow {
  const { units, most } = parties;
  return plus(reduceScatter(parties, net), allGather({ units, most: most / units, total: most }, net));
}

export function flowAmong(
  pattern: Exclude<ExchangeOp['pattern'], 'shift' | 'send'>,
  parties: Parties,
  net: Network,
): Flow {
  switch (pattern) {
    case 'all-gather':
      return allGather(parties, net);
    case 'broadcast':
      return broadcast(parties, net);
    case 'reduce-scatter':
      return reduceScatter(parties, net);
    case 'all-reduce':
      return allReduce(parties, net);
  }
}

/** What senders that differ from the receivers have, and what those get: units, bytes of the one with most, of all. */
export interface Ends {
  readonly from: Parties;
  readonly to: Parties;
}

/** From some units to others, or parts only. Without multicast a unit sends each copy of its part by itself. */
export function flowBetween({ from, to }: Ends, { topology, multicast }: Network): Flow {
  const copies = multicast ? 1 : Math.max(1, to.total / from.total);
  const crossing = multicast ? from.total : Math.max(from.total, to.total / 2);
  const through = from.total + to.total;
  return { sent: from.most * copies, received: to.most, crossing: topology === 'through-l2' ? through : crossing };
}

/** Reduce-scatters beside each other, each among `units` of all those that have terms of `most` bytes. */
export function flowOfSums(groupUnits: number, { units, most }: Parties, net: Network): Flow {
  const one = reduceScatter({ units: groupUnits, most, total: most * groupUnits }, net);
  return { ...one, crossing: (one.crossing * units) / groupUnits };
}
