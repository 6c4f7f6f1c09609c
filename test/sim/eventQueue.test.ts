/** @file Events come out by cycle, then by place in the program, however they were put in. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventQueue } from '../../src/sim/eventQueue.js';

interface Event {
  readonly cycle: number;
  readonly sequence: number;
}

const order = (a: Event, b: Event): number => a.cycle - b.cycle || a.sequence - b.sequence;

it('pushes and pops in any mixture give what a sorted list gives', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(40)), { minLength: 1, maxLength: 400 }), (steps) => {
      const queue = new EventQueue<Event>();
      const sorted: Event[] = [];
      steps.forEach((cycle, sequence) => {
        if (cycle !== null) {
          const event = { cycle, sequence };
          queue.push(cycle, sequence, event);
          sorted.push(event);
          sorted.sort(order);
        } else if (sorted.length > 0) {
          expect(queue.nextCycle).toBe(sorted[0].cycle);
          expect(queue.pop()).toBe(sorted.shift());
        }
        expect(queue.size).toBe(sorted.length);
      });
      while (sorted.length > 0) expect(queue.pop()).toBe(sorted.shift());
    }),
    { numRuns: 50 },
  );
});

it('grows: a thousand events, latest first', () => {
  const queue = new EventQueue<number>();
  for (let i = 999; i >= 0; i--) queue.push(i, i, i);
  expect(queue.size).toBe(1000);
  expect(Array.from({ length: 1000 }, () => queue.pop())).toEqual(Array.from({ length: 1000 }, (_, i) => i));
});

it('events of one cycle come in program order', () => {
  const queue = new EventQueue<string>();
  for (const [sequence, name] of [
    [5, 'f'],
    [2, 'c'],
    [9, 'j'],
    [0, 'a'],
    [3, 'd'],
  ] as const)
    queue.push(7, sequence, name);
  expect(Array.from({ length: 5 }, () => queue.pop()).join('')).toBe('acdfj');
});

it('moves all of its events, and none of before', () => {
  const queue = new EventQueue<string>();
  queue.push(3, 0, 'b');
  queue.push(1, 1, 'a');
  queue.shift(100);
  expect(queue.nextCycle).toBe(101);
  queue.push(102, 2, 'between');
  expect([queue.pop(), queue.pop(), queue.pop()]).toEqual(['a', 'between', 'b']);
});
