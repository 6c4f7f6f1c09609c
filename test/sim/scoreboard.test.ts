/** @file Who must wait for whom on a tile: read after write, write after read, write after write, and nothing else. */
import { describe, expect, it } from 'vitest';
import type { Instance } from '../../src/sim/instance.js';
import { Scoreboard } from '../../src/sim/scoreboard.js';
import { instanceOf, programOf, tile, wholeChip } from '../helpers/instances.js';

/** Tensors: 0 in the units with 64 slots, 1 off the units with one, 2 in the units with one. */
const program = programOf(2, [
  { slots: 64, shard: 'rows' },
  { slots: 1, shard: 'chip' },
  { slots: 1, shard: 'rows' },
]);

/** Enters instances issue by issue; the sequences that the last one waits for. */
class Board {
  readonly board = new Scoreboard(program);

  enter(...made: Instance[]): number[] {
    const waits = new Set<number>();
    this.board.enter(made, (_, earlier) => waits.add(earlier.sequence));
    return [...waits].sort((a, b) => a - b);
  }
}

const reads = (...of: ReturnType<typeof tile>[]) => instanceOf({ reads: of });
const writes = (...of: ReturnType<typeof tile>[]) => instanceOf({ writes: of });

describe('operations on one tile', () => {
  it('a read waits for the write before it, not for other reads', () => {
    const board = new Board();
    const [write, first, second] = [writes(tile(2)), reads(tile(2)), reads(tile(2))];
    expect([board.enter(write), board.enter(first), board.enter(second)]).toEqual([
      [],
      [write.sequence],
      [write.sequence],
    ]);
  });

  it('a write waits for the write before it and for all reads since', () => {
    const board = new Board();
    const [write, first, second, last] = [writes(tile(2)), reads(tile(2)), reads(tile(2)), writes(tile(2))];
    for (const i of [write, first, second]) board.enter(i);
    expect(board.enter(last)).toEqual([write.sequence, first.sequence, second.sequence]);
  });

  it('what lies before the last write is ordered through it', () => {
    const board = new Board();
    const [read, write, again] = [reads(tile(2)), writes(tile(2)), writes(tile(2))];
    board.enter(read);
    expect(board.enter(write)).toEqual([read.sequence]);
    expect(board.enter(again)).toEqual([write.sequence]);
    expect(board.enter(reads(tile(2)))).toEqual([again.sequence]);
    expect(board.enter(writes(tile(2)))).toEqual([again.sequence, again.sequence + 1]);
  });

  it('an operation that reads what it writes does not wait for itself; the next one waits for it once', () => {
    const board = new Board();
    const update = () => instanceOf({ reads: [tile(2)], writes: [tile(2)] });
    const [first, second] = [update(), update()];
    expect(board.enter(first)).toEqual([]);
    expect(board.enter(second)).toEqual([first.sequence]);
  });

  it('nobody waits for what has ended', () => {
    const board = new Board();
    const [write, read] = [writes(tile(2)), reads(tile(2))];
    board.enter(write);
    board.enter(read);
    write.phase = 'retired';
    expect(board.enter(reads(tile(2)))).toEqual([]);
    read.phase = 'retired';
    expect(board.enter(writes(tile(2)))).toEqual([read.sequence + 1]);
  });
});

