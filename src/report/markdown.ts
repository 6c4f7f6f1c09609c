/** @file A sheet as Markdown (CommonMark with tables). Every text of a report is escaped: none of it is markup. */
import type { Sheet, SheetSection, SheetTable } from './sheet.js';

/** Text as Markdown shows it, letter for letter, on one line. */
export function markdownText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a page
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').replace(/[\\`*_{}[\]<>|~&#!]/g, '\\$&');
}

export function sheetMarkdown({ title, source, lead, sections }: Sheet): string {
  const parts = [`# ${markdownText(title)}`, markdownText(lead), ...sections.map(sectionText), markdownText(source)];
  return `${parts.join('\n\n')}\n`;
}

function sectionText({ title, text = [], table, verbatim }: SheetSection): string {
  return [
    `## ${markdownText(title)}`,
    ...text.map(markdownText),
    ...(table === undefined ? [] : [tableText(table)]),
    ...(verbatim === undefined ? [] : [fenced(verbatim)]),
  ].join('\n\n');
}

function tableText({ heads, rows }: SheetTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const under = heads.map((head) => (head.right ? '---:' : '---'));
  return [
    line(heads.map(({ label }) => markdownText(label))),
    line(under),
    ...rows.map((row) => line(row.map(markdownText))),
  ].join('\n');
}

/** A fence longer than any run of backticks in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
