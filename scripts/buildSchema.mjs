/** Writes schema/*.schema.json from the zod schemas. Run by `npm run build:schema`, after tsc. */
import { writeFileSync } from 'node:fs';
import { planJsonSchema } from '../dist/kernels/planner/file/schema.js';
import { publishedSchemas } from '../dist/report/schemas/index.js';
import { chipJsonSchema } from '../dist/sim/chipJsonSchema.js';
import { sweepJsonSchema } from '../dist/study/sweep/sweepFile.js';

const schemas = { chip: chipJsonSchema(), plan: planJsonSchema(), sweep: sweepJsonSchema(), ...publishedSchemas() };

for (const [name, schema] of Object.entries(schemas)) {
  const file = new URL(`../schema/${name}.schema.json`, import.meta.url);
  writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
}
