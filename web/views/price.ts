/** @file What a row is worth: prices are those of the chips, with the user's changes. */
import { changedChip } from '../engine/changedChip.js';
import type { ResultRow } from '../state/rows.js';

/** US dollars, or null for a chip without a price. */
export function priceOf({ job }: ResultRow): number | null {
  return changedChip(job.chip, job.changes).price?.usd.value ?? null;
}

/** Speedup for the money, against the base; null where a price or a time is missing. */
export function perDollar(speedup: unknown, row: ResultRow, base: ResultRow): number | null {
  const [own, other] = [priceOf(row), priceOf(base)];
  return typeof speedup === 'number' && own !== null && other !== null && own > 0 ? (speedup * other) / own : null;
}
