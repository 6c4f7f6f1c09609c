/** @file The claims as one self-contained page: verdicts, ranges, findings, what ran where, and what no simulator tests. */
import { claimBody, claimTitle, verdictSigns } from './html/claimParts.js';
import { html, type Markup } from './html/markup.js';
import { renderPage, sectionLinks } from './html/page.js';
import { plainHead, scrollTable, sentence, slug } from './html/parts.js';
import { verdictCards } from './html/studySections.js';
import { jsonLines } from './jsonLines.js';
import { formatBytes, formatSeconds } from './numbers.js';
import type { ClaimsReport } from './schemas/claims.js';

type Claim = ClaimsReport['claims'][number];

/** The whole file. */
export function renderClaimsHtml(report: ClaimsReport): string {
  const { claims, notTested = [] } = report;
  const title = `${claims.length} claim${claims.length === 1 ? '' : 's'} of December 2017 about chips for deep learning`;
  const counts = (Object.keys(verdictSigns) as (keyof typeof verdictSigns)[])
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

function claimSection(claim: Claim): Markup {
  return html`<section id="claim-${slug(claim.id)}"><h2>${claimTitle(claim)}</h2>
${claimBody(claim)}
${claim.mappings !== undefined && claim.mappings.length > 0 && html`<details class="more"><summary>What ran where: ${claim.mappings.length} mappings</summary>${mappingTable(claim)}</details>`}</section>`;
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
