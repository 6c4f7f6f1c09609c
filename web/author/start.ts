/** @file The worker of an author's kernel: a module made of his text, so that no eval is needed. It inherits the page's
 * policy: it may load this page's own scripts and reach nothing else. */

/** Lines before the author's first one. */
export const LINES_BEFORE = 2;

/** Starts a worker that runs `code` (CommonJS). */
export function startAuthor(code: string): Worker {
  const library = new URL('./author.js', import.meta.url).href;
  const text = `import { serve } from ${JSON.stringify(library)};
serve((require, exports, module) => {
${code}
});
`;
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const worker = new Worker(url, { type: 'module' });
  // The worker must have begun to load it; a minute is more than enough.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return worker;
}
