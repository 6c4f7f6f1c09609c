/** @file Constants of a graph as numbers: float32 weights, and the whole numbers of shapes, axes and indices. */
import { checkFinite, elementCount, refuse, shown } from '../problems.js';
import type { OnnxTensor } from './proto.js';

export interface Constant {
  readonly place: string;
  readonly dims: readonly number[];
  /** Null: whole numbers. */
  readonly floats: Float32Array | null;
  readonly ints: readonly number[];
}

const [FLOAT, INT32, INT64] = [1, 6, 7];
const typeNames: Readonly<Record<number, string>> = {
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'double',
  12: 'uint32',
  13: 'uint64',
  16: 'bfloat16',
};

/** The name of an element type. */
export const typeName = (type: number): string =>
  ({ [FLOAT]: 'float', [INT32]: 'int32', [INT64]: 'int64', ...typeNames })[type] ?? `type ${type}`;

export const isIds = (type: number): boolean => type === INT32 || type === INT64;
export const isFloat = (type: number): boolean => type === FLOAT;

/** Throws InputError for other types, data that does not fill the shape, data in another file, numbers that are not finite. */
export function constantOf(place: string, tensor: OnnxTensor): Constant {
  const { dims, dataType, external } = tensor;
  if (external) refuse(place, 'data inside the file', 'external data');
  const count = elementCount(place, dims);
  if (dataType === FLOAT) {
    const floats = floatsOf(place, tensor, count);
    checkFinite(place, floats);
    return { place, dims, floats, ints: [] };
  }
  if (!isIds(dataType)) refuse(`${place}: data type`, 'one of float, int32, int64', typeName(dataType));
  return { place, dims, floats: null, ints: intsOf(place, tensor, count) };
}

function viewOf(place: string, raw: Uint8Array, bytes: number, dims: readonly number[]): DataView {
  if (raw.length !== bytes) refuse(place, `${bytes} bytes for shape ${shown(dims)}`, `${raw.length} bytes`);
  return new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
}

function checkedCount(place: string, found: number, count: number, dims: readonly number[]): void {
  if (found !== count) refuse(place, `${count} values for shape ${shown(dims)}`, `${found} values`);
}

function floatsOf(place: string, { raw, floats, dims }: OnnxTensor, count: number): Float32Array {
  if (raw === null) {
    checkedCount(place, floats.length, count, dims);
    return Float32Array.from(floats);
  }
  const view = viewOf(place, raw, 4 * count, dims);
  const values = new Float32Array(count);
  for (let at = 0; at < count; at++) values[at] = view.getFloat32(4 * at, true);
  return values;
}

function intsOf(place: string, { raw, ints, dims, dataType }: OnnxTensor, count: number): readonly number[] {
  if (raw === null) {
    checkedCount(place, ints.length, count, dims);
    return ints;
  }
  const size = dataType === INT64 ? 8 : 4;
  const view = viewOf(place, raw, size * count, dims);
  return Array.from({ length: count }, (_, at) =>
    size === 8 ? Number(view.getBigInt64(8 * at, true)) : view.getInt32(4 * at, true),
  );
}
