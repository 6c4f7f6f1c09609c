import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sweepJsonSchema } from '../../../src/study/sweep/sweepFile.js';

it('schema/sweep.schema.json is the schema of a sweep file (npm run build:schema)', () => {
  const published = readFileSync(new URL('../../../schema/sweep.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(sweepJsonSchema())));
});