describe('slots', () => {
  it('are independent of each other', () => {
    const board = new Board();
    const write = writes(tile(0, 3));
    board.enter(write);
    expect(board.enter(reads(tile(0, 4)))).toEqual([]);
    expect(board.enter(reads(tile(0, 3)))).toEqual([write.sequence]);
  });

  it('belong to the whole, and the whole to each of them', () => {
    const board = new Board();
    const [one, other] = [writes(tile(0, 1)), writes(tile(0, 2))];
    board.enter(one);
    board.enter(other);
    const all = writes(tile(0));
    expect(board.enter(all)).toEqual([one.sequence, other.sequence]);
    expect(board.enter(reads(tile(0, 1)))).toContain(all.sequence);
    expect(board.enter(reads(tile(0, 9)))).toEqual([all.sequence]);
  });

  it('of a tensor with one are the whole', () => {
    const board = new Board();
    const write = writes(tile(2, 5));
    board.enter(write);
    expect(board.enter(reads(tile(2)))).toEqual([write.sequence]);
  });

  it('that nobody in flight touches are forgotten', () => {
    const board = new Board();
    for (let slot = 0; slot < 64; slot++) {
      const write = writes(tile(0, slot));
      board.enter(write);
      write.phase = 'retired';
    }
    // Swept at 16 slots: nothing was left each time.
    expect(board.board.remembered).toBeLessThanOrEqual(16);
  });

  it('that somebody still reads or writes are kept', () => {
    const board = new Board();
    const held = [writes(tile(0, 0)), reads(tile(0, 1))];
    for (const i of held) board.enter(i);
    for (let slot = 2; slot < 64; slot++) {
      const write = writes(tile(0, slot));
      board.enter(write);
      write.phase = 'retired';
    }
    expect(board.enter(writes(tile(0)))).toEqual(held.map((i) => i.sequence));
    expect(board.board.remembered).toBeLessThanOrEqual(20);
  });
});

describe('places', () => {
  it('each class of units has its own part; what lies off the units is one', () => {
    const board = new Board();
    const own = instanceOf({ cls: 0, writes: [tile(2)] });
    const shared = instanceOf({ cls: 0, writes: [tile(1)] });
    board.enter(own);
    board.enter(shared);
    expect(board.enter(instanceOf({ cls: 1, reads: [tile(2)] }))).toEqual([]);
    expect(board.enter(instanceOf({ cls: 1, reads: [tile(1)] }))).toEqual([shared.sequence]);
  });

  it('what the whole chip does touches every class', () => {
    const board = new Board();
    const parts = [0, 1].map((cls) => instanceOf({ cls, writes: [tile(2)] }));
    for (const part of parts) board.enter(part);
    const gather = wholeChip({ kind: 'exchange', reads: [tile(2)] });
    expect(board.enter(gather)).toEqual(parts.map((p) => p.sequence));
    expect(board.enter(instanceOf({ cls: 1, writes: [tile(2)] }))).toEqual([parts[1].sequence, gather.sequence]);
  });

  it('the instances of one issue do not wait for each other; what follows waits for all of them', () => {
    const board = new Board();
    const issue = 1_000_000;
    const both = [0, 1].map((cls) => instanceOf({ cls, issue, reads: [tile(1)], writes: [tile(1)] }));
    expect(board.enter(...both)).toEqual([]);
    expect(board.enter(reads(tile(1)))).toEqual(both.map((i) => i.sequence));
    const next = [0, 1].map((cls) => instanceOf({ cls, issue: issue + 1, writes: [tile(1)] }));
    board.enter(...next);
    expect(board.enter(reads(tile(1)))).toEqual(next.map((i) => i.sequence));
  });

  it('readers of the issue that writes stay: a later write waits for them', () => {
    const board = new Board();
    const issue = 2_000_000;
    const reader = instanceOf({ cls: 0, issue, reads: [tile(1)] });
    const writer = instanceOf({ cls: 1, issue, writes: [tile(1)] });
    board.enter(reader, writer);
    expect(board.enter(instanceOf({ cls: 0, writes: [tile(1)] }))).toEqual([reader.sequence, writer.sequence]);
  });
});

it('begins anew with what is in flight after a jump', () => {
  const board = new Board();
  const [gone, left] = [writes(tile(0, 1)), writes(tile(2))];
  board.enter(gone);
  board.enter(left);
  board.board.rebuild([left]);
  expect(board.board.remembered).toBe(1);
  expect(board.enter(reads(tile(0)))).toEqual([]);
  expect(board.enter(reads(tile(2)))).toEqual([left.sequence]);
});
