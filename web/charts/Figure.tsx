/** @file A chart in the page: the same description as in the HTML report, drawn by Observable Plot in this document at the
 * width there is, with its table beneath. No text becomes HTML: Plot makes elements. */
import * as Plot from '@observablehq/plot';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Chart, ChartSize } from '../../src/report/charts/draw.js';

const NARROW_PX = 520;
const LATER_MS = 120;
/** Class of all drawn charts: their rules are in the style sheet, because the page's policy takes no inline styles. */
const CLASS = 'plot';

/** The chart as an element. */
export function drawn({ options, label }: Chart, width: number): Element {
  const svg = Plot.plot({ ...options, width, className: CLASS });
  for (const style of svg.querySelectorAll('style')) style.remove();
  // The picture has one name; names of its parts would not be read.
  for (const part of svg.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  return svg;
}

/** A file may hold numbers that no chart can show: that is said in its place. */
function drawnOrWhy(chart: (size: ChartSize) => Chart, size: ChartSize, width: number): Element | string {
  try {
    return drawn(chart(size), width);
  } catch (error) {
    return `n/a (cannot be drawn: ${error instanceof Error ? error.message : 'no chart'})`;
  }
}

interface FigureProps {
  readonly title: string;
  /** Null: there is nothing to draw; `children` say why. */
  readonly chart: ((size: ChartSize) => Chart) | null;
  /** What the colours mean. */
  readonly legend?: ComponentChildren;
  readonly note?: string | undefined;
  readonly wide?: boolean;
  /** Drawn a moment later: charts further down must not hold up those at the top while a figure is dragged. */
  readonly later?: boolean;
  /** Its table. */
  readonly children: ComponentChildren;
}

export function Figure({ title, chart, legend, note, wide = false, later = false, children }: FigureProps) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const measure = (): void => setWidth(Math.floor(element.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (place.current === null || width === 0) return;
    const size: ChartSize = width < NARROW_PX ? 'narrow' : 'wide';
    const draw = (): void =>
      place.current?.replaceChildren(...(chart === null ? [] : [drawnOrWhy(chart, size, width)]));
    if (!later) {
      draw();
      return;
    }
    const clock = setTimeout(draw, LATER_MS);
    return () => clearTimeout(clock);
  }, [chart, width, later]);
  return (
    <section class={wide ? 'card wide' : 'card'} aria-label={title}>
      <h3>{title}</h3>
      {note !== undefined && <p class="note">{note}</p>}
      {legend}
      <div ref={place} class="chart" />
      {chart === null ? children : <TableBelow>{children}</TableBelow>}
    </section>
  );
}

function TableBelow({ children }: { readonly children: ComponentChildren }) {
  return (
    <details class="more">
      <summary>Table</summary>
      {children}
    </details>
  );
}
