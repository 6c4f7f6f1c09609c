/** @file The weights of a model.json: the manifest says which bytes of which files they are. Quantised weights (float16, uint8,
 * uint16) are taken back to the numbers that tfjs would compute with. */
import { checkFinite, elementCount, fromFloat16, refuse, shown } from '../problems.js';
import { arrayAt, isObject, type Json, objectAt } from './topology.js';

export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Bytes of a file beside the model file. Throws InputError when it cannot be read. */
export type ReadBeside = (name: string) => Uint8Array;

/** All weights by name. Throws InputError for files that are too short or too long, other types, numbers that are not finite. */
export function readManifest(file: string, manifest: unknown, read: ReadBeside): ReadonlyMap<string, WeightEntry> {
  const where = `${file}: weightsManifest`;
  const found = new Map<string, WeightEntry>();
  arrayAt(where, manifest).forEach((group, g) => {
    const at = `${where}[${g}]`;
    const { paths, weights } = objectAt(at, group);
    const shards = arrayAt(`${at}.paths`, paths).map((path, p) => read(safeName(`${at}.paths[${p}]`, path)));
    const bytes = joined(shards);
    let offset = 0;
    arrayAt(`${at}.weights`, weights).forEach((weight, w) => {
      const entry = objectAt(`${at}.weights[${w}]`, weight);
      const { name } = entry;
      if (typeof name !== 'string') refuse(`${at}.weights[${w}].name`, 'a name', shown(name));
      if (found.has(name)) refuse(`${at}.weights[${w}].name`, 'a name of its own', `"${name}" twice`);
      const made = decode(`${file}: weight "${name}"`, entry, bytes, offset);
      offset += made.bytes;
      checkFinite(`${file}: weight "${name}"`, made.values);
      found.set(name, { name, shape: made.shape, values: made.values });
    });
    if (offset !== bytes.length) refuse(`${at}.paths`, `${offset} bytes of weights`, `${bytes.length} bytes`);
  });
  return found;
}

/** A weight file lies in the model's folder or below it. */
function safeName(where: string, path: unknown): string {
  const expected = 'a file name inside the folder of the model';
  if (typeof path !== 'string' || path === '' || path.includes('\0')) return refuse(where, expected, shown(path));
  const outside = /^[/\\]|^[A-Za-z]:|\\|:\/\//.test(path) || path.split('/').includes('..');
  return outside ? refuse(where, expected, shown(path)) : path;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const sizes: Readonly<Record<string, number>> = { float32: 4, float16: 2, uint8: 1, uint16: 2 };

function decode(where: string, entry: Json, bytes: Uint8Array, offset: number) {
  const shape = arrayAt(`${where}: shape`, entry.shape) as readonly number[];
  const count = elementCount(where, shape);
  if (entry.dtype !== 'float32') refuse(`${where}: dtype`, 'float32', shown(entry.dtype));
  const quantised = isObject(entry.quantization) ? entry.quantization : null;
  const stored = quantised === null ? 'float32' : quantised.dtype;
  if (typeof stored !== 'string' || !Object.hasOwn(sizes, stored) || (quantised !== null && stored === 'float32')) {
    return refuse(`${where}: quantization.dtype`, 'one of float16, uint8, uint16', shown(stored));
  }
  const length = count * sizes[stored];
  const left = bytes.length - offset;
  if (length > left)
    refuse(where, `${length} bytes (${shape.join(' x ')} ${stored})`, `${left} left in the weight files`);
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, length);
  const [scale, min] = scaling(where, stored, quantised);
  const read = (at: number): number => {
    if (stored === 'float32') return view.getFloat32(4 * at, true);
    if (stored === 'float16') return fromFloat16(view.getUint16(2 * at, true));
    return (stored === 'uint8' ? view.getUint8(at) : view.getUint16(2 * at, true)) * scale + min;
  };
  const values = new Float32Array(count);
  for (let at = 0; at < count; at++) values[at] = read(at);
  return { shape, values, bytes: length };
}

function scaling(where: string, stored: string, quantised: Json | null): readonly [scale: number, min: number] {
  if (quantised === null || stored === 'float16') return [1, 0];
  const { scale, min } = quantised;
  if (typeof scale !== 'number' || typeof min !== 'number') {
    return refuse(`${where}: quantization`, 'numbers scale and min', shown(quantised));
  }
  return [scale, min];
}
