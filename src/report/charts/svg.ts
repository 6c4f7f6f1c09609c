/** @file Charts as SVG text: Observable Plot on a document without a browser. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { Chart } from './draw.js';
import { slimSvg } from './slim.js';

/** The SVG element in text form. */
export function svgText({ options, label }: Chart): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = Plot.plot({ ...options, document });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  return slimSvg(svg.outerHTML);
}
