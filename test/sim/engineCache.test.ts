/** @file Jumps on chips with a hardware cache. Each step touches slots that no step has touched before, so the cache never
 * looks the same while it fills; and what one loop leaves in it decides what a later loop finds. The slow path is the
 * oracle: cycles and every counter are equal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plan } from '../../src/kernels/planner/plan.js';
import { kernelNamed } from '../../src/kernels/registry.js';
import { parseFormat } from '../../src/numerics/format.js';
import { chip } from '../../src/sim/chips/index.js';
import { Engine, simulate } from '../../src/sim/engine.js';
import { HardwareCache } from '../../src/sim/hardwareCache.js';
import type { Node, Program, SlotIndex } from '../../src/sim/program.js';
import { runtimeFor } from '../../src/sim/runtimes.js';
import type { Target } from '../../src/sim/target.js';
import { ProgramText, slot, traffic } from '../helpers/programText.js';
import { chipFigures, formatNames, kernelShapes, planned } from '../helpers/randomKernels.js';
import { runs } from '../helpers/runs.js';
import { tinyTarget } from '../helpers/tinyChip.js';

const SLOTS = 400;
/** Slot of an access in a loop: moves with it, stays behind it, goes round, runs backwards, stands still, all. */
const ways = [
  (t: number): SlotIndex => slot(0, t),
  (t: number): SlotIndex => slot(1, t),
  (t: number): SlotIndex => slot(0, t, 3),
  (t: number): SlotIndex => slot(SLOTS - 1, t, 0, -1),
  (): SlotIndex => slot(7),
  (): null => null,
] as const;

interface Access {
  readonly tensor: number;
  readonly way: number;
  readonly bytes: number;
  readonly writes: boolean;
  readonly shared: boolean;
}

const accesses: fc.Arbitrary<Access[]> = fc.array(
  fc.record({
    tensor: fc.nat(2),
    way: fc.nat(ways.length - 1),
    bytes: fc.constantFrom(8, 24, 40),
    writes: fc.boolean(),
    shared: fc.boolean(),
  }),
  { minLength: 1, maxLength: 4 },
);
const loops = fc.array(fc.record({ count: fc.integer({ min: 2, max: SLOTS - 2 }), accesses }), {
  minLength: 1,
  maxLength: 3,
});

/** Loops one after the other over the same three tensors; `rounds` > 1: all of them in a loop of their own. */
function program(list: readonly { count: number; accesses: readonly Access[] }[], rounds: number): Program {
  const text = new ProgramText([2, 1]);
  const tensors = ['a', 'b', 'c'].map((name) => text.tensor(name, { slots: SLOTS, shard: 'chip', role: 'output' }));
  const out = text.tensor('out', { shard: 'rows' });
  const body = (): Node[] =>
    list.map(({ count, accesses: of }, l) =>
      text.repeat(`loop ${l}`, count, (t) =>
        of.map(({ tensor, way, bytes, writes, shared }, i) => {
          const at = ways[way](t);
          const more = { tensor, slot: at, shared: shared && !writes };
          const tile = tensors[tensor](at);
          return text.pointwise(`access ${l}.${i}`, 'copy', [3, 2], {
            reads: writes ? [] : [tile],
            writes: writes ? [tile] : [out()],
            traffic: [traffic('dram', writes ? 'write' : 'read', [bytes, bytes / 2], more)],
          });
        }),
      ),
    );
  return text.program(...(rounds === 1 ? body() : [text.repeat('rounds', rounds, body)]));
}

/** Without the check for races: these are about time alone. `handled`: runs of operations that were not jumped. */
function run(made: Program, target: Target, jump = true) {
  const engine = new Engine(made, target, { jump });
  return { result: engine.run(), handled: engine.nextSequence };
}

describe('a jump with a cache', () => {
  it('equals the slow path: loops that read again what other loops left', () => {
    fc.assert(
      fc.property(loops, fc.integer({ min: 64, max: 40_000 }), fc.constantFrom(1, 1, 3), (list, l2Bytes, rounds) => {
        const target = tinyTarget({ units: 3, l2Bytes });
        const made = program(list, rounds);
        expect(run(made, target).result).toEqual(run(made, target, false).result);
      }),
      runs(100),
    );
  });

  it('equals the slow path: launched layers that fill the cache in the middle of a loop', () => {
    fc.assert(
      fc.property(
        kernelShapes,
        chipFigures,
        formatNames,
        fc.integer({ min: 64, max: 20_000 }),
        fc.integer({ min: 50, max: 400 }),
        (shape, figures, format, l2Bytes, steps) => {
          const made = planned({ ...shape, launches: true, steps }, { ...figures, l2Bytes }, format);
          expect(simulate(made.program, made.target)).toEqual(simulate(made.program, made.target, { jump: false }));
        },
      ),
      runs(60),
    );
  });

  it('a second pass that hits only the tail of the first is jumped, too', () => {
    // Tiles of 2 units x 16 B and 1 x 8 B, room for 100 of them. Slots 0 to 397 are written, and go back to DRAM once;
    // then 399 down to 2 are read. 399 and 398 are new and push 298 and 299 out, 397 to 300 are hits, 299 to 2 are not.
    const backwards = { tensor: 0, way: 3, bytes: 16, writes: false, shared: false };
    const text = program(
      [
        { count: SLOTS - 2, accesses: [{ ...backwards, way: 0, writes: true }] },
        { count: SLOTS - 2, accesses: [backwards] },
      ],
      1,
    );
    const target = tinyTarget({ units: 3, l2Bytes: 100 * 40 });
    const { result, handled } = run(text, target);
    expect(result.bytes.dram).toBe(398 * 40 + (398 - 98) * 40);
    expect(result).toEqual(run(text, target, false).result);
    expect(handled).toBeLessThan(1000);
  });

  it('a million steps of lstm.naive on a GPU cost what a thousand do', () => {
    const spec = chip('titan-v');
    const target = { chip: spec, runtime: runtimeFor(spec), format: parseFormat('fp32') };
    const units = spec.units.count.value;
    const made = plan(kernelNamed('lstm.naive'), { steps: 1_000_000 }, target, { choices: { units } });
    if (made.rejected !== null) throw new Error('does not fit');
    const { result, handled } = run(made.program, target);
    expect(result.operations).toBeGreaterThan(30_000_000);
    expect(handled).toBeLessThan(2000);
  });
});

describe('a written tile', () => {
  it('goes back to DRAM once for each stay', () => {
    // Room for two of three tiles of 40 B. a: written, written again (still dirty), read; b and c push it out; read again
    // (fetched, clean), written (dirty again). DRAM: 40 back, 80 for b and c, 40 for a, 40 back.
    const cache = new HardwareCache(80);
    const served = [
      [0, true],
      [0, true],
      [0, false],
      [1, false],
      [2, false],
      [0, false],
      [0, true],
    ].map(([tensor, writes]) => cache.touch(Number(tensor), 0, 0, 40, writes === true));
    expect(served).toEqual([40, 0, 0, 40, 40, 40, 40]);
  });
});

describe('a copy of the cache', () => {
  it('goes its own way', () => {
    const cache = new HardwareCache(100);
    cache.touch(0, 0, 0, 60, true);
    const copy = cache.clone();
    expect(copy.touch(1, 0, 0, 60)).toBe(60);
    expect([copy.touch(0, 0, 0, 60), cache.touch(0, 0, 0, 60)]).toEqual([60, 0]);
    expect(cache.touch(0, 0, 0, 60, true)).toBe(0);
  });
});
