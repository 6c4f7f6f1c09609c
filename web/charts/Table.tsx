/** @file A table that scrolls sideways in its own box when the screen is narrow. */
import type { ComponentChildren } from 'preact';

export interface Column {
  readonly label: string;
  /** Definition of the metric. */
  readonly title?: string;
  readonly text?: boolean;
}

interface TableProps {
  readonly caption: string;
  readonly columns: readonly Column[];
  /** First cell of each row is its head. */
  readonly rows: readonly (readonly ComponentChildren[])[];
  readonly hideCaption?: boolean;
}

export function Table({ caption, columns, rows, hideCaption = false }: TableProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group without the looks of a fieldset
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <div class="scroll" role="group" tabIndex={0} aria-label={caption}>
      <table>
        <caption class={hideCaption ? 'hidden' : ''}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ label, title, text }) => (
              <th key={label} scope="col" class={text ? 'l' : ''} title={title}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([head, ...cells], i) => (
            <tr key={i}>
              <th scope="row">{head}</th>
              {cells.map((cell, j) => (
                <td key={j} class={cellClass(cell, columns[j + 1])}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Characters from which on a text breaks into lines. */
const LONG_TEXT = 60;

function cellClass(cell: ComponentChildren, column: Column | undefined): string {
  const long = typeof cell === 'string' && cell.length > LONG_TEXT;
  return [column?.text ? 'l' : '', long ? 'wrap' : ''].join(' ').trim();
}
