/** Writes the table "how far to trust it" into README.md, between its trust marks: a validation of every measured table,
 * and docs/calibration.md. Run by `npm run build:trust`, after `npm run build`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { trustTable } from '../dist/report/trustTable.js';
import { chip } from '../dist/sim/chips/index.js';
import { runValidate } from '../dist/study/validate.js';

const at = (path) => new URL(`../${path}`, import.meta.url);
const read = (path) => readFileSync(at(path), 'utf8');
const marks = /<!-- trust:begin -->[\s\S]*<!-- trust:end -->/;

const results = runValidate({ chip, readTable: (file) => read(`data/measured/${file}`) });
const readme = read('README.md');
if (!marks.test(readme)) throw new Error('README.md has lost its trust marks');
const block = ['<!-- trust:begin -->', '', trustTable(results, read('docs/calibration.md')), '', '<!-- trust:end -->'];
writeFileSync(
  at('README.md'),
  readme.replace(marks, () => block.join('\n')),
);
