/** @file What a report was made of: enough to make it again, byte for byte. */
import { hashJson, hashText } from './hash.js';
import type { ReportManifest } from './schema.js';
import { ONCHIP_VERSION } from './version.js';

/** What the manifest is made of; chips are whole specifications, of which the hashes are kept. */
export interface ManifestInput {
  readonly options: {
    readonly text: string;
    readonly textName: string;
    readonly seed: number;
    readonly quick: boolean;
  };
  readonly params: Readonly<Record<string, number>>;
  readonly batches: readonly number[];
  readonly kernels: readonly string[];
  readonly formats: readonly string[];
  readonly chips: readonly { readonly name: string }[];
}

export function buildManifest(input: ManifestInput): ReportManifest {
  const { text, textName, seed, quick } = input.options;
  const parts = {
    tool: 'onchip',
    version: ONCHIP_VERSION,
    study: 'main',
    options: { textName, seed, quick },
    text: { characters: text.length, hash: hashText(text) },
    params: input.params,
    batches: input.batches,
    kernels: input.kernels,
    formats: input.formats,
    chips: Object.fromEntries(input.chips.map((chip) => [chip.name, hashJson(chip)])),
  } as const;
  return { ...parts, hash: hashJson(parts) };
}
