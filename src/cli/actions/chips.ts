/** @file What `onchip chips` does. */
import { InputError } from '../../numerics/errors.js';
import { chipFigures } from '../../sim/chipFigures.js';
import type { ChipSpec } from '../../sim/chipSchema.js';
import { chip, chipNames } from '../../sim/chips/index.js';
import { rig, rigNames } from '../../sim/rigs.js';
import { type ChipSummary, summariseChip } from '../chipSummary.js';
import { chipFileText } from '../chipYaml.js';
import { jsonText, print } from '../output.js';
import { findChip } from '../targets.js';
import { version } from '../version.js';
import { chipList, chipSheet } from '../views/chipView.js';

/** Prints the list, or one chip. Throws InputError. */
export function showChips(name: string | undefined, options: { readonly json?: true; readonly yaml?: true }): void {
  if (name !== undefined) {
    print(chipText(findChip(name), options));
    return;
  }
  if (options.yaml) {
    const hint = 'e.g. onchip chips v100 --yaml';
    throw new InputError({ where: '--yaml', expected: 'the name of one chip', found: 'none', hint });
  }
  const chips: readonly ChipSummary[] = chipNames.map((each) => summariseChip(chip(each)));
  const rigs = rigNames.map((each) => {
    const { name, count, chip: member, links, usd = null, tdpWatts = null } = rig(each);
    return { name, count, chip: member.name, links: `${links.count.value}x ${links.kind}`, usd, tdpWatts };
  });
  print(options.json ? jsonText({ schema: 'onchip-chips/1', version, chips, rigs }) : chipList(chips, rigs));
}

function chipText(spec: ChipSpec, options: { readonly json?: true; readonly yaml?: true }): string {
  if (options.yaml) return chipFileText(spec);
  if (!options.json) return chipSheet(spec);
  const figures = chipFigures(spec).map(({ path, figure }) => ({ path, ...figure }));
  return jsonText({ schema: 'onchip-chip/1', version, chip: summariseChip(spec), figures, spec });
}
