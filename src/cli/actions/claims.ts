/** @file What `onchip claims` does. */
import { availableParallelism } from 'node:os';
import { claimEntry } from '../../report/claimEntry.js';
import { versionOf } from '../../report/migrate.js';
import { render } from '../../report/render.js';
import { CLAIMS_SCHEMA, type ClaimsReport } from '../../report/schemas/claims.js';
import { claimIds, runClaims } from '../../study/claims/index.js';
import { notForASimulator } from '../../study/claims/notForASimulator.js';
import { answersOf } from '../claims/answers.js';
import { withOutput } from '../files.js';
import { listItems } from '../lists.js';
import { jsonText, print } from '../output.js';
import { LARGEST_SEED, wholeNumberWithin } from '../params.js';
import { version } from '../version.js';
import { claimsView } from '../views/claimsView.js';

export interface ClaimsFlags {
  readonly claim?: readonly string[];
  readonly samples?: string;
  readonly seed?: string;
  readonly workers?: string;
  readonly json?: true;
  readonly out?: string;
  readonly quiet?: true;
}

const MOST_SAMPLES = 10_000;
const MOST_WORKERS = 2;

/** Throws InputError. */
export async function claimsAction(flags: ClaimsFlags): Promise<void> {
  const ids = flags.claim === undefined ? claimIds : listItems('--claim', flags.claim);
  const seed = flags.seed === undefined ? 1 : wholeNumberWithin('--seed', flags.seed, 0, LARGEST_SEED);
  const samples = flags.samples === undefined ? 16 : wholeNumberWithin('--samples', flags.samples, 1, MOST_SAMPLES);
  const workers =
    flags.workers === undefined
      ? availableParallelism()
      : wholeNumberWithin('--workers', flags.workers, 1, MOST_WORKERS);
  for (const id of ids) if (!claimIds.includes(id)) runClaims([id]);
  await withOutput(flags.out, async (folder) => {
    const claims = await answersOf(ids, { seed, samples, workers, quiet: flags.quiet === true });
    const report: ClaimsReport = {
      schema: CLAIMS_SCHEMA,
      version,
      seed,
      samples,
      claims: claims.map((claim) => ({ ...claimEntry(claim), mappings: claim.mappings })),
      notTested: notForASimulator,
    };
    const file = { kind: 'claims', version: versionOf(CLAIMS_SCHEMA), data: report } as const;
    folder?.write({
      'claims.json': jsonText(report),
      'claims.csv': render(file, 'csv'),
      'claims.html': render(file, 'html'),
    });
    print(flags.json ? jsonText(report) : claimsView(report, flags.claim !== undefined));
  });
}
