/** @file All claims that have a study. */
import { InputError } from '../../numerics/errors.js';
import { nearestHint } from '../../numerics/nearestNames.js';
import { c1 } from './c1.js';
import { c2 } from './c2.js';
import { c3 } from './c3.js';
import { c4 } from './c4.js';
import { c5 } from './c5.js';
import { c6 } from './c6.js';
import { c7 } from './c7.js';
import { c8 } from './c8.js';
import { c9 } from './c9.js';
import { c10 } from './c10.js';
import { c11 } from './c11.js';
import { c12 } from './c12.js';
import { c13 } from './c13.js';
import { c14 } from './c14.js';
import { c15 } from './c15.js';
import { c16 } from './c16.js';
import { c17 } from './c17.js';
import { c18 } from './c18.js';
import { c19 } from './c19.js';
import { c20 } from './c20.js';
import { c21 } from './c21.js';
import { c22 } from './c22.js';
import type { Claim, ClaimOptions, ClaimStudy } from './claim.js';

const studies: readonly ClaimStudy[] = [
  c1,
  c2,
  c3,
  c4,
  c5,
  c6,
  c7,
  c8,
  c9,
  c10,
  c11,
  c12,
  c13,
  c14,
  c15,
  c16,
  c17,
  c18,
  c19,
  c20,
  c21,
  c22,
];

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
