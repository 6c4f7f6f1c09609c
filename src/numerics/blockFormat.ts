/** @file Formats whose exponent is shared by a block and computed from the data being stored (no prediction): classic
 * block floating point over a tensor, a row or a square tile (Drumond et al. 2018; QPyTorch), and OCP MX v1.0 with
 * blocks of 32 along a row. Blocks never straddle rows. */
import { BasicEntry } from './formatEntry.js';
import type { ElementCodec, NumericFormat } from './formatTypes.js';
import { forEachRandom } from './random.js';
import { type FloatGrid, floorLog2, type RoundingMode, roundMagnitude, roundToGrid } from './rounding.js';
import { createRoundCounts, type RoundCounts } from './roundingReference.js';

/** Extent of one block: rows x columns; 0 means "all". */
export interface BlockShape {
  readonly rows: number;
  readonly columns: number;
}

/** How one block is quantised, given its largest magnitude. */
export interface BlockElement {
  readonly bits: number;
  readonly codec: ElementCodec;
  /** Scale of a block whose largest magnitude is `max` > 0, finite. NaN when the scale cannot be expressed. */
  scaleOf(max: number): number;
  round(scaled: number, mode: RoundingMode, random: number): number;
  readonly maxScaled: number;
}

export interface BlockFormatOptions {
  readonly name: string;
  readonly block: BlockShape;
  readonly element: BlockElement;
  readonly storageBytes: number;
  readonly rounding: RoundingMode;
  readonly fidelity: NumericFormat['fidelity'];
}

const counts = createRoundCounts();

export function createBlockFormat(options: BlockFormatOptions): NumericFormat {
  const { name, element } = options;
  const store: NumericFormat['store'] = (wide, dst, entry, offset = 0, length = wide.length - offset) => {
    if (!(entry instanceof BasicEntry)) throw new Error(`an entry of ${entry.format} was passed to ${name}.store`);
    Object.assign(counts, createRoundCounts());
    forEachBlock(options.block, entry.columns ?? length, length, (indices) => {
      roundBlock(options, wide, dst, offset, indices, entry);
    });
    entry.countStore(length, counts, counts.maxAbs, counts.maxAbs, counts.saturated > 0);
  };
  return {
    name,
    bits: element.bits,
    storageBytes: options.storageBytes,
    accumulate: 'fp32',
    usesSharedExponent: false,
    fidelity: options.fidelity,
    codec: element.codec,
    createEntry: (entryOptions) => new BasicEntry(name, entryOptions),
    store,
    storeFromHost: store,
  };
}

/** Calls `use` with the positions of each block of a row-major [length/columns, columns] tensor. */
function forEachBlock(block: BlockShape, columns: number, length: number, use: (indices: number[]) => void): void {
  const rows = Math.ceil(length / columns);
  const blockRows = block.rows === 0 ? rows : block.rows;
  const blockColumns = block.columns === 0 ? columns : block.columns;
  const indices: number[] = [];
  for (let row = 0; row < rows; row += blockRows) {
    for (let column = 0; column < columns; column += blockColumns) {
      indices.length = 0;
      for (let r = row; r < Math.min(row + blockRows, rows); r++) {
        for (let c = column; c < Math.min(column + blockColumns, columns); c++) {
          if (r * columns + c < length) indices.push(r * columns + c);
        }
      }
      use(indices);
    }
  }
}

function roundBlock(
  options: BlockFormatOptions,
  wide: Float32Array,
  dst: Float32Array,
  offset: number,
  indices: readonly number[],
  entry: BasicEntry,
): void {
  let max = 0;
  for (const index of indices) {
    const magnitude = Math.abs(wide[offset + index]);
    max = magnitude > max || Number.isNaN(magnitude) ? magnitude : max;
    if (Number.isNaN(max)) break;
  }
  const scale = max > 0 && max < Infinity ? options.element.scaleOf(max) : 1;
  if (!(max < Infinity) || Number.isNaN(scale)) {
    poison(dst, offset, indices);
    return;
  }
  const one = (index: number, random: number): void => {
    const x = wide[offset + index];
    const scaled = x / scale;
    const rounded = options.element.round(scaled, options.rounding, random) * scale;
    dst[offset + index] = rounded;
    countElement(x, scaled, rounded, options.element.maxScaled, counts);
  };
  if (options.rounding !== 'stochastic') for (const index of indices) one(index, 0);
  else {
    const key = { seed: entry.seed, stream: entry.stream, step: entry.stats.stores };
    for (const index of indices) {
      forEachRandom(key, offset + index, 1, (_, bits) => one(index, bits / 4294967296));
    }
  }
}

