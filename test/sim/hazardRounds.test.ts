/** @file The race check follows the first and last iterations of long loops: it finds a race exactly when one that follows
 * every iteration does, over random loops of exchanges, reads and barriers of two stages. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkHazards, HazardError } from '../../src/sim/hazards.js';
import type { Node, Op, Program } from '../../src/sim/program.js';
import { ProgramText, slot } from '../helpers/programText.js';

interface Step {
  readonly what: 'send' | 'read' | 'store' | 'barrier' | 'local' | 'other';
  readonly tensor: number;
  readonly offset: number;
  readonly modulo: number;
  /** Slots go on with the loop, stay, or go back. */
  readonly pace: 1 | 0 | -1;
}

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom('send', 'read', 'store', 'barrier', 'barrier', 'local', 'other'),
  tensor: fc.nat(1),
  offset: fc.nat(5),
  modulo: fc.constantFrom(0, 0, 2, 3),
  pace: fc.constantFrom(1, 1, 1, 0, -1),
});
const loops = fc.array(
  fc.record({ count: fc.oneof(fc.nat(3), fc.integer({ min: 4, max: 40 })), steps: fc.array(step, { maxLength: 5 }) }),
  { minLength: 1, maxLength: 3 },
);
type Loops = typeof loops extends fc.Arbitrary<infer L> ? L : never;

/** Tensor 0 lies in the units of both stages, tensor 1 off the units. */
function programOf(list: Loops): Program {
  const text = new ProgramText([2, 2]);
  const tensors = [text.tensor('near', { slots: 48 }), text.tensor('far', { slots: 48, shard: 'chip' })];
  const source = text.tensor('source');
  const sink = text.tensor('sink');
  const of = (op: Op, stages?: readonly number[]): Op => (stages === undefined ? op : { ...op, stages });
  const node = ({ what, tensor, offset, modulo, pace }: Step, loop: number): Op => {
    const moving = pace < 0 ? slot(45 - offset, loop, modulo, -1) : slot(offset, loop, modulo);
    const tile = tensors[tensor](pace === 0 ? slot(offset) : moving);
    if (what === 'send')
      return of(text.exchange('send', 'all-gather', [8, 8], { reads: [source()], writes: [tile] }), [0]);
    if (what === 'read') return of(text.pointwise('read', 'copy', [4, 4], { reads: [tile], writes: [sink()] }), [1]);
    if (what === 'store')
      return of(text.pointwise('store', 'copy', [4, 4], { reads: [source()], writes: [tile] }), [0]);
    if (what === 'barrier') return of(text.barrier());
    return of(text.barrier(), what === 'local' ? [0, 1] : [1]);
  };
  const body: Node[] = list.map(({ count, steps }, i) =>
    text.repeat(`loop ${i}`, count, (loop) => steps.map((s) => node(s, loop))),
  );
  const program = text.program(...body);
  const classes = program.classes.map((c, stage) => ({ ...c, stage }));
  const stages = [0, 1].map((s) => ({ name: `s${s}`, firstUnit: 2 * s, units: 2 }));
  return { ...program, classes, stages };
}

function hazardOf(program: Program, everyIteration: boolean): boolean {
  try {
    checkHazards(program, everyIteration);
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(HazardError);
    return true;
  }
}

describe('the race check of long loops', () => {
  it('finds what following every iteration finds', () => {
    let races = 0;
    fc.assert(
      fc.property(loops, (list) => {
        const program = programOf(list);
        const complete = hazardOf(program, true);
        races += complete ? 1 : 0;
        expect(hazardOf(program, false)).toBe(complete);
      }),
      { numRuns: 3000 },
    );
    // Neither all of them race nor none.
    expect(races).toBeGreaterThan(300);
    expect(races).toBeLessThan(2700);
  });
});
