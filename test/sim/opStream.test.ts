/** @file The walk through a program: loops in order, none that has nothing to do, and loops that are moved ahead. */
import { expect, it } from 'vitest';
import type { Node, Op, Program, Repeat } from '../../src/sim/program.js';
import { OpStream } from '../../src/sim/stream.js';

const op = (label: string): Op => ({ kind: 'barrier', id: 0, label, reads: [], writes: [], dry: false });
const repeat = (loop: number, count: number, ...body: Node[]): Repeat => ({
  kind: 'repeat',
  loop,
  label: `loop ${loop}`,
  count,
  body,
});
const program = (loops: number, ...body: Node[]): Program => ({ loops, body }) as unknown as Program;

/** `b01`: operation b in iterations 0 and 1 of its loops. */
function walk(of: Program, onIteration?: (repeat: Repeat, stream: OpStream) => void): string[] {
  const stream: OpStream = new OpStream(of, (loop) => onIteration?.(loop, stream));
  const seen: string[] = [];
  for (let next = stream.next(); next !== null; next = stream.next()) {
    seen.push(`${next.label}${[...stream.counters].join('')}`);
    if (seen.length > 100) throw new Error('no end');
  }
  expect(stream.next()).toBeNull();
  return seen;
}

it('goes round loops inside loops, each from 0', () => {
  const nested = program(2, op('a'), repeat(0, 2, op('b'), repeat(1, 2, op('c'))), op('d'));
  expect(walk(nested)).toEqual(['a00', 'b00', 'c00', 'c01', 'b12', 'c10', 'c11', 'd22']);
});

it('passes over loops without iterations or without a body', () => {
  expect(walk(program(2, op('a'), repeat(0, 0, op('b')), repeat(1, 3), op('c')))).toEqual(['a00', 'c00']);
  expect(walk(program(0))).toEqual([]);
});

it('tells of each iteration but the first, before its operations', () => {
  const told: string[] = [];
  const seen = walk(program(1, repeat(0, 3, op('a'))), (loop, stream) =>
    told.push(`${loop.label} ${stream.counters[0]}`),
  );
  expect(told).toEqual(['loop 0 1', 'loop 0 2']);
  expect(seen).toEqual(['a0', 'a1', 'a2']);
});

it('leaves a loop that was moved to its end, and goes on in one that was moved ahead', () => {
  const moved = (to: number) =>
    walk(program(1, repeat(0, 9, op('a')), op('b')), (_, stream) => {
      if (stream.counters[0] === 2) stream.counters[0] = to;
    });
  expect(moved(7)).toEqual(['a0', 'a1', 'a7', 'a8', 'b9']);
  expect(moved(9)).toEqual(['a0', 'a1', 'b9']);
});
