/** @file Prices as data, with dates and sources. A chip's own price is in its chip file; here are other forms of it, the
 * rigs and thresholds that the essay and its readers named, and what a run costs besides the card. */
import { assumed, recalled } from './chips/cite.js';
import type { Figure } from './figure.js';

export interface Quote {
  readonly what: string;
  readonly chip: string;
  /** Cards for that price. */
  readonly count: number;
  readonly usd: Figure;
  readonly date: string;
}

const ESSAY = 'Deep Learning Hardware Limbo';
const quoted = (usd: number, where: string): Figure => recalled(usd, 'USD', where);

/** Prices that people named for cards and rigs. */
export const quotes = {
  'vega-fe air': quote('air-cooled card', 'vega-fe', 1, quoted(999, 'launch price'), '2017-06-27'),
  'vega-fe liquid': quote('liquid-cooled card', 'vega-fe', 1, quoted(1499, 'launch price'), '2017-06-27'),
  'vega-fe low': quote('street price', 'vega-fe', 1, quoted(700, `${ESSAY}, comments: $700 to $1,500`), '2017-12-21'),
  'titan-v': quote('card', 'titan-v', 1, quoted(3000, `${ESSAY}, comments: $3,000`), '2017-12-21'),
  '4x titan-xp': quote('rig', 'titan-xp', 4, quoted(5500, `${ESSAY}, comments`), '2017-12-21'),
  '2x titan-v': quote('rig', 'titan-v', 2, quoted(7500, `${ESSAY}, comments`), '2017-12-21'),
  '4x vega-fe': quote('rig', 'vega-fe', 4, quoted(4000, `${ESSAY}, comments: four at $1,000`), '2017-12-21'),
} as const satisfies Readonly<Record<string, Quote>>;

function quote(what: string, chip: string, count: number, usd: Figure, date: string): Quote {
  return { what, chip, count, usd, date };
}

/** Prices of an NNP that the essay calls a win or a failure, and what a reader expected. No NNP ever had a list price. */
export const nnpThresholds: readonly { readonly usd: number; readonly says: 'wins' | 'fails'; readonly who: string }[] =
  [
    ...[1000, 1500, 2000].map((usd) => ({ usd, says: 'wins' as const, who: ESSAY })),
    ...[2500, 3000, 4000].map((usd) => ({ usd, says: 'fails' as const, who: ESSAY })),
    { usd: 8000, says: 'fails', who: `${ESSAY}, a reader's guess of the list price` },
  ];

/** What an hour of a chip costs besides its price. */
export const running = {
  /** The card's price is spread over so many hours of work. */
  lifeHours: assumed(26_280, 'hours', 'three years around the clock', [8760, 43_800]),
  usdPerKilowattHour: assumed(0.12, 'USD/kWh', 'electricity with cooling', [0.08, 0.3]),
  /** Rented by the hour where nothing else is for sale: a board of four TPU v2 chips. */
  tpuV2UsdPerChipHour: recalled(6.5 / 4, 'USD/hour', 'Google Cloud, February 2018: $6.50 an hour for four chips'),
} as const;

/** Dollars of one hour of a card at that price and power, at full load. */
export function usdPerHour(usd: number, watts: number): number {
  return usd / running.lifeHours.value + (watts / 1000) * running.usdPerKilowattHour.value;
}
