/** @file An author's TypeScript as plain code: types dropped, imports as `require`, lines kept. The compiler is 1 MB
 * gzipped; sucrase does this much in 47 kB, and is loaded when the first kernel is run. */
import { InputError } from '../../src/numerics/errors.js';

/** Name of the author's text in messages. */
export const SHOWN = 'kernel.ts';

/** Throws InputError with the line of a syntax error. */
export async function transpile(source: string): Promise<string> {
  const { transform } = await import('sucrase');
  try {
    return transform(source, { transforms: ['typescript', 'imports'], disableESTransforms: true, filePath: SHOWN })
      .code;
  } catch (error) {
    const [, what, line] = /^Error transforming [^:]+: (.*?) ?\((\d+):\d+\)/s.exec((error as Error).message) ?? [];
    throw new InputError({
      where: line === undefined ? SHOWN : `${SHOWN}:${line}`,
      expected: 'TypeScript or JavaScript',
      found: `a mistake: ${what ?? (error as Error).message}`,
    });
  }
}
