/** @file The author's modules: the file that was named and those that it imports by relative paths. `onchip` and its parts
 * are this installation; other imports are looked for beside the author's file, as Node does. */
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import * as onchip from '../../index.js';
import type { Frame } from '../../kernels/callSite.js';
import * as kernels from '../../kernels/index.js';
import { InputError } from '../../numerics/errors.js';
import * as numerics from '../../numerics/index.js';
import { hashJson } from '../../report/hash.js';
import { readTextFile } from '../files.js';
import type { Exports } from './pickKernel.js';
import { shownPath } from './shownPath.js';
import { TICK, type Transpiled, transpile } from './transpile.js';

interface Source extends Transpiled {
  readonly shown: string;
}

export interface SourceHooks {
  /** Called in every turn of the author's loops. */
  readonly tick: (file: number, line: number) => void;
  /** Called with each file before it runs; its index is the `file` of ticks. */
  readonly onFile: (path: string, shown: string, index: number) => void;
}

const ours: Readonly<Record<string, object>> = {
  onchip,
  'onchip/kernels': kernels,
  'onchip/numerics': numerics,
};

/** Loads and remembers the author's modules, and maps places in what runs back to what was written. */
export class AuthorSources {
  readonly #hooks: SourceHooks;
  readonly #sources = new Map<string, Source>();
  readonly #texts: string[] = [];
  readonly #modules = new Map<string, { exports: Exports }>();

  constructor(hooks: SourceHooks) {
    this.#hooks = hooks;
  }

  /** Tells whether the author has changed anything: hash of all texts that were read so far, in that order. */
  get hash(): string {
    return hashJson(this.#texts);
  }

  /** Exports of a file, run once. Throws InputError for files that cannot be read or parsed, and what the file throws. */
  load(path: string): Exports {
    const known = this.#modules.get(path);
    if (known !== undefined) return known.exports;
    const shown = shownPath(path);
    const index = this.#sources.size;
    const source = readTextFile(shown, { what: 'a kernel file' });
    this.#texts.push(source);
    this.#hooks.onFile(path, shown, index);
    const made = transpile(source, shown, index);
    this.#sources.set(path, { ...made, shown });
    const module = { exports: {} };
    this.#modules.set(path, module);
    const names = ['exports', 'require', 'module', '__filename', '__dirname', TICK];
    const run = compileFunction(made.code, names, { filename: path });
    run(module.exports, this.#importer(path), module, path, dirname(path), this.#hooks.tick);
    return module.exports;
  }

  /** `my-kernel.ts:12:5` for a place in a loaded file, null for others. */
  placeOf({ file, line, column }: Frame): string | null {
    const source = this.#sources.get(file);
    if (source === undefined) return null;
    const entry = source.map.findEntry(line - 1, column - 1);
    if (!('originalLine' in entry)) return source.shown;
    return `${source.shown}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  }

  #importer(from: string): (specifier: string) => unknown {
    return (specifier) => {
      const shipped = ours[specifier];
      if (shipped !== undefined) return shipped;
      if (specifier.startsWith('onchip/')) {
        throw wrongImport(specifier, `one of ${Object.keys(ours).join(', ')}`, 'a part that onchip does not have');
      }
      if (!/^\.{0,2}\//.test(specifier)) return foreign(from, specifier);
      const path = fileOf(resolve(dirname(from), specifier));
      if (path === null) throw wrongImport(specifier, 'a file', 'nothing there');
      return this.load(path);
    };
  }
}

function wrongImport(specifier: string, expected: string, found: string): InputError {
  return new InputError({ where: `import '${specifier}'`, expected, found });
}

function foreign(from: string, specifier: string): unknown {
  try {
    return createRequire(from)(specifier);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw wrongImport(specifier, 'an installed package, or a path that begins with ./', 'no such package');
  }
}

/** TypeScript's imports end in .js, in nothing, or in what the file is called. */
function fileOf(path: string): string | null {
  const stem = path.slice(0, path.length - extname(path).length);
  const asWritten = /\.[mc]?js$/.test(path) ? [path, `${stem}.ts`, `${stem}.mts`] : [path];
  const candidates = [...asWritten, `${path}.ts`, `${path}.js`, `${path}.mjs`, resolve(path, 'index.ts')];
  return candidates.find((file) => existsSync(file) && statSync(file).isFile()) ?? null;
}
