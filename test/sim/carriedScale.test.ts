/** @file Data that is moved keeps its exponent: a staged copy, an exchange and rows of a table hold the mantissas of their
 * source, so an integer accumulator sees those. What was kept wider is rounded on its way into the format. */
import { describe, expect, it } from 'vitest';
import { parseFormat } from '../../src/numerics/format.js';
import { execute } from '../../src/sim/execute.js';
import type { Op, TileRef } from '../../src/sim/program.js';
import { TensorStore } from '../../src/sim/tensors.js';
import { ProgramText } from '../helpers/programText.js';

type Mover = (text: ProgramText, from: TileRef, to: TileRef, ids: TileRef) => Op;

const gather: Mover = (text, table, out, ids) => {
  const op = text.pointwise('rows of a table', 'copy', [4], { reads: [table, ids], writes: [out] });
  return { ...op, kind: 'gather' } as unknown as Op;
};
const movers: readonly (readonly [string, Mover])[] = [
  ['a move', (text, from, to) => text.move('load', 'load', { reads: [from], writes: [to] })],
  ['an exchange', (text, from, to) => text.exchange('broadcast', 'broadcast', [8], { reads: [from], writes: [to] })],
  ['a gather', gather],
];

function moved(mover: Mover, format: string, precision: 'format' | 'fp32', value: number) {
  const text = new ProgramText();
  const from = text.tensor('from', { rows: 1, columns: 1, role: 'input', precision });
  const to = text.tensor('to', { rows: 1, columns: 1 });
  const ids = text.tensor('ids', { rows: 1, columns: 1, role: 'input', precision: 'fp32' });
  const program = text.program(mover(text, from(), to(), ids()));
  const store = new TensorStore(program, parseFormat(format));
  store.set('from', [value]);
  store.set('ids', [0]);
  execute(program, store);
  return { value: store.get('to')[0], unit: store.units(1)[0], unitOfSource: store.units(0)[0] };
}

describe.each(movers)('%s', (_, mover) => {
  it('carries the exponent, and what a new tensor of flex could not hold', () => {
    // From outside, 1,000 gets the scale it needs. The first store of a tensor that has no history would start from a
    // scale of its own.
    const { value, unit, unitOfSource } = moved(mover, 'flex16+5', 'format', 1000);
    expect(value).toBe(1000);
    expect(unit).toBe(unitOfSource);
    expect(unit).toBe(2 ** -5);
  });

  it('rounds what was kept in fp32 into the format', () => {
    // bfloat16 has 8 significant bits: 257 is half way between 256 and 258, and the even one is 256.
    expect(moved(mover, 'bf16', 'fp32', 257).value).toBe(256);
    expect(moved(mover, 'bf16', 'format', 258).value).toBe(258);
  });
});
