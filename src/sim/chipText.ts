/** @file The text of a chip file, or another file of settings, as plain values. YAML and JSON are read strictly: what a lenient reader would silently
 * drop (a key given twice), follow for ever (aliases in aliases) or put on a prototype is refused here. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { InputError } from '../numerics/errors.js';

const MAX_CHARACTERS = 1 << 20;
const MAX_VALUES = 10_000;
const MAX_DEPTH = 32;

export type Path = readonly (string | number)[];

/** `levels[1].capacityBytes` */
export function pathText(path: Path): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${key}`)).join('');
}

/** `mine.yaml: levels[1].capacityBytes` */
export function whereText(file: string, path: Path): string {
  return path.length === 0 ? file : `${file}: ${pathText(path)}`;
}

class Reader {
  readonly #file: string;
  readonly #document: ReturnType<typeof parseDocument>;
  readonly #lines: LineCounter;
  #values = 0;

  constructor(file: string, document: ReturnType<typeof parseDocument>, lines: LineCounter) {
    this.#file = file;
    this.#document = document;
    this.#lines = lines;
  }

  read(node: unknown, path: Path, depth: number): unknown {
    if (++this.#values > MAX_VALUES || depth > MAX_DEPTH) {
      const expected = `at most ${MAX_VALUES} values, ${MAX_DEPTH} deep, aliases counted out`;
      throw new InputError({ where: this.#file, expected, found: 'more' });
    }
    if (isAlias(node)) return this.read(node.resolve(this.#document), path, depth + 1);
    if (isScalar(node)) return node.value;
    if (isSeq(node)) return node.items.map((item, i) => this.read(item, [...path, i], depth + 1));
    if (isMap(node)) return this.#mapping(node, path, depth);
    return null;
  }

  #mapping(map: YAMLMap, path: Path, depth: number): Record<string, unknown> {
    const plain: Record<string, unknown> = {};
    const lineOf = new Map<string, number>();
    for (const pair of map.items) {
      const key = this.#key(pair, path);
      const line = this.#line(pair.key);
      const first = lineOf.get(key);
      if (first !== undefined) {
        const where = whereText(this.#file, [...path, key]);
        throw new InputError({ where, expected: 'each key once', found: `it in lines ${first} and ${line}` });
      }
      lineOf.set(key, line);
      plain[key] = this.read(pair.value, [...path, key], depth + 1);
    }
    return plain;
  }

  #key(pair: Pair, path: Path): string {
    const key = isScalar(pair.key) ? pair.key.value : pair.key;
    if (typeof key === 'string' && key !== '__proto__') return key;
    const found = typeof key === 'object' ? 'a list or mapping as key' : `the key ${String(key)}`;
    throw new InputError({ where: whereText(this.#file, path), expected: 'plain text keys', found });
  }

  #line(key: unknown): number {
    return this.#lines.linePos((key as Node).range?.[0] ?? 0).line;
  }
}

/** Plain values of a YAML or JSON text; `what` is a chip, for messages. Throws `InputError` on wrong syntax, double keys, `__proto__`, alias bombs. */
export function readChipText(text: string, file: string, what = 'chip'): unknown {
  const refuse = (expected: string, found: string): never => {
    throw new InputError({ where: file, expected, found });
  };
  if (text.length > MAX_CHARACTERS) refuse(`at most ${MAX_CHARACTERS} characters`, String(text.length));
  if (text.trim() === '') refuse(`a ${what} in YAML or JSON`, 'an empty file');
  if (file.endsWith('.json')) {
    try {
      JSON.parse(text);
    } catch {
      refuse(`a ${what} in JSON`, 'text that is not JSON');
    }
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, lineCounter: lines });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem !== undefined) {
    const { line, col } = lines.linePos(problem.pos[0]);
    refuse(`a ${what} in YAML or JSON`, `a syntax error in line ${line}, column ${col}: ${problem.message}`);
  }
  const plain = new Reader(file, document, lines).read(document.contents, [], 0);
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    refuse(`a mapping with the keys of a ${what}`, describeValue(plain));
  }
  return plain;
}

/** How a message names a value that it did not expect. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
