/** @file Slimmer charts and pages look and say the same: areas of bars, texts, and the data inside a page. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { phoneSvg, slimSvg } from '../../src/report/charts/slim.js';
import { svgText } from '../../src/report/charts/svg.js';
import { waitsChart } from '../../src/report/charts/waits.js';
import { parseReportFile } from '../../src/report/file.js';
import { embeddedJson, jsonOfPage } from '../../src/report/html/embedded.js';
import { viewOf } from '../../src/report/view.js';
import { smallReport } from './fixture.js';

/** Area of all bars of each colour. */
function areas(svg: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const add = (fill: string, area: number): void => void found.set(fill, (found.get(fill) ?? 0) + area);
  for (const [, attributes] of svg.matchAll(/<rect([^>]*)>/g)) {
    const of = (name: string): string => new RegExp(` ${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
    add(of('fill'), Number(of('width')) * Number(of('height')));
  }
  for (const [, fill, path] of svg.matchAll(/<path fill="([^"]*)" d="(M[^"]*z)"/g)) {
    for (const [, width, height] of path.matchAll(/h([\d.]+)v([\d.]+)h-/g)) add(fill, Number(width) * Number(height));
  }
  return found;
}

describe('a chart for phones', () => {
  it('has the bars of the chart, colour by colour, and all of its text but hover texts', () => {
    const full = svgText(waitsChart(viewOf(smallReport()), 'lstm.fused', 1, 'narrow'));
    const slim = phoneSvg(full);
    expect(full).toContain('<title>');
    expect(slim).not.toContain('<title>');
    expect(slim.length).toBeLessThan(full.length / 1.8);
    const [before, after] = [areas(full), areas(slim)];
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    for (const [fill, area] of before) expect(after.get(fill)).toBeCloseTo(area, 6);
    const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
    expect(texts(slim)).toEqual(texts(full));
  });

  it('leaves bars alone that are more than a place and a colour', () => {
    const round =
      '<g><rect x="1" y="2" width="3" height="4" rx="2"></rect><rect x="1" y="2" width="3" height="4" rx="2"></rect></g>';
    expect(phoneSvg(round)).toBe(round);
  });
});

it('places are rounded, texts are not', () => {
  expect(slimSvg('<text x="1.23456" aria-label="1.23456">1.23456 GB</text><path d="M0.1234,5L-1.0000001,2.5"/>')).toBe(
    '<text x="1.23" aria-label="1.23456">1.23456 GB</text><path d="M0.12,5L-1,2.5"/>',
  );
});

describe('the data of a page', () => {
  const page = (data: string): string => `<!doctype html><html>${data}</html>`;
  const wrapped = (bytes: Uint8Array): string =>
    page(`<script type="application/gzip" id="report">${Buffer.from(bytes).toString('base64')}</script>`);

  it('comes back letter by letter, whatever is in it', () => {
    const text = JSON.stringify({ a: '</script><script>\u2028é漢😀', b: 'x'.repeat(100_000) });
    const made = embeddedJson(text).html;
    expect(made).toMatch(/^<script type="application\/gzip" id="report">[A-Za-z0-9+/=]+<\/script>$/);
    expect(jsonOfPage(page(made))).toBe(text);
    expect(jsonOfPage('{"a":1}')).toBeNull();
    expect(jsonOfPage(page('<p>'))).toBeNull();
  });

  it('that is broken, or would fill the memory, is refused in one line', () => {
    const bomb = gzipSync('x'.repeat(1000));
    bomb.writeUInt32LE(0xffffffff, bomb.length - 4);
    const small = gzipSync('{"schema":"onchip-run/2"}');
    small.writeUInt32LE(3, small.length - 4);
    for (const bytes of [bomb, small, new Uint8Array(5), new Uint8Array(100).fill(7)]) {
      expect(() => parseReportFile(wrapped(bytes), 'page.html')).toThrow(
        /^page\.html: expected a JSON file, or a page/,
      );
    }
    const letters = page('<script type="application/gzip" id="report">?!</script>');
    expect(() => parseReportFile(letters, 'page.html')).toThrow(/page\.html: expected a JSON file/);
  });
});
