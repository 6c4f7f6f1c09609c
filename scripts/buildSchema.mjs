/** Writes schema/chip.schema.json from the zod schema. Run by `npm run build:schema`, after tsc. */
import { writeFileSync } from 'node:fs';
import { chipJsonSchema } from '../dist/sim/chipJsonSchema.js';

const file = new URL('../schema/chip.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(chipJsonSchema(), null, 2)}\n`);
