/** @file What a claim's answer consists of, for the main report and the page of claims: verdict marks, parts, factors, findings. */
import { findingRange, findingText } from '../findingText.js';
import type { ReportClaim } from '../schema.js';
import { html, type Markup } from './markup.js';
import { cell, head, plainHead, scrollTable, sentence, slug } from './parts.js';

export const verdictSigns: Readonly<Record<ReportClaim['verdict'], string>> = {
  reached: '✓',
  partly: '◐',
  'not reached': '✗',
  'cannot be tested': '–',
};

export const verdictMark = (verdict: ReportClaim['verdict']): Markup =>
  html`<span class="tone ${slug(verdict)}">${verdictSigns[verdict]} ${verdict}</span>`;

/** `C3 · In-cache models …` with its verdict, for a heading. */
export const claimTitle = ({ id, statement, verdict }: ReportClaim): Markup =>
  html`${id} · ${sentence(statement)} ${verdictMark(verdict)}`;

/** Range, reason, the verdict of each part, what matters most, and behind a click every finding. */
export function claimBody(claim: ReportClaim): Markup {
  const factors = claim.topFactors.map(
    (f) =>
      html`<li><code>${f.chip}: ${f.path}</code> moves the answer from ${findingText(f.atLow, f.unit)} to ${findingText(f.atHigh, f.unit)}</li>`,
  );
  return html`<p>${findingRange(claim.range, claim.unit)}, against ${claim.base}. ${sentence(claim.reason)}</p>
${claim.parts !== undefined && partsTable(claim.id, claim.parts)}
${factors.length === 0 ? html`<p>No assumed value moves this answer.</p>` : html`<p>The assumed values that matter most:</p><ul>${factors}</ul>`}
<details class="more"><summary>${claim.findings.length} findings</summary>${findingsTable(claim)}</details>`;
}

function partsTable(id: string, parts: NonNullable<ReportClaim['parts']>): Markup {
  const rows = parts.map(
    (p) =>
      html`<tr><th scope="row">${p.name}${p.context === true ? html` <span class="sub">beside the claim</span>` : null}</th><td class="l">${verdictMark(p.verdict)}</td><td>${p.reached}</td><td>${p.partly}</td><td>${p.notReached}</td></tr>`,
  );
  const heads = [
    plainHead('part', 'l'),
    head('verdict', 'verdict', 'l'),
    plainHead('findings that reach it'),
    plainHead('open'),
    plainHead('do not'),
  ];
  return scrollTable(`Parts of ${id}`, heads, rows);
}

function findingsTable({ id, findings }: ReportClaim): Markup {
  const rows = findings.map(
    (f) =>
      html`<tr><th scope="row">${f.subject}</th><td class="l">${f.base}</td><td class="l">${f.what}</td>${cell(f.value, (value) => findingText(value, f.unit))}<td>${findingRange(f.range, f.unit)}</td><td class="l">${verdictMark(f.verdict)}</td></tr>`,
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
