/** @file The answer to a claim as a report holds it: without its mappings, which `onchip claims` adds. */
import type { Claim } from '../study/claims/claim.js';
import type { Known } from './numbers.js';
import { known } from './rowEntry.js';
import type { ReportClaim } from './schema.js';

export function claimEntry({ range, topFactors, findings, mappings: _, ...claim }: Claim): ReportClaim {
  const pair = ([low, high]: readonly [number, number]): readonly [Known, Known] => [known(low), known(high)];
  return {
    ...claim,
    range: pair(range),
    topFactors: topFactors.map((f) => ({ ...f, atLow: known(f.atLow), atHigh: known(f.atHigh) })),
    findings: findings.map((f) => ({ ...f, value: known(f.value), range: pair(f.range) })),
  };
}
