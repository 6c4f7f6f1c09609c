/** @file Values of an expression: some hundred elements at a time, one typed loop per step, nothing allocated on the way.
 * Elements are read before any result of their stretch is written, so a result may be stored where an operand lies. */
import type { Tile, TileAccess } from '../../tensors.js';
import type { ElementCode } from './code.js';
import { elementOperation } from './operations.js';

/** Elements of one stretch: buffers of a large expression still fit a processor's cache. */
const STRETCH = 512;
const NONE = new Float32Array(0);

/** A buffer for each step, constants filled in; made once for each expression. */
const buffersOf = new WeakMap<ElementCode, readonly Float32Array[]>();

function buffers(code: ElementCode): readonly Float32Array[] {
  let known = buffersOf.get(code);
  if (known === undefined) {
    known = code.steps.map((step) => {
      const buffer = new Float32Array(STRETCH);
      return step.op === 'constant' ? buffer.fill(step.value) : buffer;
    });
    buffersOf.set(code, known);
  }
  return known;
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
  let column = from % columns;
  let row = start + ((from - column) / columns) * rowStride;
  for (let i = 0; i < count; i++) {
    out[i] = data[row + column * columnStride];
    column += 1;
    if (column === columns) {
      column = 0;
      row += rowStride;
    }
  }
}

/** Compute and round the results of an expression. */
export function applyElements(code: ElementCode, tiles: TileAccess): void {
  const inputs = code.inputBlocks.map((_, i) => tiles.read(i));
  const outputs = code.results.map((_, i) => tiles.write(i));
  const { slots } = outputs[0];
  for (let slot = 0; slot < slots; slot++) evaluateSlot(code, slot, inputs, outputs);
  for (let i = 0; i < outputs.length; i++) tiles.commit(i);
}

function evaluateSlot(code: ElementCode, slot: number, inputs: readonly Tile[], outputs: readonly Tile[]): void {
  const { steps, results, inputBlocks } = code;
  const { rows, columns } = outputs[0];
  const elements = (rows / results[0].length) * columns;
  const values = buffers(code);
  const blocks = steps.map((s) =>
    s.op === 'load' ? blockOf(inputs[s.input], slot, s.block, inputBlocks[s.input]) : null,
  );
  for (let from = 0; from < elements; from += STRETCH) {
    const count = Math.min(STRETCH, elements - from);
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i];
      const block = blocks[i];
      if (block !== null) load(values[i], count, from, columns, block);
      else if ('args' in step) {
        const { args } = step;
        const second = args.length > 1 ? values[args[1]] : NONE;
        const third = args.length > 2 ? values[args[2]] : NONE;
        elementOperation(step.op).run(values[i], count, values[args[0]], second, third);
      }
    }
    for (let o = 0; o < results.length; o++) {
      const base = outputs[o].offset + slot * outputs[o].rows * columns + from;
      for (let q = 0; q < results[o].length; q++) {
        const value = values[results[o][q]];
        const { data } = outputs[o];
        const to = base + q * elements;
        for (let i = 0; i < count; i++) data[to + i] = value[i];
      }
    }
  }
}
