/** @file The layers of DESIGN.md 2, read from the imports: each folder may use itself and what lies below it. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = resolve(import.meta.dirname, '../src');
const LAYERS = ['numerics', 'sim', 'kernels', 'models', 'study', 'report', 'cli'];
/** Runs in a browser, too. */
const WITHOUT_NODE = ['numerics', 'sim', 'kernels', 'models'];
const MOST_LINES = 300;

/** Statements at the start of a line: imports that a file writes as text are not its own. */
const IMPORT = /^(?:import|export|\})[^;'`]*?from '([^']+)';$|^import '([^']+)';$|\bimport\('([^']+)'\)/gm;

interface SourceFile {
  readonly path: string;
  readonly layer: string;
  readonly text: string;
  readonly imports: readonly string[];
}

/** AssemblyScript is another language with another compiler. */
const isTypeScript = (path: string): boolean =>
  path.endsWith('.ts') && !path.includes('/assembly/') && !path.includes('/generated/');

const files: readonly SourceFile[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => isTypeScript(`/${path}`))
  .map((path) => {
    const text = readFileSync(join(SRC, path), 'utf8');
    const imports = [...text.matchAll(IMPORT)].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic);
    return { path, layer: path.split('/')[0], text, imports };
  });

function layerOf(file: SourceFile, imported: string): string {
  return relative(SRC, resolve(SRC, dirname(file.path), imported)).split('/')[0];
}

function offences(find: (file: SourceFile) => readonly string[]): string[] {
  return files.flatMap((file) => find(file).map((what) => `src/${file.path}: ${what}`));
}

describe('architecture', () => {
  it('finds the sources', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.some((f) => f.imports.some((i) => i.startsWith('.')))).toBe(true);
  });

  it('imports point downwards: numerics <- sim <- kernels <- models <- study <- report <- cli', () => {
    const upward = offences(({ layer, imports, ...file }) => {
      const own = LAYERS.indexOf(layer);
      if (own < 0) return [];
      return imports.filter((i) => {
        if (!i.startsWith('.')) return false;
        const other = layerOf({ layer, imports, ...file }, i);
        // What an author's file gets for `import 'onchip'` is the public index.
        if (other === 'index.js' && layer === 'cli') return false;
        const rank = LAYERS.indexOf(other);
        return rank < 0 || rank > own;
      });
    });
    expect(upward).toEqual([]);
  });

  it('what runs in a browser imports nothing of Node', () => {
    const node = offences(({ layer, imports }) =>
      WITHOUT_NODE.includes(layer) ? imports.filter((i) => i.startsWith('node:')) : [],
    );
    expect(node).toEqual([]);
  });

  it('the core uses neither the clock nor luck', () => {
    const impure = offences(({ layer, text }) =>
      WITHOUT_NODE.includes(layer)
        ? (text.match(/\bMath\.random\b|\bDate\.now\b|\bnew Date\b|performance\.now/g) ?? [])
        : [],
    );
    expect(impure).toEqual([]);
  });

  it('no default exports', () => {
    expect(offences(({ text }) => text.match(/^export default/gm) ?? [])).toEqual([]);
  });

  it(`no file of more than ${MOST_LINES} lines, and each says what it is for`, () => {
    const long = offences(({ text }) => {
      const lines = text.trimEnd().split('\n').length;
      return lines > MOST_LINES ? [`${lines} lines`] : [];
    });
    expect(long).toEqual([]);
    const silent = offences(({ text }) => (/^(#!.*\n)?\/\*\* @file /.test(text) ? [] : ['no @file comment']));
    expect(silent).toEqual([]);
  });
});
