/** @file All claims that have a study. */
import { InputError } from '../../numerics/errors.js';
import { nearestHint } from '../../sim/nearest.js';
import { c3 } from './c3.js';
import { c5 } from './c5.js';
import { c6 } from './c6.js';
import { c1, c2 } from './capacity.js';
import type { Claim, ClaimOptions, ClaimStudy } from './claim.js';

const studies: readonly ClaimStudy[] = [c1, c2, c3, c5, c6];

/** Ids of the claims that can be run. */
export const claimIds: readonly string[] = studies.map((s) => s.id);

/** Run the claims of these ids (all by default). Throws InputError for an unknown id. */
export function runClaims(
  ids: readonly string[] = claimIds,
  options: ClaimOptions = { seed: 1, samples: 16 },
): Claim[] {
  return ids.map((id) => {
    const study = studies.find((s) => s.id === id);
    if (study !== undefined) return study.run(options);
    throw new InputError({
      where: 'claim',
      expected: `one of ${claimIds.join(', ')}`,
      found: id,
      hint: nearestHint(id, claimIds),
    });
  });
}
