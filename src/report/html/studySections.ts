/** @file Sections about answers: verdicts, claims with their ranges, numbers in each format. */
import { claimsChart } from '../charts/claims.js';
import { lossChart } from '../charts/loss.js';
import { tornadoBars, tornadoChart } from '../charts/tornado.js';
import { findingRange } from '../findingText.js';
import { metric } from '../metrics.js';
import { formatNumber, formatRatio, groupThousands, type Known } from '../numbers.js';
import type { ReportAccuracy, ReportClaim } from '../schema.js';
import { claimBody, claimTitle, verdictMark } from './claimParts.js';
import { html, type Markup } from './markup.js';
import { cell, figure, head, plainHead, scrollTable, sentence, slug } from './parts.js';

type Answered = Pick<ReportClaim, 'id' | 'statement' | 'verdict' | 'range' | 'unit'>;

/** One card a claim, at the top of the page. */
export function verdictCards(claims: readonly Answered[]): Markup {
  const cards = claims.map(
    (c) =>
      html`<li><a class="${slug(c.verdict)}" href="#claim-${slug(c.id)}"><span class="id"><b>${c.id}</b>${verdictMark(c.verdict)}</span><div class="range">${findingRange(c.range, c.unit)}</div><span class="what">${sentence(c.statement)}</span></a></li>`,
  );
  return html`<ul class="verdicts">${cards}</ul>`;
}

export function claimsSection(claims: readonly ReportClaim[]): Markup {
  if (claims.length === 0) return html``;
  return html`<section id="claims"><h2>What became of the claims?</h2>
<p>${metric('claimRange').definition} The dashed line is 1x: no difference.</p>
${figure((size) => claimsChart(claims, size))}
${tornado(claims)}${claims.map(claimBlock)}</section>`;
}

/** Which assumed figures the answers hang on. */
function tornado(claims: readonly ReportClaim[]): Markup {
  const bars = tornadoBars(claims);
  if (bars.length === 0) return html``;
  const rows = bars.map(
    (b) =>
      html`<tr><th scope="row">${b.label}</th><td>${formatRatio(b.atLow)}</td><td>${formatRatio(b.atHigh)}</td></tr>`,
  );
  const heads = [plainHead('figure', 'l'), plainHead('answer at its lowest'), plainHead('at its highest')];
  return html`<h3>What the answers hang on</h3><p>Each assumed figure alone at the ends of its range; the two of each claim that move its answer most.</p>
${figure((size) => tornadoChart(claims, size))}<details class="more"><summary>Table</summary>${scrollTable('Assumed figures and answers', heads, rows)}</details>`;
}

const claimBlock = (claim: ReportClaim): Markup =>
  html`<h3 id="claim-${slug(claim.id)}">${claimTitle(claim)}</h3>
${claimBody(claim)}`;

export function accuracySection(accuracy: ReportAccuracy | null): Markup {
  if (accuracy === null) {
    return html`<section id="accuracy"><h2>What do the numbers become?</h2><p>n/a (the accuracy study was not run)</p></section>`;
  }
  const { training, heldOutCharacters } = accuracy;
  const rows = accuracy.formats.map(
    (f) =>
      html`<tr><th scope="row">${f.format}</th>${cell(f.bitsPerChar, formatNumber)}${cell(f.deltaToFp32, signed)}${cell(f.relativeError, formatNumber)}${[f.saturated, f.overflows, f.flushedToZero, f.infinities, f.nans].map((n) => html`<td>${groupThousands(n)}</td>`)}<td>${exponents(f.minExponent, f.maxExponent)}</td></tr>`,
  );
  const heads = [
    plainHead('format', 'l'),
    head('bitsPerChar'),
    head('deltaToFp32'),
    head('relativeError'),
    head('saturated'),
    head('overflows'),
    head('flushedToZero'),
    plainHead('infinities'),
    plainHead('NaN'),
    head('exponentRange'),
  ];
  const caption = `The same weights and the same ${groupThousands(heldOutCharacters)} held-out characters in every format`;
  return html`<section id="accuracy"><h2>What do the numbers become?</h2>
<p>A character model of ${accuracy.model.layers} layers of ${accuracy.model.hidden} units, trained in ${training.format} for ${training.steps} steps of ${training.batch} x ${training.seqLength} characters: a short training, enough to learn what formats can harm. Then the same weights read held-out text in every format. Character frequencies alone give ${formatNumber(training.unigramBits)} bits, the model at the end of its training ${formatNumber(training.bitsPerChar)}.</p>
${scrollTable(caption, heads, rows)}
<p class="note">${sentence(accuracy.protocol)}</p>
<h3>Training loss</h3>${figure((size) => lossChart(accuracy, size))}
<details class="more"><summary>Table</summary>${lossTable(accuracy)}</details></section>`;
}

const LOSS_ROWS = 25;

function lossTable({ training }: ReportAccuracy): Markup {
  const { losses } = training;
  const every = Math.max(1, Math.ceil(losses.length / LOSS_ROWS));
  const rows = losses.flatMap((loss, i) =>
    i % every === 0 || i === losses.length - 1
      ? [html`<tr><th scope="row">${i + 1}</th>${cell(loss, formatNumber)}${cell(inBits(loss), formatNumber)}</tr>`]
      : [],
  );
  return scrollTable('Loss by record', [plainHead('record', 'l'), plainHead('nats'), plainHead('bits')], rows);
}

const inBits = (loss: Known): Known => (typeof loss === 'number' ? loss / Math.LN2 : loss);
const signed = (value: Known | null): string =>
  typeof value === 'number' && value > 0 ? `+${formatNumber(value)}` : formatNumber(value);
const exponents = (min: number | null, max: number | null): string =>
  min === null || max === null ? 'none shared' : `${min} … ${max}`;
