/** @file Chip files: the shipped example loads, and every kind of bad file is one line that says what and where. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/numerics/errors.js';
import { parseChipFile } from '../../src/sim/chipFile.js';

const example = readFileSync(new URL('../../data/examples/four-core.yaml', import.meta.url), 'utf8');

/** The example with one exact piece of text replaced. */
function edited(from: string, to: string): string {
  if (!example.includes(from)) throw new Error(`the example has no ${from}`);
  return example.replace(from, to);
}

function messageOf(text: string, file = 'mine.yaml'): string {
  try {
    parseChipFile(text, file);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'no error';
}

/** Ten levels of ten aliases: 10^10 values when counted out. */
const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  .concat(Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`))
  .join('\n');

const bad: readonly (readonly [what: string, text: string, message: string])[] = [
  [
    'unknown key',
    edited('    capacityBytes: 1048576', '    capacityByte: 1048576'),
    'mine.yaml: levels[0].capacityByte: expected a known key, found "capacityByte" (did you mean capacityBytes?)',
  ],
  [
    'unknown key in an engine of another kind',
    edited('    dataflow: output', '    macsPerCycle: 3\n    dataflow: output'),
    'mine.yaml: matrix[0].macsPerCycle: expected a known key, found "macsPerCycle" (known: kind, name, formats, rows, columns, arrays, dataflow, overlapFolds, note)',
  ],
  [
    'missing key',
    edited('    capacityBytes: 1048576\n', ''),
    'mine.yaml: levels[0].capacityBytes: expected a number in bytes or {value, unit, source, status}, found nothing',
  ],
  ['missing section', edited('defaultFormat: fp16\n', ''), 'mine.yaml: defaultFormat: expected text, found nothing'],
  [
    'duplicate key',
    edited('year: 2026', 'year: 2026\nname: again'),
    'mine.yaml: name: expected each key once, found it in lines 4 and 9',
  ],
  [
    'duplicate key inside',
    edited('  lanes: 16', '  lanes: 16\n  lanes: 32'),
    'mine.yaml: vector.lanes: expected each key once, found it in lines 27 and 28',
  ],
  [
    'wrong type',
    edited('    capacityBytes: 1048576', '    capacityBytes: 1 MiB'),
    'mine.yaml: levels[0].capacityBytes: expected a number in bytes or {value, unit, source, status}, found "1 MiB"',
  ],
  [
    'wrong type of a section',
    edited('barrier: { kind: hardware, latencySeconds: 2e-8 }', 'barrier: fast'),
    'mine.yaml: barrier: expected a mapping, found "fast"',
  ],
  [
    'wrong choice',
    edited('topology: crossbar', 'topology: crosbar'),
    'mine.yaml: exchange.topology: expected one of crossbar, mesh, ring, through-l2, found "crosbar" (did you mean crossbar?)',
  ],
  [
    'wrong kind of engine',
    edited('kind: systolic', 'kind: sistolic'),
    'mine.yaml: matrix[0].kind: expected one of systolic, simt, matrix-blocks, found "sistolic" (did you mean systolic?)',
  ],
  ['wrong unit', edited('unit: Hz', 'unit: MHz'), 'mine.yaml: clockHz.unit: expected Hz, found "MHz"'],
  [
    'zero bandwidth',
    edited('bytesPerSecond: 25.6e9', 'bytesPerSecond: 0'),
    'mine.yaml: dram.bytesPerSecond: expected a number above 0 in bytes/s, found 0',
  ],
  [
    'negative latency',
    edited('hopLatencyCycles: 4', 'hopLatencyCycles: -4'),
    'mine.yaml: exchange.hopLatencyCycles: expected a number of at least 0 in cycles, found -4',
  ],
  [
    'fraction of a unit',
    edited('count: 4', 'count: 4.5'),
    'mine.yaml: units.count: expected a whole number in units, found 4.5',
  ],
  [
    'no compute unit',
    edited('count: 4', 'count: 0'),
    'mine.yaml: units.count: expected a number above 0 in units, found 0',
  ],
  [
    'no engine',
    example.replace(/matrix:\n(?: .*\n)+/, 'matrix: []\n'),
    'mine.yaml: matrix: expected something, found an empty list',
  ],
  [
    'absurd clock',
    edited('value: 1e9', 'value: 1e30'),
    'mine.yaml: clockHz.value: expected a number of at most 1000000000000, found 1e+30',
  ],
  [
    'infinite rate',
    edited('readBytesPerCycle: 128', 'readBytesPerCycle: .inf'),
    'mine.yaml: levels[0].readBytesPerCycle: expected a number in bytes/cycle, found Infinity',
  ],
  [
    'more than all of a memory',
    edited('pinnableFraction: 0.9', 'pinnableFraction: 1.5'),
    'mine.yaml: levels[0].pinnableFraction: expected a number of at most 1, found 1.5',
  ],
  [
    'range beside the value',
    edited('status: published', 'status: published, range: [2, 3]'),
    'mine.yaml: clockHz.range: expected [low, high] around the value, found a list',
  ],
  [
    'bad name',
    edited('name: four-core', 'name: Four Core'),
    'mine.yaml: name: expected a name of a-z, 0-9, ., + and -, found "Four Core"',
  ],
  [
    'two engines of one name',
    edited('name: vector-fp32', 'name: array'),
    'mine.yaml: matrix[1].name: expected a name of its own (dram is taken), found "array"',
  ],
  [
    'unknown format',
    edited('[fp16, fp16-mixed', '[fp61, fp16-mixed'),
    'mine.yaml: matrix[0].formats[0]: expected the name of a numeric format, found "fp61"',
  ],
  [
    'default format that no engine computes',
    edited('defaultFormat: fp16', 'defaultFormat: fp16-all'),
    'mine.yaml: defaultFormat: expected a format that the chip computes (fp16, fp16-mixed, bf16, flex16+5, fp32), found "fp16-all"',
  ],
  [
    'no memory near a unit',
    edited('scope: unit', 'scope: chip'),
    'mine.yaml: levels[0].scope: expected unit: the nearest memory belongs to a unit, found chip',
  ],
  [
    'prototype key',
    `__proto__: { polluted: 1 }\n${example}`,
    'mine.yaml: expected plain text keys, found the key __proto__',
  ],
  ['alias bomb', bomb, 'mine.yaml: expected at most 10000 values, 32 deep, aliases counted out, found more'],
  [
    'alias to itself',
    'a: &a [*a]',
    'mine.yaml: expected at most 10000 values, 32 deep, aliases counted out, found more',
  ],
  [
    'deep nesting',
    '['.repeat(60) + ']'.repeat(60),
    'mine.yaml: expected at most 10000 values, 32 deep, aliases counted out, found more',
  ],
  ['empty file', ' \n', 'mine.yaml: expected a chip in YAML or JSON, found an empty file'],
  ['prose', 'four cores, please', 'mine.yaml: expected a mapping with the keys of a chip, found "four cores, please"'],
  ['a list', '- 1\n- 2', 'mine.yaml: expected a mapping with the keys of a chip, found a list'],
  ['key that is a mapping', '? {a: 1}\n: 2', 'mine.yaml: expected plain text keys, found a list or mapping as key'],
];

describe('parseChipFile, any damage', () => {
  const tokens = [
    '',
    ' ',
    ':',
    '[',
    '{',
    '- ',
    '&a',
    '*a',
    '!!binary x',
    '"',
    '#',
    '0',
    '-1',
    '1e999',
    '.nan',
    'null',
    '|',
    '\t',
    '%',
  ];
  it('gives a chip or one line, never another error', () => {
    const lines = example.split('\n');
    fc.assert(
      fc.property(
        fc.nat(lines.length - 1),
        fc.nat(40),
        fc.constantFrom(...tokens),
        fc.boolean(),
        (row, column, token, cut) => {
          const line = lines[row];
          const damaged = line.slice(0, column) + token + (cut ? '' : line.slice(column));
          const message = messageOf([...lines.slice(0, row), damaged, ...lines.slice(row + 1)].join('\n'));
          expect(message).not.toContain('\n');
          expect(message.length).toBeLessThan(400);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('parseChipFile', () => {
  it('reads the four-core example', () => {
    const chip = parseChipFile(example, 'data/examples/four-core.yaml');
    expect(chip.units.count).toEqual({ value: 4, unit: 'units', source: 'chip file', status: 'assumed' });
    expect(chip.clockHz.status).toBe('published');
    expect(chip.matrix[0]).toMatchObject({ kind: 'systolic', dataflow: 'output-stationary', overlapFolds: false });
  });

  it('reads JSON like YAML', () => {
    const fromYaml = parseChipFile(example, 'a.yaml');
    expect(parseChipFile(JSON.stringify(fromYaml, null, '\t'), 'a.json')).toEqual(fromYaml);
  });

  it('allows an ordinary alias', () => {
    const text = edited('injectBytesPerCycle: 32', 'injectBytesPerCycle: &port 32').replace(
      'ejectBytesPerCycle: 32',
      'ejectBytesPerCycle: *port',
    );
    expect(parseChipFile(text, 'a.yaml').exchange.ejectBytesPerCycle.value).toBe(32);
  });

  it.each(bad)('refuses: %s', (_what, text, message) => {
    expect(messageOf(text)).toBe(message);
  });

  it('names line and column of a syntax error, on one line', () => {
    const message = messageOf('name: [1,\nunits: }');
    expect(message).toMatch(/^mine\.yaml: expected a chip in YAML or JSON, found a syntax error in line 2, column 1: /);
    expect(message).not.toContain('\n');
  });

  it('asks for JSON in a .json file, double keys included', () => {
    expect(messageOf('name: x', 'mine.json')).toBe('mine.json: expected a chip in JSON, found text that is not JSON');
    expect(messageOf('{"a": 1,\n"a": 2}', 'mine.json')).toBe(
      'mine.json: a: expected each key once, found it in lines 1 and 2',
    );
  });

  it('leaves the prototype of objects alone', () => {
    messageOf('__proto__: { polluted: 1 }');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
