/** @file A training run as bytes: weights, optimiser, states, exponents of every tensor, loss scale, position. Restored into
 * a trainer of the same kernel it goes on bit for bit. Layout: magic, header length, header (JSON), fp32 tensors
 * (little-endian), FNV-1a checksum of all before. Files are the caller's business. */
import { InputError } from '../numerics/errors.js';
import type { EntryState } from '../numerics/formatTypes.js';
import type { TensorDecl } from '../sim/program.js';
import { defaultExponents } from './regime.js';
import { isState, type Trainer } from './trainer.js';

const MAGIC = 'onchip checkpoint 2\n';
const CHECKSUM_BYTES = 4;

/** What a checkpoint holds beside the tensors. */
export interface CheckpointHeader {
  readonly kernel: string;
  readonly params: Readonly<Record<string, number>>;
  readonly format: string;
  /** What decides the run and is no parameter of the kernel: rates, clipping, seed. */
  readonly schedule: string;
  readonly step: number;
  readonly updates: number;
  readonly lossScale: { readonly scale: number; readonly cleanSteps: number };
  /** Format state of every use of every tensor. */
  readonly entries: Readonly<Record<string, readonly EntryState[]>>;
  /** Tensors that follow, with the value of a mantissa unit in each of their slots. */
  readonly tensors: readonly { readonly name: string; readonly length: number; readonly units: readonly number[] }[];
  /** The caller's own notes (loss curve so far). */
  readonly notes: unknown;
}

export interface Checkpoint {
  readonly header: CheckpointHeader;
  readonly values: Readonly<Record<string, Float32Array>>;
}

/** The bytes of a trainer as it stands between two steps. */
export function encodeCheckpoint(trainer: Trainer, notes: unknown = null): Uint8Array {
  const kept = keptTensors(trainer);
  const { program, tensors } = trainer;
  const entries: Record<string, EntryState[]> = {};
  for (const { id, name } of program.tensors) {
    const uses = tensors.entries(id);
    if (uses.length > 0) entries[name] = uses.map((entry) => entry.snapshot());
  }
  const header: CheckpointHeader = {
    kernel: program.kernel,
    params: program.params,
    format: tensors.format.name,
    schedule: scheduleText(trainer),
    step: trainer.step,
    updates: trainer.updates,
    lossScale: { ...trainer.lossScale },
    entries,
    tensors: kept.map(({ id, name }) => ({ name, length: tensors.data(id).length, units: [...tensors.units(id)] })),
    notes,
  };
  const text = new TextEncoder().encode(JSON.stringify(header, keepNonFinite));
  const start = MAGIC.length + 4;
  const size = kept.reduce((sum, { id }) => sum + 4 * tensors.data(id).length, start + text.length);
  const bytes = new Uint8Array(size + CHECKSUM_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint32(MAGIC.length, text.length, true);
  bytes.set(text, start);
  let at = start + text.length;
  for (const { id } of kept) {
    for (const value of tensors.data(id)) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  view.setUint32(size, fnv1a(bytes, size), true);
  return bytes;
}

/** Read and check bytes. Throws InputError for what is no checkpoint, cut short, damaged, or holds NaN. */
export function decodeCheckpoint(bytes: Uint8Array, where: string): Checkpoint {
  const refuse = (expected: string, found: string): never => {
    throw new InputError({ where: `checkpoint ${where}`, expected, found });
  };
  const magic = new TextDecoder().decode(bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC) refuse(`a file that begins with "${MAGIC.trim()}"`, JSON.stringify(magic.slice(0, 24)));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - CHECKSUM_BYTES;
  if (end < MAGIC.length + 4 || view.getUint32(end, true) !== fnv1a(bytes, end)) {
    refuse('a whole file', `${bytes.length} bytes whose checksum does not match: cut short or damaged`);
  }
  const textLength = view.getUint32(MAGIC.length, true);
  let at = MAGIC.length + 4;
  const text = new TextDecoder().decode(bytes.subarray(at, at + textLength));
  const header = JSON.parse(text, reviveNonFinite) as CheckpointHeader;
  at += textLength;
  const values: Record<string, Float32Array> = {};
  for (const { name, length } of header.tensors) {
    const tensor = new Float32Array(length);
    for (let i = 0; i < length; i++, at += 4) tensor[i] = view.getFloat32(at, true);
    if (tensor.some(Number.isNaN)) refuse(`numbers in tensor ${name}`, 'NaN: the run had diverged');
    values[name] = tensor;
  }
  return { header, values };
}

/** Put a trainer where the checkpoint was taken. Throws InputError when kernel, sizes, format or schedule differ. */
export function restoreCheckpoint(trainer: Trainer, { header, values }: Checkpoint, where: string): void {
  const { program, tensors } = trainer;
  const same = (what: string, expected: string, found: string): void => {
    if (expected !== found) throw new InputError({ where: `checkpoint ${where}: ${what}`, expected, found });
  };
  same('kernel', program.kernel, header.kernel);
  same('format', tensors.format.name, header.format);
  for (const [name, value] of Object.entries(program.params)) same(name, String(value), String(header.params[name]));
  same('schedule', scheduleText(trainer), header.schedule);
  for (const { id, name } of keptTensors(trainer)) {
    const saved = values[name];
    same(`tensor ${name}`, `${tensors.data(id).length} values`, `${saved?.length ?? 0} values`);
    tensors.data(id).set(saved);
    tensors.units(id).set(header.tensors.find((t) => t.name === name)?.units ?? []);
    tensors.touch(id);
  }
  for (const { id, name } of program.tensors) {
    const states = header.entries[name] ?? [];
    const entries = tensors.entries(id);
    same(`exponents of ${name}`, `${entries.length}`, `${states.length}`);
    entries.forEach((entry, use) => {
      entry.restore(states[use]);
    });
  }
  trainer.step = header.step;
  trainer.updates = header.updates;
  Object.assign(trainer.lossScale, header.lossScale);
}

/** Weights, masters, optimiser states, and the states that the next batch starts from; all else is computed anew. */
function keptTensors({ program }: Trainer): TensorDecl[] {
  const fed = new Set(['x', 'targets', 'weights', 'schedule']);
  return program.tensors.filter((t) => (t.role === 'input' && !fed.has(t.name)) || isState(t.name));
}

function scheduleText({ options, regime }: Trainer): string {
  const { learningRate, clipNorm, clipValue, seed, exponents = defaultExponents } = options;
  return JSON.stringify({ learningRate, clipNorm, clipValue, seed, exponents, lossScaling: regime.lossScaling });
}

/** JSON has no infinities. */
function keepNonFinite(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value;
}

function reviveNonFinite(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('number' in value)) return value;
  return typeof value.number === 'string' ? Number(value.number) : value;
}

/** 32-bit FNV-1a (Fowler, Noll, Vo) of the first `length` bytes. */
function fnv1a(bytes: Uint8Array, length: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  return hash >>> 0;
}
