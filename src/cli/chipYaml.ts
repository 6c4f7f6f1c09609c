/** @file A chip as a file to edit: YAML with one figure a line, which `--chip ./file.yaml` loads again. */
import { fileURLToPath } from 'node:url';
import { Document, isMap, visit } from 'yaml';
import type { ChipSpec } from '../sim/chipSchema.js';
import { packageRoot } from './version.js';

const schemaFile = new URL('schema/chip.schema.json', packageRoot);

/** Text of a chip file that means the same chip. Figures stand on one line each. */
export function chipFileText(chip: ChipSpec): string {
  const { $schema: _, ...plain } = chip;
  const document = new Document(plain, { aliasDuplicateObjects: false });
  visit(document, {
    Map: (_key, node) => {
      if (isMap(node) && node.has('status')) node.flow = true;
    },
  });
  const head = [
    `# yaml-language-server: $schema=${fileURLToPath(schemaFile)}`,
    '# A bare number instead of {value, unit, source, status} counts as assumed. Give an edited copy a name of its own.',
  ];
  return `${head.join('\n')}\n${document.toString({ lineWidth: 0, flowCollectionPadding: true })}`;
}