/** A block with an infinity or a NaN has no usable scale: every element becomes NaN (OCP MX v1.0, 6.1). */
function poison(dst: Float32Array, offset: number, indices: readonly number[]): void {
  for (const index of indices) dst[offset + index] = Number.NaN;
  counts.nans += indices.length;
}

function countElement(x: number, scaled: number, rounded: number, maxScaled: number, out: RoundCounts): void {
  if (Math.abs(scaled) > maxScaled) out.saturated++;
  if (rounded === 0 && x !== 0) out.flushedToZero++;
  const magnitude = Math.abs(rounded);
  if (magnitude > out.maxAbs) out.maxAbs = magnitude;
}

/** Sign-magnitude integers of `bits` bits; `fractionBits` of them lie behind the point. The largest block element is
 * scaled into [2^(bits-2), 2^(bits-1)) units; the extra two's-complement code is not used. `minScaleExponent` is the
 * lowest shared exponent that can be written. */
export function integerElement(
  bits: number,
  fractionBits: number,
  scaleExponents: readonly [number, number],
): BlockElement {
  const limit = 2 ** (bits - 1) - 1;
  const unit = 2 ** -fractionBits;
  const topExponent = bits - 2 - fractionBits;
  return {
    bits,
    maxScaled: limit * unit,
    codec: {
      bits,
      encode: (value, scale) => {
        const mantissa =
          Math.sign(value) * Math.min(roundMagnitude(Math.abs(value / scale / unit), 'nearest-even', 0), limit);
        return mantissa < 0 ? mantissa + 2 ** bits : mantissa + 0;
      },
      decode: (code, scale) => (code > limit ? code - 2 ** bits : code) * unit * scale,
    },
    scaleOf: (max) => sharedScale(floorLog2(max) - topExponent, scaleExponents),
    round: (scaled, mode, random) => {
      const magnitude = Math.min(roundMagnitude(Math.abs(scaled) / unit, mode, random), limit) * unit;
      return (scaled < 0 ? -magnitude : magnitude) + 0; // integers have no -0
    },
  };
}

/** Small floats as block elements; values beyond the largest normal saturate. */
export function floatElement(
  grid: FloatGrid,
  codec: ElementCodec,
  scaleExponents: readonly [number, number],
): BlockElement {
  const saturating: FloatGrid = { ...grid, overflow: 'saturate' };
  const topExponent = floorLog2(grid.maxFinite);
  return {
    bits: codec.bits,
    maxScaled: grid.maxFinite,
    codec: {
      bits: codec.bits,
      encode: (value, scale) => codec.encode(clamp(value / scale, grid.maxFinite), 1),
      decode: (code, scale) => codec.decode(code, 1) * scale,
    },
    scaleOf: (max) => sharedScale(floorLog2(max) - topExponent, scaleExponents),
    round: (scaled, mode, random) => roundToGrid(scaled, saturating, mode, random),
  };
}

/** Finite values only: infinity keeps its own code where there is one. */
function clamp(value: number, limit: number): number {
  if (Math.abs(value) === Infinity) return value;
  return value > limit ? limit : Math.max(value, -limit);
}

/** 2^exponent, held at the lowest exponent; NaN beyond the highest. */
function sharedScale(exponent: number, [lowest, highest]: readonly [number, number]): number {
  return exponent > highest ? Number.NaN : 2 ** Math.max(exponent, lowest);
}
