/** @file Plans as files: what is saved replays to the cycle and to the byte; what is a plan of something else, or was edited
 * into what cannot be, is refused with its path. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Kernel, Params } from '../../src/kernels/kernel.js';
import { choicesOf } from '../../src/kernels/planner/file/check.js';
import { parsePlanFile } from '../../src/kernels/planner/file/read.js';
import { planJsonSchema } from '../../src/kernels/planner/file/schema.js';
import { planFileOf, planFileText } from '../../src/kernels/planner/file/write.js';
import { machineOf } from '../../src/kernels/planner/placement.js';
import { type Planned, type PlanOptions, plan } from '../../src/kernels/planner/plan.js';
import { spaceOf } from '../../src/kernels/planner/space.js';
import { kernelNamed } from '../../src/kernels/registry.js';
import { target as named } from '../../src/sim/namedTarget.js';
import type { Target } from '../../src/sim/target.js';
import { chipFigures, formatNames, kernelFor, kernelShapes } from '../helpers/randomKernels.js';
import { tinyTarget } from '../helpers/tinyChip.js';

function fitting(kernel: Kernel, params: Params, target: Target, options: PlanOptions = {}): Planned {
  const found = plan(kernel, params, target, options);
  if (found.rejected !== null) throw new Error(JSON.stringify(found.rejected));
  return found;
}

const saved = (kernel: Kernel, params: Params, target: Target, { choices }: Planned): string => {
  const space = spaceOf(kernel.graph(params, machineOf(target)), target);
  return planFileText(planFileOf(kernel.name, params, target, choices), space, ['a plan']);
};

it('what is saved replays to the cycle and to the byte', () => {
  fc.assert(
    fc.property(kernelShapes, chipFigures, formatNames, (shape, figures, format) => {
      const target = tinyTarget(figures, format);
      const kernel = kernelFor(shape, figures);
      const found = fitting(kernel, {}, target);
      const text = saved(kernel, {}, target, found);
      const choices = choicesOf(parsePlanFile(text, 'plan.yaml'), 'plan.yaml', kernel, {}, target);
      const again = fitting(kernel, {}, target, { choices });
      expect(again.program).toEqual(found.program);
      expect(again.result).toEqual(found.result);
      expect(again.resident).toEqual(found.resident);
      expect(again.mapping).toEqual({ ...found.mapping, source: 'given' });
      expect(saved(kernel, {}, target, again)).toBe(text);
    }),
    { numRuns: 25 },
  );
});

it('schema/plan.schema.json is up to date (npm run build:schema)', () => {
  const committed = readFileSync(new URL('../../schema/plan.schema.json', import.meta.url), 'utf8');
  expect(committed).toBe(`${JSON.stringify(planJsonSchema(), null, 2)}\n`);
});

describe('a plan file is refused', () => {
  const kernel = kernelNamed('lstm.in-cache');
  const params = { hidden: 64, layers: 1, batch: 1, steps: 10, input: 64 };
  const target = named('v100', { format: 'fp16' });
  const text = saved(kernel, params, target, fitting(kernel, params, target));
  const read = (edited: string, file = 'p.yaml') =>
    choicesOf(parsePlanFile(edited, file), file, kernel, params, target);

  it('is read as it was written', () => {
    expect(read(text).units).toBeGreaterThan(0);
    expect(read(JSON.stringify(parsePlanFile(text, 'p.yaml')), 'p.json')).toEqual(read(text));
  });

  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
    .split('')
    .map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`)
    .join('\n')}\n`;

  it.each<[string, (text: string) => string, RegExp]>([
    [
      'another kernel',
      (t) => t.replace('kernel: lstm.in-cache', 'kernel: gru.in-cache'),
      /p\.yaml: kernel: expected lstm\.in-cache, found "gru\.in-cache"/,
    ],
    ['another chip', (t) => t.replace('chip: v100', 'chip: p100'), /p\.yaml: chip: expected v100, found "p100"/],
    [
      'another format',
      (t) => t.replace('format: fp16', 'format: fp32'),
      /p\.yaml: format: expected fp16, found "fp32"/,
    ],
    [
      'another runtime',
      (t) => t.replace(/runtime: .*/, 'runtime: ideal'),
      /p\.yaml: runtime: expected cudnn-7\.0, found "ideal"/,
    ],
    [
      'another parameter',
      (t) => t.replace('hidden: 64', 'hidden: 65'),
      /p\.yaml: params\.hidden: expected 64, found 65/,
    ],
    [
      'an unknown parameter',
      (t) => t.replace('hidden: 64', 'hiden: 64'),
      /p\.yaml: params\.hiden: .*did you mean hidden/,
    ],
    [
      'another schema',
      (t) => t.replace('onchip-plan-file/1', 'onchip-plan-file/9'),
      /p\.yaml: schema: expected onchip-plan-file\/1/,
    ],
    [
      'an unknown key',
      (t) => t.replace('  order:', '  oder:'),
      /p\.yaml: plan\.oder: expected a known key, found "oder" \(did you mean order\?\)/,
    ],
    [
      'units that have no row',
      (t) => t.replace(/units: \d+/, 'units: 65'),
      /p\.yaml: plan\.units: expected at most 64, as many as have a row, found 65/,
    ],
    ['half a unit', (t) => t.replace(/units: \d+/, 'units: 2.5'), /p\.yaml: plan\.units: expected .*, found 2\.5/],
    [
      'no unit',
      (t) => t.replace(/units: \d+/, 'units: 0'),
      /p\.yaml: plan\.units: expected a number of at least 1, found 0/,
    ],
    [
      'an order that is none',
      (t) => t.replace('order: declared', 'order: fastest'),
      /p\.yaml: plan\.order: expected one of declared, busiest/,
    ],
    [
      'a level of no chip',
      (t) => t.replace('W0: nearest', 'W0: sram'),
      /p\.yaml: plan\.levels\.W0: expected one of nearest, shared, found "sram"/,
    ],
    [
      'a tensor of no kernel',
      (t) => t.replace('W0: nearest', 'W9: nearest'),
      /p\.yaml: plan\.levels\.W9: expected a tensor with this choice, found "W9"/,
    ],
    [
      'too many buffers',
      (t) => t.replace(/x: \d/, 'x: 5'),
      /p\.yaml: plan\.staging\.x: expected a number of at most 4, found 5/,
    ],
    [
      'an engine of no chip',
      (t) => t.replace(/engine: [\w-]+/, 'engine: array'),
      /products\.gates0 = U0 · h0\.engine: expected one of tensor-cores, fp32-lanes, found "array"/,
    ],
    [
      'a choice that the engine lacks',
      (t) => t.replace(/\{ engine: fp32-lanes/, '{ held: A, engine: fp32-lanes'),
      /products\.gates0 = W0 · x\.held: expected nothing: fp32-lanes has no such choice, found "A"/,
    ],
    [
      'a split that is no power of two',
      (t) => t.replace(/kSplit: \w+/, 'kSplit: 3'),
      /products\.gates0 = W0 · x\.kSplit: expected one of fill, 1, 2, 4/,
    ],
    [
      'a tile that is none',
      (t) => t.replace(/tile: \w+/, 'tile: 3x3'),
      /products\.gates0 = U0 · h0\.tile: expected one of 16x32/,
    ],
    [
      'a truncated file',
      (t) => t.slice(0, t.indexOf('  staging:')),
      /p\.yaml: plan\.staging: expected a mapping, found nothing/,
    ],
    [
      'a truncated list of products',
      (t) => t.slice(0, t.lastIndexOf('    gates0')),
      /p\.yaml: plan\.products\.gates0 = W0 · x: expected a value for each dimension, found nothing/,
    ],
    [
      'a key given twice',
      (t) => t.replace('  order:', '  units: 1\n  order:'),
      /p\.yaml: plan\.units: expected each key once/,
    ],
    ['an alias bomb', () => bomb, /p\.yaml: expected at most 10000 values/],
    ['an empty file', () => '', /p\.yaml: expected a plan in YAML or JSON, found an empty file/],
    ['no mapping', () => '- 1\n', /p\.yaml: expected a mapping with the keys of a plan, found a list/],
    [
      'wrong YAML',
      (t) => t.replace('params:', 'params: {'),
      /p\.yaml: expected a plan in YAML or JSON, found a syntax error in line \d+/,
    ],
    ['a prototype', (t) => `${t}__proto__: {}\n`, /expected plain text keys/],
  ])('%s', (_, edit, says) => {
    const edited = edit(text);
    expect(edited).not.toBe(text);
    expect(() => read(edited)).toThrow(says);
  });
});
