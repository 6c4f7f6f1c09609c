/** Copies the summary of a report into README.md, between its result marks. Run by `npm run build:readme`, after
 * `npm start`; another report can be named. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseReport } from '../dist/report/file.js';
import { renderTerminal } from '../dist/report/terminal.js';

const [, , path = 'out/report.json'] = process.argv;
const readme = new URL('../README.md', import.meta.url);
const marks = /<!-- result:begin -->[\s\S]*<!-- result:end -->/;

const report = parseReport(readFileSync(path, 'utf8'), path);
if (report.manifest.options.quick) throw new Error(`${path} is of a --quick run: the README shows the whole job`);
const summary = renderTerminal(report, { color: false, width: 118 }).trimEnd();
const text = readFileSync(readme, 'utf8');
if (!marks.test(text)) throw new Error('README.md has lost its result marks');
const block = ['<!-- result:begin -->', '', '```text', summary, '```', '', '<!-- result:end -->'].join('\n');
writeFileSync(
  readme,
  text.replace(marks, () => block),
);
