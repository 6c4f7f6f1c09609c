/** @file The published JSON schema is what the code says today. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checkChip } from '../../src/sim/chipChecks.js';
import { chipJsonSchema, knownKeys, unitAt } from '../../src/sim/chipJsonSchema.js';
import { chip, chipNames } from '../../src/sim/chips/index.js';

it('schema/chip.schema.json is up to date (npm run build:schema)', () => {
  const committed = readFileSync(new URL('../../schema/chip.schema.json', import.meta.url), 'utf8');
  expect(committed).toBe(`${JSON.stringify(chipJsonSchema(), null, 2)}\n`);
});

it('answers what belongs at a path', () => {
  expect(unitAt(['levels', 3, 'capacityBytes'])).toBe('bytes');
  expect(unitAt(['levels', 3, 'name'])).toBeUndefined();
  expect(knownKeys(['units'], undefined)).toEqual(['kind', 'count']);
  expect(knownKeys(['matrix', 0], 'simt')).toEqual([
    'kind',
    'name',
    'formats',
    'macsPerCycle',
    'latencyCycles',
    'note',
  ]);
  expect(knownKeys(['nowhere'], undefined)).toEqual([]);
});

it.each(chipNames)('%s makes sense beyond the schema', (name) => {
  expect(checkChip(chip(name), name)).toBe(chip(name));
});
