/** @file What a schema cannot say about a chip: names that must differ, memories that must be in order, formats that
 * must exist. */
import { InputError } from '../numerics/errors.js';
import { parseFormat } from '../numerics/format.js';
import type { ChipSpec } from './chipSchema.js';
import { type Path, whereText } from './chipText.js';

/** Integer formats that a chip may state although no kernel is run in them. */
const STATED_ONLY = ['int8'];

function isFormat(name: string): boolean {
  try {
    parseFormat(name);
    return true;
  } catch (error) {
    if (error instanceof InputError) return STATED_ONLY.includes(name);
    throw error;
  }
}

/** Throws `InputError` for a chip that meets the schema and still makes no sense. */
export function checkChip(chip: ChipSpec, file: string): ChipSpec {
  const need = (holds: boolean, path: Path, expected: string, found: string): void => {
    if (!holds) throw new InputError({ where: whereText(file, path), expected, found });
  };
  const distinct = (list: 'levels' | 'matrix'): void => {
    const seen = new Set<string>(['dram']);
    chip[list].forEach(({ name }, i) => {
      need(!seen.has(name), [list, i, 'name'], 'a name of its own (dram is taken)', `"${name}"`);
      seen.add(name);
    });
  };
  distinct('matrix');
  distinct('levels');
  need(chip.levels[0].scope === 'unit', ['levels', 0, 'scope'], 'unit: the nearest memory belongs to a unit', 'chip');
  chip.levels.forEach((level, i) => {
    const sunk = i > 0 && level.scope === 'unit' && chip.levels[i - 1].scope === 'chip';
    need(!sunk, ['levels', i, 'scope'], 'memories of a unit before those of the chip', 'unit after chip');
    const { maxBlockBytes: block, capacityBytes: capacity } = level;
    const fits = block === undefined || block.value <= capacity.value;
    need(fits, ['levels', i, 'maxBlockBytes'], `at most the capacity of ${capacity.value} bytes`, String(block?.value));
  });
  chip.matrix.forEach((engine, i) => {
    engine.formats.forEach((name, j) => {
      need(isFormat(name), ['matrix', i, 'formats', j], 'the name of a numeric format', `"${name}"`);
    });
  });
  const formats = [...new Set(chip.matrix.flatMap((engine) => engine.formats))];
  const expected = `a format that the chip computes (${formats.join(', ')})`;
  need(formats.includes(chip.defaultFormat), ['defaultFormat'], expected, `"${chip.defaultFormat}"`);
  return chip;
}
