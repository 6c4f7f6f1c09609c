/** @file Every built-in kernel with one barrier, one kernel boundary or one buffer less: it is caught as a race, or proven
 * harmless by running all units in adversarial orders, each with a memory of its own. The kernels as they are come out right
 * in all of these orders, so each unit has what it needs. */
import { describe, expect, it } from 'vitest';
import { plan } from '../../src/kernels/planner/plan.js';
import { cacheable } from '../../src/kernels/planner/reliefs.js';
import { kernelNamed, kernelNames } from '../../src/kernels/registry.js';
import { execute } from '../../src/sim/execute.js';
import { checkHazards, HazardError } from '../../src/sim/hazards.js';
import type { Program } from '../../src/sim/program.js';
import type { Target } from '../../src/sim/target.js';
import { mutationsOf } from '../helpers/mutations.js';
import { seededTensors } from '../helpers/randomKernels.js';
import { results, runUnits, schedules } from '../helpers/spmd.js';
import { tinyTarget } from '../helpers/tinyChip.js';

const UNITS = 6;
const recurrent = { hidden: 7, layers: 2, batch: 1, steps: 4, input: 3 };
/** Plain descent: Adam's second moments would have to be positive. */
const training = { hidden: 7, layers: 2, batch: 1, steps: 3, classes: 5, input: 3, optimiser: 0 };
const small: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  gemm: { m: 7, n: 3, k: 5 },
  conv2d: { batch: 2, channels: 2, height: 5, width: 4, filters: 6, stride: 2 },
  mlp: { hidden: 7, layers: 3, batch: 2, steps: 4, input: 3, output: 5 },
  attention: { queries: 7, keys: 5, width: 4, heads: 3 },
};
const paramsOf = (name: string) => small[name] ?? (name.endsWith('.train') ? training : recurrent);

function planned(name: string, target: Target, inCache: boolean): Program {
  const kernel = kernelNamed(name);
  const gathered = inCache ? cacheable(kernel.graph(paramsOf(name)), target.chip) : [];
  const exchanged = Object.fromEntries(gathered.map((t) => [t.name, 'cache' as const]));
  const found = plan(kernel, paramsOf(name), target, { prefer: { units: UNITS, exchanged }, search: 'default' });
  if (found.rejected !== null) throw new Error(`${name} does not fit: ${JSON.stringify(found.rejected)}`);
  return found.program;
}

type Values = ReadonlyMap<string, Float32Array>;

/** Learning rate, corrections of Adam's first step, no loss scale, no clipping, nothing skipped, step, seed. */
const schedule = [0.1, 10, 1000, 1, 1e9, 1e9, 0, 1, 1];

/** Inputs by name, and the results that the program has in its own order. */
function inOrder(program: Program, target: Target): { inputs: Record<string, Float32Array>; expected: Values } {
  const tensors = seededTensors(program, target.format);
  for (const { name, role, rows } of program.tensors) {
    if (role !== 'input' || !program.kernel.endsWith('.train')) continue;
    const values = tensors.get(name);
    if (name === 'schedule') values.set(schedule);
    // Symbols are whole numbers.
    else if (rows === 1) values.set(values.map((v) => Math.abs(Math.round(v * 4))));
  }
  const inputs = program.tensors.filter((t) => t.role === 'input').map(({ name }) => [name, tensors.get(name).slice()]);
  execute(program, tensors, { check: false });
  const expected = new Map(results(program).map(({ name }) => [name, tensors.get(name).slice()]));
  tensors.dispose();
  return { inputs: Object.fromEntries(inputs), expected };
}

function differs(found: Values, expected: Values): string | null {
  for (const [name, values] of expected) {
    const other = found.get(name)!;
    const wrong = values.findIndex((v, i) => !(Math.abs(other[i] - v) <= 1e-4 * Math.max(1, Math.abs(v))));
    if (wrong >= 0) return `${name}[${wrong}]: ${other[wrong]} instead of ${values[wrong]}`;
  }
  return null;
}

function isCaught(program: Program): boolean {
  try {
    checkHazards(program);
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(HazardError);
    return true;
  }
}

/** What is missing → caught, with values that do come out wrong; caught, right by luck in these orders; harmless. */
function fates(name: string, target: Target, inCache = false): Record<'wrong' | 'alarm' | 'harmless', string[]> {
  const program = planned(name, target, inCache);
  const { inputs, expected } = inOrder(program, target);
  expect(expected.size).toBeGreaterThan(0);
  for (const values of expected.values()) expect(values.some((v) => v !== 0 && Number.isFinite(v))).toBe(true);
  const wrongIn = (p: Program): string | null =>
    schedules.reduce<string | null>((found, s) => found ?? differs(runUnits(p, inputs, s), expected), null);
  expect(wrongIn(program)).toBeNull();
  const found: ReturnType<typeof fates> = { wrong: [], alarm: [], harmless: [] };
  for (const mutation of mutationsOf(program)) {
    const wrong = wrongIn(mutation.program);
    if (isCaught(mutation.program)) found[wrong === null ? 'alarm' : 'wrong'].push(mutation.what);
    else {
      expect(wrong, `${mutation.what} is neither caught nor harmless`).toBeNull();
      found.harmless.push(mutation.what);
    }
  }
  return found;
}

const tiny = tinyTarget({ units: UNITS, sramBytes: 2 ** 20 });

/**
 * By rung: caught and wrong in some order, caught although right in these orders, harmless. In-cache: two barriers and two
 * rings of h; the first boundary orders nothing, and x.stage is each unit's own. Alarms are kernel boundaries between
 * operations that give each row to the same unit here, which no launch promises, and the barrier of a norm that clips
 * nothing. Harmless are first boundaries, rings of what a unit keeps for itself, and boundaries after which only inputs and
 * what was read before are touched.
 */
const expected: Readonly<Record<string, readonly [wrong: number, alarm: number, harmless: number]>> = {
  naive: [0, 10, 4],
  'gru.naive': [0, 8, 6],
  fused: [3, 4, 1],
  persistent: [4, 2, 4],
  wavefront: [4, 0, 2],
  pipelined: [5, 0, 2],
  'in-cache': [4, 0, 2],
  train: [10, 1, 6],
  gemm: [0, 0, 1],
  conv2d: [0, 0, 1],
  mlp: [3, 0, 2],
  attention: [0, 0, 5],
};
const lengths = ({ wrong, alarm, harmless }: ReturnType<typeof fates>) => [wrong.length, alarm.length, harmless.length];

describe('one barrier, boundary or buffer less is caught or harmless', () => {
  it.each(kernelNames)('%s', (name) => {
    const found = fates(name, tiny);
    expect(lengths(found), JSON.stringify(found)).toEqual(expected[name] ?? expected[name.replace(/^\w+\./, '')]);
  });
});

describe('with gathered buffers in the chip’s cache', () => {
  const cached = tinyTarget({ units: UNITS, sramBytes: 2 ** 20, l2Bytes: 65_536 });
  it.each(['lstm.in-cache', 'gru.wavefront', 'lstm.pipelined', 'mlp'])('%s', (name) => {
    const { wrong, alarm, harmless } = fates(name, cached, true);
    // The same ones are caught as with a copy in each unit.
    const [caught, , free] = expected[name] ?? expected[name.replace(/^\w+\./, '')];
    expect([wrong.length + alarm.length, harmless.length]).toEqual([caught, free]);
  });
});
