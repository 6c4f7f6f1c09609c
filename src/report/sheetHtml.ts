/** @file A sheet as one self-contained page, for the kinds of files that have no page of their own. */
import { html, type Markup } from './html/markup.js';
import { renderPage, sectionLinks } from './html/page.js';
import { head, plainHead, scrollTable } from './html/parts.js';
import type { Sheet, SheetHead, SheetSection } from './sheet.js';

/** The whole file. `json`: the data that it shows; `first`: what stands before the sections. */
export function sheetHtml(sheet: Sheet, json: string, first: Markup | null = null): string {
  const links = sheet.sections.map(({ title }, i) => [anchor(i), title] as const);
  const header = html`<header class="top"><div class="eyebrow">${sheet.source}</div><h1>${sheet.title}</h1>
<p class="lead">${sheet.lead}</p>${sectionLinks(links)}</header>`;
  return renderPage({
    title: sheet.title,
    header,
    main: html`${first}${sheet.sections.map(sectionMarkup)}`,
    footer: sheet.source,
    choices: [],
    bar: null,
    json,
  });
}

const anchor = (index: number): string => `part-${index + 1}`;

function sectionMarkup({ title, text = [], table, verbatim }: SheetSection, index: number): Markup {
  const heads = table?.heads.map(headMarkup) ?? [];
  const rows =
    table?.rows.map((row) => html`<tr>${row.map((cell, i) => cellMarkup(cell, i, table.heads[i]))}</tr>`) ?? [];
  return html`<section id="${anchor(index)}"><h2>${title}</h2>${text.map((line) => html`<p>${line}</p>`)}
${verbatim === undefined ? null : html`<pre>${verbatim}</pre>`}${table === undefined ? null : scrollTable(title, heads, rows)}</section>`;
}

function headMarkup({ label, right, metric }: SheetHead): Markup {
  const side = right ? '' : 'l';
  return metric === undefined ? plainHead(label, side) : head(metric, label, side);
}

function cellMarkup(cell: string, index: number, at: SheetHead | undefined): Markup {
  if (index === 0) return html`<th scope="row">${cell}</th>`;
  const unknown = cell.startsWith('n/a') ? ' na' : '';
  return html`<td class="${at?.right ? '' : 'l wrap'}${unknown}">${cell}</td>`;
}
