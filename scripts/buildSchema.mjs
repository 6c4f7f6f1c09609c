/** Writes schema/*.schema.json from the zod schemas. Run by `npm run build:schema`, after tsc. */
import { writeFileSync } from 'node:fs';
import { reportJsonSchema } from '../dist/report/schema.js';
import { chipJsonSchema } from '../dist/sim/chipJsonSchema.js';

const schemas = { chip: chipJsonSchema(), report: reportJsonSchema() };

for (const [name, schema] of Object.entries(schemas)) {
  const file = new URL(`../schema/${name}.schema.json`, import.meta.url);
  writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
}
