/** @file Building blocks of the page: column heads with their definition, choices without scripts, drawn charts. */
import type { Chart, ChartSize } from '../charts/draw.js';
import { phoneSvg } from '../charts/slim.js';
import { svgText } from '../charts/svg.js';
import { type MetricId, metric } from '../metrics.js';
import type { Known } from '../numbers.js';
import { html, type Markup, trusted } from './markup.js';

/** A column head that explains itself. */
export function head(id: MetricId, label: string = metric(id).label, className = ''): Markup {
  return html`<th scope="col" class="${className}" title="${metric(id).definition}">${label}</th>`;
}

/** A cell of a number; the unknown is grey and says why. */
export function cell(value: Known | null, show: (value: Known | null) => string, className = ''): Markup {
  const unknown = typeof value !== 'number';
  return html`<td class="${unknown ? 'na' : className}">${show(value)}</td>`;
}

/** A chart for wide screens and one for phones; only one is shown. */
export function figure(chart: (size: ChartSize) => Chart): Markup {
  return html`<figure><div class="wide">${trusted(svgText(chart('wide')))}</div><div class="narrow">${trusted(phoneSvg(svgText(chart('narrow'))))}</div></figure>`;
}

export interface Choice {
  /** Name of the choice: letters only. */
  readonly name: string;
  readonly legend: string;
  readonly options: readonly string[];
  readonly selected: number;
}

/** Radio buttons that work without a script: the style sheet hides what is not chosen. */
export function picker({ name, legend, options, selected }: Choice): Markup {
  const buttons = options.map(
    (option, i) =>
      html`<input type="radio" name="${name}" id="${name}-${i}"${i === selected ? trusted(' checked') : null}><label for="${name}-${i}">${option}</label>`,
  );
  return html`<fieldset class="pick"><legend>${legend}</legend><span class="set">${buttons}</span></fieldset>`;
}

/** What is shown when option `index` of the choice is selected. */
export function chosen(name: string, index: number, content: Markup): Markup {
  return html`<div class="on-${name}-${index}">${content}</div>`;
}

/** Style rules of a choice. Without `:has` everything is shown. */
export function choiceRules({ name, options }: Choice): string {
  return options.map((_, i) => `:root:has(#${name}-${i}:not(:checked)) .on-${name}-${i}{display:none}`).join('');
}

/** A table in a box that scrolls sideways when the screen is narrow. */
export function scrollTable(caption: string, heads: readonly Markup[], rows: readonly Markup[]): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

export const plainHead = (label: string, className = ''): Markup =>
  html`<th scope="col" class="${className}">${label}</th>`;

/** A clause as a sentence: first letter large unless it begins with a name such as flex16+5, and a full stop. */
export function sentence(text: string): string {
  const clause = text.trim();
  const started = clause.replace(/^[a-z](?=[a-z-]*[\s,;:])/, (letter) => letter.toUpperCase());
  return /[.!?]$/.test(started) ? started : `${started}.`;
}

/** `C3` as an anchor. */
export const slug = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
