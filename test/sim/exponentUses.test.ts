/** @file One exponent for all time steps of a tensor, or one for each: what each learns from, and what moves along. */
import { describe, expect, it } from 'vitest';
import { defineKernel } from '../../src/kernels/kernel.js';
import { valueProgram } from '../../src/models/valueProgram.js';
import { parseFormat } from '../../src/numerics/index.js';
import { execute } from '../../src/sim/execute.js';
import { type ExponentSharing, exponentSharings } from '../../src/sim/exponentUses.js';
import { TensorStore } from '../../src/sim/tensors.js';

const STEPS = 4;

/** Each step copies x[t] into a slot of its own, from there into one of two slots in turn, and into one buffer. */
const kernel = defineKernel({
  name: 'test.uses',
  title: 'copies over time',
  params: {},
  build(k) {
    const x = k.input('x', [STEPS, 1, 2], { residency: 'pinned', precision: 'fp32' });
    const y = k.input('y', [1, 2], { residency: 'pinned', precision: 'fp32' });
    const kept = k.buffer('kept', [STEPS, 1, 2], { shard: 'rows' });
    const sent = k.buffer('sent', [2, 1, 2]);
    const once = k.output('once', [1, 2], { residency: 'pinned' });
    k.pointwise('copy', [once], [y]);
    k.repeat('step', STEPS, (t) => {
      k.pointwise('copy', [k.at(kept, t)], [k.at(x, t)]);
      k.exchange('all-gather', k.at(kept, t), k.at(sent, t.mod(2)));
      k.barrier();
      k.pointwise('copy', [once], [k.at(x, t)]);
    });
  },
});

/** Step t holds numbers near 8^-t; pass p moves them by a little. */
function valuesOf(pass: number): number[] {
  return Array.from({ length: STEPS }, (_, t) => [8 ** -t * (1 + pass / 64), 0.5 * 8 ** -t]).flat();
}

function run(exponents: ExponentSharing, format = 'flex16+5', passes = 3): TensorStore {
  const store = new TensorStore(valueProgram(kernel, {}), parseFormat(format), { exponents });
  for (let pass = 0; pass < passes; pass++) {
    store.set('x', valuesOf(pass));
    store.set('y', [64, 64]);
    execute(store.program, store);
  }
  return store;
}

const idOf = (store: TensorStore, name: string): number => store.program.tensors.find((t) => t.name === name)!.id;

describe('exponents', () => {
  it('shared: one use, with the exponent of the largest step', () => {
    const store = run('shared');
    const uses = store.entries(idOf(store, 'kept'));
    expect(uses).toHaveLength(1);
    // The largest so far, 66/64, and three deviations of all (more than 0.4 each) lie between 2 and 4: e = 1 - 14.
    expect(uses[0].scale).toBe(2 ** -13);
  });

  it('per-step: the exponent of a slot follows that slot alone', () => {
    const store = run('per-step');
    // 8^-t is 2^(-3t): each step is 3 bits finer than the one before.
    const scales = store.entries(idOf(store, 'kept')).map((use) => use.scale);
    expect(scales).toEqual([2 ** -14, 2 ** -17, 2 ** -20, 2 ** -23]);
    // A history of the slot's own maxima, one from each pass: 1, 65/64 and 66/64 times 8^-2.
    const { history } = store.entries(idOf(store, 'kept'))[2].snapshot();
    expect(history).toHaveLength(3);
    history.forEach((maximum, pass) => {
      expect(maximum).toBeCloseTo(8 ** -2 * (1 + pass / 64), 5);
    });
  });

  it('per-step: a buffer written in each step has a use for each, and one for the write outside', () => {
    const store = run('per-step');
    const uses = store.entries(idOf(store, 'once'));
    expect(uses.map((use) => use.scale)).toEqual([2 ** -14, 2 ** -17, 2 ** -20, 2 ** -23, 2 ** -8]);
    expect(uses.map((use) => use.stats.stores)).toEqual([3, 3, 3, 3, 3]);
    // However long it runs: as many uses, and no history longer than 16.
    const long = run('per-step', 'flex16+5', 40);
    for (const { id } of long.program.tensors) {
      expect(long.entries(id).length).toBeLessThanOrEqual(STEPS + 1);
      for (const use of long.entries(id)) expect(use.snapshot().history.length).toBeLessThanOrEqual(16);
    }
  });

  it('what is sent keeps the exponent of its step, slot by slot', () => {
    const store = run('per-step');
    // Slots 0 and 1 were written last in steps 2 and 3.
    expect([...store.units(idOf(store, 'sent'))]).toEqual([2 ** -20, 2 ** -23]);
    expect([...run('shared').units(idOf(store, 'sent'))]).toEqual([2 ** -13, 2 ** -13]);
  });

  it.each(['fp32', 'fp16', 'bf16'])('%s: no shared exponent, the same values and one use either way', (format) => {
    const [shared, own] = exponentSharings.map((exponents) => run(exponents, format));
    for (const { id, name } of shared.program.tensors) {
      expect(own.get(name)).toEqual(shared.get(name));
      expect(own.entries(id)).toHaveLength(shared.entries(id).length);
    }
  });

  it('stochastic rounding draws other numbers in each use', () => {
    const store = new TensorStore(valueProgram(kernel, {}), parseFormat('flex8+5-sr'), { exponents: 'per-step' });
    const bits = Array.from({ length: 32 }, (_, pass) => {
      store.set(
        'x',
        Array.from({ length: 2 * STEPS }, (_, i) => (i % 2 === 0 ? 1 : 0.503)),
      );
      execute(store.program, store);
      return pass === 0 ? 0 : store.get('kept').filter((x, i) => i % 2 === 1 && x > 0.503).length;
    });
    // Were the numbers of all steps equal, all four values would be rounded alike in every pass.
    expect(bits.some((n) => n > 0 && n < STEPS)).toBe(true);
  });
});
