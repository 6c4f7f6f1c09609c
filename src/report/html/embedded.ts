/** @file The data of a page, inside it: gzip in base64, a tenth of the JSON. `onchip show page.html --json` takes it out; in a
 * browser DecompressionStream does. The browser neither runs nor shows it. */
import { gunzipSync, gzipSync } from 'fflate';
import { type Markup, trusted } from './markup.js';

const OPEN = '<script type="application/gzip" id="report">';
const CLOSE = '</script>';
/** Larger data is no report: a small page must not fill the memory. */
const LARGEST_BYTES = 256 * 2 ** 20;
const PIECE = 1 << 15;

/** The element with the JSON in it; its letters are those of base64 alone. */
export function embeddedJson(json: string): Markup {
  return trusted(OPEN + base64(gzipSync(new TextEncoder().encode(json), { level: 9, mtime: 0 })) + CLOSE);
}

/** JSON of a page, or null when the text is no page of onchip. Throws Error when its data is broken or too large. */
export function jsonOfPage(text: string): string | null {
  if (!/^\s*<!doctype html>/i.test(text)) return null;
  const from = text.lastIndexOf(OPEN);
  const until = text.indexOf(CLOSE, from);
  if (from < 0 || until < 0) return null;
  const bytes = Uint8Array.from(atob(text.slice(from + OPEN.length, until)), (letter) => letter.charCodeAt(0));
  if (bytes.length < 18) throw new Error('too few bytes');
  // The last four bytes of gzip are the size of what is in it; no more than that is unpacked.
  const size = new DataView(bytes.buffer).getUint32(bytes.length - 4, true);
  if (size > LARGEST_BYTES) throw new Error(`${size} bytes of data`);
  const out = gunzipSync(bytes, { out: new Uint8Array(size) });
  return new TextDecoder('utf-8', { fatal: true }).decode(out);
}

function base64(bytes: Uint8Array): string {
  let letters = '';
  for (let i = 0; i < bytes.length; i += PIECE) letters += String.fromCharCode(...bytes.subarray(i, i + PIECE));
  return btoa(letters);
}
