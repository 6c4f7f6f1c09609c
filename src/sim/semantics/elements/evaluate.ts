/** @file Values of an expression: some hundred elements at a time, one typed loop per step, nothing allocated on the way.
 * Elements are read before any result of their stretch is written, so a result may be stored where an operand lies. */
import type { Tile, TileAccess } from '../../tensors.js';
import { scratchOf } from '../functions/function.js';
import type { ElementCode, ElementStep } from './code.js';
import { elementOperation } from './operations.js';

/** Elements of one stretch: buffers of a large expression still fit a processor's cache. */
const STRETCH = 512;
const NONE = new Float32Array(0);

/** A buffer for each step in the core's memory, constants filled in. */
function buffersOf({ steps }: ElementCode): readonly Float32Array[] {
  const all = scratchOf(steps.length * STRETCH);
  return steps.map((step, i) => {
    const buffer = all.subarray(i * STRETCH, (i + 1) * STRETCH);
    return step.op === 'constant' ? buffer.fill(step.value) : buffer;
  });
}

/** Where a block of an operand lies in one slot, and how far its neighbours are; 0: one value serves all. */
interface Block {
  readonly data: Float32Array;
  readonly start: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

function blockOf(tile: Tile, slot: number, block: number, blocks: number): Block {
  const { data, offset, slots, rows, columns } = tile;
  const rowsOfBlock = rows / blocks;
  const start = offset + (slots === 1 ? 0 : slot * rows * columns) + block * rowsOfBlock * columns;
  return { data, start, rowStride: rowsOfBlock === 1 ? 0 : columns, columnStride: columns === 1 ? 0 : 1 };
}

/** Elements `from` … of a block of `columns` columns, in row order. */
function load(out: Float32Array, count: number, from: number, columns: number, block: Block): void {
  const { data, start, rowStride, columnStride } = block;
  if (columnStride === 1 && rowStride === columns) {
    copy(out, 0, data, start + from, count);
    return;
  }
  let column = from % columns;
  let row = start + ((from - column) / columns) * rowStride;
  for (let done = 0; done < count; row += rowStride) {
    const end = Math.min(count, done + columns - column);
    if (columnStride === 1) copy(out, done, data, row + column, end - done);
    else {
      const value = data[row];
      for (let i = done; i < end; i++) out[i] = value;
    }
    done = end;
    column = 0;
  }
}

/** Typed-array methods would need a view of each stretch. */
function copy(to: Float32Array, at: number, from: Float32Array, first: number, count: number): void {
  for (let i = 0; i < count; i++) to[at + i] = from[first + i];
}

/** Compute and round the results of an expression. */
export function applyElements(code: ElementCode, tiles: TileAccess): void {
  const inputs = code.inputBlocks.map((_, i) => tiles.read(i));
  const outputs = code.results.map((_, i) => tiles.write(i));
  const { slots } = outputs[0];
  const values = buffersOf(code);
  for (let slot = 0; slot < slots; slot++) evaluateSlot(code, values, slot, inputs, outputs);
  for (let i = 0; i < outputs.length; i++) tiles.commit(i);
}

function evaluateSlot(
  code: ElementCode,
  values: readonly Float32Array[],
  slot: number,
  inputs: readonly Tile[],
  outputs: readonly Tile[],
): void {
  const { steps, results, inputBlocks } = code;
  const { rows, columns } = outputs[0];
  const elements = (rows / results[0].length) * columns;
  const blocks = steps.map((s) =>
    s.op === 'load' ? blockOf(inputs[s.input], slot, s.block, inputBlocks[s.input]) : null,
  );
  for (let from = 0; from < elements; from += STRETCH) {
    const count = Math.min(STRETCH, elements - from);
    for (let i = 0; i < steps.length; i++) {
      const block = blocks[i];
      if (block !== null) load(values[i], count, from, columns, block);
      else compute(steps[i], i, count, values);
    }
    for (let o = 0; o < results.length; o++) {
      const base = outputs[o].offset + slot * outputs[o].rows * columns + from;
      for (let q = 0; q < results[o].length; q++)
        copy(outputs[o].data, base + q * elements, values[results[o][q]], 0, count);
    }
  }
}

function compute(step: ElementStep, place: number, count: number, values: readonly Float32Array[]): void {
  if (!('args' in step)) return;
  const { op, args } = step;
  const second = args.length > 1 ? values[args[1]] : NONE;
  const third = args.length > 2 ? values[args[2]] : NONE;
  elementOperation(op).run(values[place], count, values[args[0]], second, third);
}
