/** Copies the summary of a report into README.md, between its result marks, and draws its picture. Run by `npm run build:readme`, after
 * `npm start`; another report can be named. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pictureText } from '../dist/report/charts/picture.js';
import { speedupChart } from '../dist/report/charts/speedup.js';
import { parseReport } from '../dist/report/file.js';
import { renderTerminal } from '../dist/report/terminal.js';
import { viewOf } from '../dist/report/view.js';

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

const pictures = new URL('../docs/pictures/', import.meta.url);
mkdirSync(pictures, { recursive: true });
const view = viewOf(report);
writeFileSync(
  new URL('speedup.svg', pictures),
  pictureText(speedupChart(view, view.batches[0], view.report.bases[0].id, 'wide')),
);
