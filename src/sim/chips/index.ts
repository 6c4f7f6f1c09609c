/** @file The shipped chips by name. A chip is validated by the schema when it is first asked for. */
import { InputError } from '../../numerics/errors.js';
import { nearestHint } from '../../numerics/nearestNames.js';
import { type ChipFile, type ChipSpec, chipSchema } from '../chipSchema.js';
import { graphcoreGc2 } from './graphcoreGc2.js';
import { gtx1070 } from './gtx1070.js';
import { gtx1070Ti } from './gtx1070Ti.js';
import { gtx1080Ti } from './gtx1080Ti.js';
import { lakeCrest } from './lakeCrest.js';
import { mi25 } from './mi25.js';
import { nnpEssay } from './nnpEssay.js';
import { nnpT1000 } from './nnpT1000.js';
import { p100 } from './p100.js';
import { titanV } from './titanV.js';
import { titanXMaxwell } from './titanXMaxwell.js';
import { titanXPascal } from './titanXPascal.js';
import { titanXp } from './titanXp.js';
import { tpuV1 } from './tpuV1.js';
import { tpuV2 } from './tpuV2.js';
import { v100 } from './v100.js';
import { vegaFe } from './vegaFe.js';
import { xeon8180 } from './xeon8180.js';

const files: readonly ChipFile[] = [
  nnpEssay,
  lakeCrest,
  nnpT1000,
  titanV,
  v100,
  p100,
  titanXp,
  gtx1080Ti,
  gtx1070,
  gtx1070Ti,
  titanXMaxwell,
  titanXPascal,
  vegaFe,
  mi25,
  tpuV1,
  tpuV2,
  graphcoreGc2,
  xeon8180,
];

const byName: ReadonlyMap<string, ChipFile> = new Map(files.map((file) => [file.name, file]));
const loaded = new Map<string, ChipSpec>();

/** Names of all shipped chips, in the order of reports. */
export const chipNames: readonly string[] = [...byName.keys()];

/** A shipped chip. Throws `InputError` with the nearest name for an unknown one. */
export function chip(name: string): ChipSpec {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const file = byName.get(name);
  if (file === undefined) {
    throw new InputError({
      where: 'chip',
      expected: 'the name of a chip',
      found: `"${name}"`,
      hint: nearestHint(name, chipNames),
    });
  }
  const spec = chipSchema.parse(file);
  loaded.set(name, spec);
  return spec;
}
