/** @file The frame of every page: one file, no network, no scripts; its data is in it as JSON. */
import { embeddedJson } from './embedded.js';
import { html, type Markup, trusted } from './markup.js';
import { type Choice, choiceRules } from './parts.js';
import { styleSheet } from './style.js';

/** Nothing may be fetched and nothing may run; the data block is data to the browser, not a script. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'none'; img-src 'none'; base-uri 'none'; form-action 'none'";

export interface PageParts {
  readonly title: string;
  readonly header: Markup;
  readonly main: Markup;
  readonly footer: string;
  readonly choices: readonly Choice[];
  /** A choice that stays in sight; it is one of `choices`. */
  readonly bar: Markup | null;
  /** Text of the JSON that the page shows; it is in the page, in the element with id `report`. */
  readonly json: string;
}

/** The whole file. */
export function renderPage({ title, header, main, footer, choices, bar, json }: PageParts): string {
  const page = html`${trusted('<!doctype html>')}
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${title}</title><style>${trusted(styleSheet(choices.map(choiceRules).join('')))}</style></head>
<body>${header}
${bar === null ? null : html`<div class="bar"><div>${bar}</div></div>`}
<main>${main}</main>
<footer><p>${footer}</p></footer>
${embeddedJson(json)}
</body></html>
`;
  return page.html;
}

/** Links to the sections of the page. */
export function sectionLinks(sections: readonly (readonly [id: string, label: string])[]): Markup {
  return html`<nav aria-label="Sections">${sections.map(([id, label]) => html`<a href="#${id}">${label}</a>`)}</nav>`;
}
