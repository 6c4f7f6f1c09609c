/** @file Aligned columns and wrapped lines for terminals. Text from files loses its control characters here: a hostile
 * name must not be able to move the cursor. */
import type { Formatter } from 'picocolors/types.js';

export interface Column {
  readonly head: string;
  readonly align: 'left' | 'right';
  /** Title over this column and the ones after it. */
  readonly group?: string;
}

export interface Cell {
  readonly text: string;
  readonly paint?: Formatter;
}

/** Text without control characters and bidirectional overrides, on one line. */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}

/** At most `width` characters; what is cut ends in an ellipsis. */
export function clip(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

const length = (text: string): number => [...text].length;

/** Lines of a table, columns as wide as their widest cell, no line wider than `width`. */
export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number): string[] {
  const cells = rows.map((row) => row.map((cell) => ({ ...cell, text: plainText(cell.text) })));
  const widths = columns.map((column, i) => Math.max(length(column.head), ...cells.map((row) => length(row[i].text))));
  const gaps = 2 * (columns.length - 1);
  const spare = width - gaps - widths.slice(1).reduce((a, b) => a + b, 0);
  widths[0] = Math.max(8, Math.min(widths[0], spare));
  const line = (row: readonly Cell[]): string =>
    row
      .map((cell, i) => pad(cell, widths[i], columns[i].align))
      .join('  ')
      .trimEnd();
  return [...groupLine(columns, widths), line(columns.map(({ head }) => ({ text: head }))), ...cells.map(line)];
}

/** The titles above the heads, each where its first column begins; no line when there are none. */
function groupLine(columns: readonly Column[], widths: readonly number[]): string[] {
  let [text, start] = ['', 0];
  columns.forEach(({ group }, i) => {
    if (group !== undefined) text = `${text.padEnd(start)}${group}`;
    start += widths[i] + 2;
  });
  return text === '' ? [] : [text];
}

function pad({ text, paint }: Cell, width: number, align: Column['align']): string {
  const clipped = clip(text, width);
  const space = ' '.repeat(width - length(clipped));
  const painted = paint === undefined ? clipped : paint(clipped);
  return align === 'left' ? painted + space : space + painted;
}

/** Words of a text in lines of at most `width` characters, each after `indent`. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of plainText(text).split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (length(indent + longer) > width && line !== '') {
      lines.push(indent + line);
      line = word;
    } else line = longer;
  }
  return [...lines, indent + line].map((l) => clip(l, width));
}
