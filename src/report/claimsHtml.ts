/** @file The claims as one self-contained page: verdicts, ranges, findings, what ran where, and what no simulator tests. */
import { findingRange, findingText } from './findingText.js';
import { html, type Markup } from './html/markup.js';
import { renderPage, sectionLinks } from './html/page.js';
import { head, plainHead, scrollTable, sentence, slug } from './html/parts.js';
import { verdictCards } from './html/studySections.js';
import { jsonLines } from './jsonLines.js';
import { formatBytes, formatSeconds } from './numbers.js';
import type { ClaimsReport } from './schemas/claims.js';

type Claim = ClaimsReport['claims'][number];
type Verdict = Claim['verdict'];

const marks: Readonly<Record<Verdict, string>> = {
  reached: '✓',
  partly: '◐',
  'not reached': '✗',
  'cannot be tested': '–',
};

/** The whole file. */
export function renderClaimsHtml(report: ClaimsReport): string {
  const { claims, notTested = [] } = report;
  const title = `${claims.length} claim${claims.length === 1 ? '' : 's'} of December 2017 about chips for deep learning`;
  const counts = (Object.keys(marks) as Verdict[])
    .map((verdict) => ({ verdict, count: claims.filter((c) => c.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${verdict}`);
  const header = html`<header class="top"><div class="eyebrow">onchip ${report.version} · seed ${report.seed} · ${report.samples} points of the hypercube</div>
<h1>${title}</h1><p class="lead">${counts.join(', ')}. Every answer is a range over the hardware values that are assumed: each alone, and all together.</p>
${sectionLinks([
  ['verdicts', 'Verdicts'],
  ...claims.map((c) => [`claim-${slug(c.id)}`, c.id] as const),
  ['not-tested', 'Not tested'],
])}</header>`;
  return renderPage({
    title,
    header,
    main: html`<section id="verdicts"><h2>What became of the claims?</h2>${verdictCards(claims)}</section>${claims.map(claimSection)}${notTestedSection(notTested)}`,
    footer: 'Claims from “Deep Learning Hardware Limbo”, Tim Dettmers, 2017-12-21, and its comments.',
    choices: [],
    bar: null,
    json: jsonLines(report),
  });
}

const mark = (verdict: Verdict): Markup =>
  html`<span class="tone ${slug(verdict)}">${marks[verdict]} ${verdict}</span>`;

function claimSection(claim: Claim): Markup {
  const factors = claim.topFactors.map(
    (f) =>
      html`<li><code>${f.chip}: ${f.path}</code> moves the answer from ${findingText(f.atLow, f.unit)} to ${findingText(f.atHigh, f.unit)}</li>`,
  );
  return html`<section id="claim-${slug(claim.id)}"><h2>${claim.id} · ${sentence(claim.statement)} ${mark(claim.verdict)}</h2>
<p>${findingRange(claim.range, claim.unit)}, against ${claim.base}. ${sentence(claim.reason)}</p>
${factors.length === 0 ? html`<p>No assumed value moves this answer.</p>` : html`<p>The assumed values that matter most:</p><ul>${factors}</ul>`}
<details class="more"><summary>${claim.findings.length} findings</summary>${findingsTable(claim)}</details>
${claim.mappings !== undefined && claim.mappings.length > 0 && html`<details class="more"><summary>What ran where: ${claim.mappings.length} mappings</summary>${mappingTable(claim)}</details>`}</section>`;
}

function findingsTable({ id, findings }: Claim): Markup {
  const rows = findings.map(
    (f) =>
      html`<tr><th scope="row">${f.subject}</th><td class="l">${f.base}</td><td class="l">${f.what}</td><td>${findingText(f.value, f.unit)}</td><td>${findingRange(f.range, f.unit)}</td><td class="l">${mark(f.verdict)}</td></tr>`,
  );
  const heads = [
    plainHead('subject', 'l'),
    plainHead('against', 'l'),
    plainHead('measure', 'l'),
    plainHead('value'),
    head('claimRange'),
    head('verdict', 'verdict', 'l'),
  ];
  return scrollTable(`Findings of ${id}`, heads, rows);
}

function mappingTable({ id, mappings = [] }: Claim): Markup {
  const rows = mappings.map((m) => {
    const stays = Object.entries(m.resident).map(([level, bytes]) => `${formatBytes(bytes)} in ${level}`);
    return html`<tr><th scope="row">${m.chip} <span class="sub">${m.runtime} ${m.format}</span></th><td class="l">${m.problem}</td><td class="l">${m.kernel}</td><td>${formatSeconds(m.seconds)}</td><td class="l">${m.boundBy}</td><td class="l">${m.units}</td><td class="l">${stays.join(', ') || 'nothing'}</td><td class="l">${m.engine}</td></tr>`;
  });
  const heads = ['chip', 'problem', 'kernel', 'time', 'bound by', 'units', 'stays on chip', 'engine'].map((label) =>
    plainHead(label, label === 'time' ? '' : 'l'),
  );
  return scrollTable(`Mappings of ${id}`, heads, rows);
}

function notTestedSection(topics: NonNullable<ClaimsReport['notTested']>): Markup {
  return html`<section id="not-tested"><h2>What no simulator can test</h2><ul>${topics.map(({ topic, why }) => html`<li><b>${sentence(topic)}</b> ${sentence(why)}</li>`)}</ul></section>`;
}
