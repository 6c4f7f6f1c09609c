/** @file Writes docs/licences.md: every package that a user of onchip installs, with its version and licence, read from the
 * lockfile. `npm run build:licences`; with --check, says whether the page is up to date and exits with 1 when it is not. */
import { readFileSync, writeFileSync } from 'node:fs';

const page = new URL('../docs/licences.md', import.meta.url);
const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));

const rows = Object.entries(lock.packages)
  .filter(([path, { dev, devOptional, peer }]) => path !== '' && !dev && !devOptional && !peer)
  .map(([path, { version, license, optional }]) => ({
    name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    version,
    license: license ?? 'not stated',
    when: optional ? 'optional' : '',
  }))
  .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

const counts = new Map();
for (const { license } of rows) counts.set(license, (counts.get(license) ?? 0) + 1);
const summary = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([license, count]) => `${license} ${count}`);

const text = `# Licences of what onchip installs

onchip itself is Apache-2.0. ${rows.length} packages: ${summary.join(', ')}. \`npm run build:licences\` writes this page from the
lockfile; \`npm run build:sbom\` prints the same as a CycloneDX bill of materials.

| package | version | licence | |
| --- | --- | --- | --- |
${rows.map(({ name, version, license, when }) => `| ${name} | ${version} | ${license} | ${when} |`).join('\n')}
`;

if (!process.argv.includes('--check')) writeFileSync(page, text);
else if (readFileSync(page, 'utf8') !== text) {
  process.stderr.write(
    'docs/licences.md: expected the packages of package-lock.json, found others; run `npm run build:licences`\n',
  );
  process.exit(1);
}
