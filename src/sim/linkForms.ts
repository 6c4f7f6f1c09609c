/** @file Links of other forms of a chip: the same die was sold as a PCIe card and as a module with links of its own. Only
 * the links differ here; the module's higher clock and power are not modelled. */
import type { ChipSpec } from './chipSchema.js';
import { assumed, recalled } from './chips/cite.js';
import { pcieLinks } from './chips/nvidia.js';

type Links = NonNullable<ChipSpec['links']>;

const peerCopy = assumed(2e-6, 's', 'peer copy over NVLink', [1e-6, 1e-5]);

const nvlink2: Links = {
  kind: 'NVLink 2 (SXM2 form)',
  count: recalled(6, 'links', 'GV100 whitepaper; all six between two chips, as on a board for a pair'),
  bytesPerSecond: recalled(25e9, 'bytes/s', 'GV100 whitepaper: 25 GB/s a link and direction', [20e9, 25e9]),
  latencySeconds: peerCopy,
};

/** Chip → form → links. */
const forms: Readonly<Record<string, Readonly<Record<string, Links>>>> = {
  v100: { 'nvlink-2': nvlink2, 'pcie-3': pcieLinks as Links },
  p100: { 'pcie-3': pcieLinks as Links },
};

/** Names of the forms that a chip has besides its own. */
export function formsOf({ name }: ChipSpec): readonly string[] {
  return Object.keys(forms[name] ?? {});
}

/** Links of that form of the chip; undefined when there is none. */
export function linksOver({ name }: ChipSpec, form: string): Links | undefined {
  return forms[name]?.[form];
}
