/** Input that somebody's editor, disk or enemy may have made: valid files with a change, and text that is no file at all. */
import fc from 'fast-check';

const HOSTILE_KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '', 'a.b', '\u0000', '💥'];
const HOSTILE_VALUES = [
  ...[null, true, '', '-', '1e999', 'NaN', '\u001b[31m', '../../etc/passwd', '<script>1</script>', '__proto__'],
  ...[0, -0, -1, 0.5, 2 ** 31, 2 ** 53, 1e308, [], {}, [[]], { __proto__: null, polluted: 1 }],
];

const hostileKey = fc.constantFrom(...HOSTILE_KEYS);
const hostileValue = fc.oneof(fc.constantFrom<unknown>(...HOSTILE_VALUES), fc.jsonValue({ maxDepth: 3 }));

type Json = Readonly<Record<string, unknown>> | readonly unknown[];
const isTree = (value: unknown): value is Json => typeof value === 'object' && value !== null;

interface Change {
  /** Numbers in 0 … 1 that choose a child at each depth. */
  readonly path: readonly number[];
  readonly what: 'replace' | 'delete' | 'add' | 'wrap';
  readonly key: string;
  readonly value: unknown;
}

const change: fc.Arbitrary<Change> = fc.record({
  path: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 6 }),
  what: fc.constantFrom('replace', 'delete', 'add', 'wrap'),
  key: hostileKey,
  value: hostileValue,
});

/** JSON text of `tree` after a change. Text, because only text can hold a key `__proto__` that is a key. */
function changed(tree: unknown, { path, what, key, value }: Change): string {
  if (!isTree(tree) || path.length === 0) return JSON.stringify(what === 'wrap' ? [tree] : value);
  const keys = Object.keys(tree);
  const at = keys[Math.floor(path[0] * keys.length)];
  const child = (k: string): string => {
    const own = (tree as Readonly<Record<string, unknown>>)[k];
    return k === at ? changed(own, { path: path.slice(1), what, key, value }) : JSON.stringify(own);
  };
  const kept = keys.filter((k) => !(what === 'delete' && path.length === 1 && k === at));
  if (Array.isArray(tree)) {
    const added = what === 'add' && path.length === 1 ? [JSON.stringify(value)] : [];
    return `[${[...kept.map(child), ...added].join(',')}]`;
  }
  const entries = kept.map((k) => `${JSON.stringify(k)}:${child(k)}`);
  if (what === 'add' && path.length === 1) entries.push(`${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{${entries.join(',')}}`;
}

/** A valid tree as JSON with one or two changes. */
export const changedJson = (tree: unknown): fc.Arbitrary<string> =>
  fc.array(change, { minLength: 1, maxLength: 2 }).map((changes) => {
    let text = JSON.stringify(tree);
    for (const one of changes) text = changed(JSON.parse(text), one);
    return text;
  });

/** A valid text with characters taken out, doubled, replaced, or cut off. */
export const changedText = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.array(
        fc.tuple(
          fc.nat(text.length),
          fc.nat(12),
          fc.oneof(
            fc.string({ maxLength: 6, unit: 'binary' }),
            fc.constantFrom('\0', '&a', '*a', '{', ']', '\t', ': ', '\n'),
          ),
        ),
        {
          minLength: 1,
          maxLength: 4,
        },
      ),
      fc.boolean(),
    )
    .map(([edits, cut]) => {
      let out = text;
      for (const [at, remove, insert] of edits) out = out.slice(0, at) + insert + out.slice(at + remove);
      return cut ? out.slice(0, edits[0][0]) : out;
    });

/** Valid bytes with some of them changed, or cut off. */
export const changedBytes = (bytes: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(
      fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      fc.option(fc.nat(bytes.length), { nil: undefined }),
    )
    .map(([edits, end]) => {
      const out = bytes.slice(0, end);
      for (const [at, value] of edits) if (at < out.length) out[at] = value;
      return out;
    });

/** Text that is no file of ours. */
export const anyText = fc.oneof(
  fc.string({ maxLength: 200, unit: 'binary' }),
  fc.string({ maxLength: 60 }),
  fc.json({ maxDepth: 4 }),
);
