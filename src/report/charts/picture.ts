/** @file A chart as a picture of its own, for a README: SVG that brings its colours, for light and dark readers. */
import { colorVariables } from '../html/colors.js';
import type { Chart } from './draw.js';
import { svgText } from './svg.js';

const neutral = {
  light: '--text:#1b2128;--muted:#5a6672;--line:#c9d0d7;--grid:#e9edf0;--track:#e8ecf0;--track-2:#d3dbe2;--card:#fff;',
  dark: '--text:#e6eaee;--muted:#9aa6b2;--line:#424c57;--grid:#272f37;--track:#28313a;--track-2:#384450;--card:#1a2027;',
} as const;

const style = `<style>
svg{color:var(--text);background:var(--card);font-family:system-ui,sans-serif;${neutral.light}${colorVariables('light')}}
@media (prefers-color-scheme:dark){svg{${neutral.dark}${colorVariables('dark')}}}
</style>`;

/** The whole file. */
export function pictureText(chart: Chart): string {
  return `${svgText(chart).replace(/^(<svg[^>]*>)/, (start) => `${start}${style}`)}\n`;
}
