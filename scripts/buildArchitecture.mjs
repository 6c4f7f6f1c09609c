/** @file Writes docs/architecture.md: the folders of src, what each is for, and the imports that really are between them.
 * `npm run build:architecture`; with --check, says whether the page is up to date and exits with 1 when it is not. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'docs/architecture.md');

/** From the bottom up: a folder imports only what stands before it. */
const purposes = {
  'src/numerics': 'number formats, rounding, Flexpoint with Autoflex, the fast GEMM core',
  'src/sim': 'chips as data, the op stream, costs and effects side by side, the event engine',
  'src/kernels': "the author's API, the planner, the kernels that ship",
  'src/models': 'networks, tasks and data; models of other tools as kernels',
  'src/study': 'experiments that end in a report: claims, accuracy, validation, calibration',
  'src/report': 'one report as data; terminal, HTML, CSV and charts are renderings of it',
  'src/cli': 'commands: results on stdout, progress on stderr, files of the user',
  web: 'the explorer page: the same engine in a worker of the browser',
};
const folders = Object.keys(purposes);

function sources(folder) {
  try {
    return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path) && !path.includes('assembly') && !path.includes('generated'))
      .map((path) => join(folder, path));
  } catch {
    return [];
  }
}

const folderOf = (path) => folders.find((folder) => path.startsWith(`${folder}/`));

/** Specifiers of a file's imports and re-exports, types too. */
const imports = (text) => [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, specifier]) => specifier);

/** Folders that a folder's files import from. */
function importedBy(folder) {
  const found = new Set();
  for (const file of sources(folder)) {
    for (const specifier of imports(readFileSync(join(root, file), 'utf8'))) {
      const to = folderOf(normalize(join(dirname(file), specifier)));
      if (to !== undefined && to !== folder) found.add(to);
    }
  }
  return folders.filter((other) => found.has(other));
}

const inside = (folder) =>
  readdirSync(join(root, folder))
    .filter((name) => statSync(join(root, folder, name)).isDirectory() && !['generated'].includes(name))
    .sort();

const id = (folder) => folder.replace('src/', '').replaceAll('/', '_');
const arrows = folders.flatMap((folder) => importedBy(folder).map((to) => `  ${id(folder)} --> ${id(to)}`));

const text = `---
title: Architecture
---

# Architecture

Drawn from the imports by \`npm run build:architecture\`; a test keeps it up to date, another one refuses an arrow that points
up.

\`\`\`mermaid
flowchart BT
${folders.map((folder) => `  ${id(folder)}["${folder}"]`).join('\n')}
${arrows.join('\n')}
\`\`\`

| folder | what it is for | folders inside |
| --- | --- | --- |
${folders.map((folder) => `| \`${folder}\` | ${purposes[folder]} | ${inside(folder).join(', ')} |`).join('\n')}

## The way of a run

1. \`src/cli\` reads names and files into **targets** (chip + runtime + format) and a **kernel** with parameters.
2. \`src/kernels\` lets the author's code build a graph; the **planner** makes it a program for the target, or a refusal with need,
   have and the smallest change that fits.
3. The **program** is one stream of tile operations with two meanings: \`src/sim/semantics\` has the cost and the effect of each kind
   side by side. \`simulate\` gives cycles, \`execute\` gives values; neither looks at what the other makes.
4. The **engine** is event-driven: an operation starts when its tiles are ready and all that it needs is free; why it waited is
   booked, so that work and waits of every unit sum to the cycles. Iterations that repeat are jumped.
5. \`src/study\` puts rows together, varies what is assumed, and judges; \`src/report\` writes it down once, as data.
`;

if (!process.argv.includes('--check')) writeFileSync(page, text);
else if (readFileSync(page, 'utf8') !== text) {
  process.stderr.write(
    `${relative(root, page)}: expected today's imports, found others; run \`npm run build:architecture\`\n`,
  );
  process.exit(1);
}
