/** @file A sheet of the report as a page: every text is a text node. */
import type { ComponentChildren } from 'preact';
import { metric } from '../../src/report/metrics.js';
import type { Sheet, SheetSection } from '../../src/report/sheet.js';
import { Table } from '../charts/Table.js';

/** More rows than a reader reads make a page slow. */
const MOST_ROWS = 500;
/** Longer tables are folded. */
const FOLDED_ROWS = 24;

export function SheetView({ sheet, charts }: { readonly sheet: Sheet; readonly charts: ComponentChildren }) {
  return (
    <>
      <section class="card wide" aria-label="Summary">
        <h2>{sheet.title}</h2>
        <p>{sheet.lead}</p>
        <p class="note">{sheet.source}</p>
      </section>
      {charts}
      {sheet.sections.map((section, i) => (
        <Section key={`${i} ${section.title}`} section={section} />
      ))}
    </>
  );
}

function Section({ section: { title, text = [], table, verbatim } }: { readonly section: SheetSection }) {
  const rows = table?.rows ?? [];
  return (
    <section class="card wide" aria-label={title}>
      <h3>{title}</h3>
      {text.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {verbatim !== undefined && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        <pre tabIndex={0}>{verbatim}</pre>
      )}
      {table !== undefined && (
        <Folded rows={rows.length}>
          <Table
            caption={title}
            hideCaption
            columns={table.heads.map(({ label, right, metric: id }, i) => ({
              label,
              text: i === 0 || right !== true,
              ...(id === undefined ? {} : { title: metric(id).definition }),
            }))}
            rows={rows.slice(0, MOST_ROWS)}
          />
        </Folded>
      )}
      {rows.length > MOST_ROWS && (
        <p class="note">
          The first {MOST_ROWS} of {rows.length.toLocaleString('en')} rows; `onchip show` prints all.
        </p>
      )}
    </section>
  );
}

function Folded({ rows, children }: { readonly rows: number; readonly children: ComponentChildren }) {
  if (rows <= FOLDED_ROWS) return <>{children}</>;
  return (
    <details class="more">
      <summary>{rows.toLocaleString('en')} rows</summary>
      {children}
    </details>
  );
}
