/** @file Bundles web/ into dist/web: static files that `onchip explore` serves and that any file host can serve. Run by
 * `npm run build:web`, after tsc: the colours come from the built report, so that charts look alike in both. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { themes } from '../dist/report/html/style.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = `${root}dist/web`;

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const { outputFiles, metafile } = await build({
  absWorkingDir: root,
  entryPoints: {
    page: 'web/app/main.tsx',
    engine: 'web/worker/engine.ts',
    training: 'web/worker/training.ts',
    author: 'web/worker/author.ts',
    style: 'web/style/page.css',
  },
  outdir: out,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  write: false,
  metafile: true,
  logLevel: 'warning',
});

/** Copyright and licence of every package that is in the bundle: most ask for that. */
function licences() {
  const packages = new Set(
    Object.keys(metafile.inputs).flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
  );
  return [...packages].sort().map((name) => {
    const folder = `${root}node_modules/${name}`;
    const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : `\n${readFileSync(`${folder}/${file}`, 'utf8').trim()}\n`;
    return `${name} ${version}, ${license}\n${text}`;
  });
}

let [bytes, packed] = [0, 0];
const { light, dark } = themes;
const colours = `:root{${light}}@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${dark}}}:root[data-theme=dark]{${dark}}\n`;
for (const { path, text } of outputFiles) {
  const content = path.endsWith('.css') ? colours + text : text;
  writeFileSync(path, content);
  bytes += Buffer.byteLength(content);
  packed += gzipSync(content).length;
}
writeFileSync(`${out}/licences.txt`, licences().join(`\n${'-'.repeat(80)}\n\n`));
copyFileSync(`${root}web/icon.svg`, `${out}/icon.svg`);
// All scripts are fetched with the page: once it is there, every view works without a network.
const scripts = outputFiles.map(({ path }) => basename(path)).filter((name) => name.endsWith('.js'));
const preloads = scripts.map((name) => `    <link rel="modulepreload" href="${name}" />\n`).join('');
const html = readFileSync(`${root}web/index.html`, 'utf8').replace('  </head>', () => `${preloads}  </head>`);
writeFileSync(`${out}/index.html`, html);
process.stdout.write(`page: ${Math.round(bytes / 1024)} KiB, ${Math.round(packed / 1024)} KiB gzipped\n`);
