/** @file HTML that cannot be injected into: every interpolated text is escaped, only `Markup` passes as it is. */

const brand = Symbol('markup');

/** HTML that this program made. */
export interface Markup {
  readonly [brand]: true;
  readonly html: string;
}

type Part = string | number | Markup | readonly Part[] | null | undefined | false;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it must be written in HTML, in element content and in quoted attributes. Control characters, which HTML
 * forbids, become the replacement character; tab and line breaks stay. */
export function escapeHtml(text: string): string {
  return text.replace(/[^\P{Cc}\t\n\r]/gu, '\ufffd').replace(/[&<>"']/g, (c) => entities[c]);
}

/** Trusted HTML: a chart that this program drew, a style sheet. Never text from a file. */
export function trusted(html: string): Markup {
  return { [brand]: true, html };
}

/** Tagged template: html`<p>${text}</p>`. Lists are joined; null, undefined and false are left out. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return trusted(strings.map((s, i) => s + (i < parts.length ? show(parts[i]) : '')).join(''));
}

function show(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  if (brand in part) return (part as Markup).html;
  return (part as readonly Part[]).map(show).join('');
}
