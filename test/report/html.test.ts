/** @file The page without a browser: self-contained, escaped, and charts that say what their tables say. */
import { gunzipSync } from 'node:zlib';
import { parseHTML } from 'linkedom';
import { expect, it } from 'vitest';
import { claimIntervals, claimsChart } from '../../src/report/charts/claims.js';
import { lossPoints } from '../../src/report/charts/loss.js';
import { residentLevels } from '../../src/report/charts/residency.js';
import { speedupChart, speedupPoints } from '../../src/report/charts/speedup.js';
import { svgText } from '../../src/report/charts/svg.js';
import { waitsChart } from '../../src/report/charts/waits.js';
import { jsonOfPage } from '../../src/report/html/embedded.js';
import { escapeHtml, html as page, trusted } from '../../src/report/html/markup.js';
import { renderHtml } from '../../src/report/html.js';
import { formatBytes, formatCount, formatRatio, formatSeconds } from '../../src/report/numbers.js';
import { viewOf } from '../../src/report/view.js';
import { smallReport } from './fixture.js';

const rendered = renderHtml(smallReport());
const { document } = parseHTML(rendered);
const view = viewOf(smallReport());
const text = (selector: string): string => document.querySelector(selector)?.textContent ?? '';

it('is the same page each time', () => expect(renderHtml(smallReport())).toBe(rendered));

it('fetches nothing and runs nothing', () => {
  const scripts = [...document.querySelectorAll('script')];
  expect(scripts.map((s) => s.getAttribute('type'))).toEqual(['application/gzip']);
  expect(document.querySelectorAll('link, img, iframe, object, embed, [src], [onclick], [onload]')).toHaveLength(0);
  const links = [...document.querySelectorAll('a')].map((a) => a.getAttribute('href') ?? '');
  for (const href of links) expect(document.getElementById(href.slice(1)), href).not.toBeNull();
  const policy = document.querySelector('meta[http-equiv]')?.getAttribute('content');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'none'");
  expect(rendered).not.toMatch(/url\(|@import|https?:\/\/(?!www\.w3\.org)/);
});

it('carries the report’s own JSON', () => {
  expect(JSON.parse(jsonOfPage(rendered) ?? '')).toEqual(JSON.parse(JSON.stringify(smallReport())));
  // As a browser would take it out.
  const bytes = Buffer.from(text('#report'), 'base64');
  expect(gunzipSync(bytes).toString()).toBe(jsonOfPage(rendered));
});

it('has unique ids and a name for each chart', () => {
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const svg of document.querySelectorAll('svg')) expect(svg.getAttribute('aria-label')).toBeTruthy();
});

it('escapes what is not markup', () => {
  expect(escapeHtml(`<a b="c" d='e'>&\u0000\u001b</a>`)).toBe(
    '&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;\ufffd\ufffd&lt;/a&gt;',
  );
  expect(page`<p>${'<b>'}${['&', trusted('<i>')]}${null}${false}${3}</p>`.html).toBe('<p>&lt;b&gt;&amp;<i>3</p>');
});

it('shows every row with its time, cycles and mapping', () => {
  const speed = text('#speedup');
  const mapping = text('#mapping');
  for (const row of smallReport().rows) {
    if ('rejected' in row) {
      expect(speed).toContain(`needs ${formatBytes(row.rejected.needBytes)}`);
      continue;
    }
    expect(speed).toContain(formatSeconds(row.seconds));
    expect(mapping).toContain(formatCount(row.cycles));
    expect(mapping).toContain(row.mapping.loopNest.join('\n'));
  }
});

it('draws speedups where the table says they are', () => {
  const points = speedupPoints(view, 1, 'titan-v');
  expect(points.length).toBe(view.targets.length * view.kernels.length);
  const svg = parseHTML(svgText(speedupChart(view, 1, 'titan-v', 'wide'))).document;
  const marks = [...svg.querySelectorAll('[aria-label="dot"] path, [aria-label="dot"] circle')];
  expect(marks).toHaveLength(points.length);
  const places = points.map((p) => {
    const mark = marks.find((m) => m.querySelector('title')?.textContent === p.title);
    const x = /translate\(([\d.]+),/.exec(mark?.getAttribute('transform') ?? '')?.[1] ?? mark?.getAttribute('cx');
    return [Math.log(p.speedup), Number(x)];
  });
  // The axis is logarithmic: position is a straight line over log(speedup), through the extreme points.
  const [first, last] = [[...places].sort((a, b) => a[0] - b[0])[0], [...places].sort((a, b) => b[0] - a[0])[0]];
  const slope = (last[1] - first[1]) / (last[0] - first[0]);
  for (const [log, x] of places) expect(x).toBeCloseTo(first[1] + slope * (log - first[0]), 1);
  for (const p of points) expect(text('#speedup')).toContain(formatRatio(p.speedup));
});

it('draws bars of waits that fill the whole width', () => {
  const svg = parseHTML(svgText(waitsChart(view, 'lstm.fused', 1, 'wide'))).document;
  const ends = new Map<string, number>();
  for (const bar of svg.querySelectorAll('[aria-label="bar"] rect')) {
    const y = bar.getAttribute('y') ?? '';
    ends.set(y, Math.max(ends.get(y) ?? 0, Number(bar.getAttribute('x')) + Number(bar.getAttribute('width'))));
  }
  expect(ends.size).toBe(view.targets.length);
  // Width 960, right margin 24; up to 0.75 of the last bar is the gap between bars.
  for (const end of ends.values()) {
    expect(end).toBeGreaterThanOrEqual(960 - 24 - 0.76);
    expect(end).toBeLessThanOrEqual(960 - 24 + 0.01);
  }
});

it('has the resident bytes of the rows', () => {
  const levels = residentLevels(view, 'lstm.in-cache', 1);
  for (const target of view.targets) {
    const row = view.simulated(target, 'lstm.in-cache', 1);
    const shown = levels.filter((l) => l.target === target.label).reduce((sum, l) => sum + l.bytes, 0);
    expect(shown).toBe(Object.values(row?.resident ?? {}).reduce((a, b) => a + b, 0));
  }
  for (const l of levels) {
    expect(l.bytes).toBeLessThanOrEqual(l.capacityBytes);
    expect(text('#residency')).toContain(formatBytes(l.bytes));
  }
});

it('draws the range of each claim and the loss of each step', () => {
  const { claims, accuracy } = smallReport();
  const intervals = claimIntervals(claims);
  expect(Math.max(...intervals.map((i) => i.high))).toBe(claims[0].range[1]);
  const chart = svgText(claimsChart(claims, 'wide'));
  for (const { high } of intervals) expect(chart).toContain(`>${formatRatio(high)}<`);
  const points = accuracy === null ? [] : lossPoints(accuracy);
  expect(points.map((p) => p.step)).toEqual([1, 2, 3, 4]);
  // The first loss of an untrained model is near log2 of the number of symbols.
  expect(points[0].bits).toBeCloseTo(Math.log2(accuracy?.model.classes ?? 0), 0);
});

it('says so when there is no accuracy, no claim and no row', () => {
  const bare = renderHtml({ ...smallReport(), accuracy: null, claims: [], rows: [], speedups: [], bases: [] });
  expect(bare).toContain('n/a (the accuracy study was not run)');
});
