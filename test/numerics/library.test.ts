/** @file The public surface: names of formats and their errors, memory, cores, short forms; and that nothing needs Node. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  allocFloat32,
  createArena,
  currentCore,
  flex,
  formatNames,
  fp16,
  freeFloat32,
  gemm,
  InputError,
  initNumerics,
  nearestNames,
  parseFormat,
  quantize,
  setCore,
} from '../../src/numerics/index.js';
import { TensorMemory } from '../../src/numerics/memory.js';
import { decodeBase64 } from '../../src/numerics/wasmModule.js';

describe('format names', () => {
  it.each(formatNames)('%s parses to a format of that name, with its limits of fidelity', (name) => {
    const format = parseFormat(name);
    expect(format.name).toBe(name);
    expect(format.fidelity.bitTrue.length).toBeGreaterThan(10);
    expect(format.fidelity.emulated.length).toBeGreaterThan(5);
    expect(format.storageBytes).toBeGreaterThan(0);
  });

  it('knows bits, bytes and accumulators', () => {
    const facts = (name: string) => {
      const { bits, storageBytes, accumulate, usesSharedExponent } = parseFormat(name);
      return [bits, storageBytes, accumulate, usesSharedExponent];
    };
    expect(facts('flex16+5')).toEqual([16, 2, 'fp32', true]);
    expect(facts('flex12+4-int40-sat-rz')).toEqual([12, 1.5, 'int', true]);
    expect(facts('fp16-all')).toEqual([16, 2, 'fp16', false]);
    expect(facts('mxfp4')).toEqual([4, 17 / 32, 'fp32', false]); // 4 bits and an 8-bit scale per 32
    expect(parseFormat('flex12+4-int40-sat').integerAccumulator).toEqual({ bits: 40, overflow: 'saturate' });
  });

  it.each([
    ['fp17', 'fp16'],
    ['flex7+5', '8 to 16'],
    ['flex16+9', '3 to 8'],
    ['flex16', 'flex16+5'],
    ['flex16+5-int8', '16 to 52'],
    ['bfp99', '2 to 16'],
    ['bfp8-tile', 'block extent'],
    ['bfp8-row3', 'bfp8-row'],
    ['constructor', 'known'],
    ['', 'known'],
  ])('refuses %j in one line that says %j', (name, hint) => {
    expect(() => parseFormat(name)).toThrow(InputError);
    expect(() => parseFormat(name)).toThrow(hint);
    expect(() => parseFormat(name)).not.toThrow('\n');
  });

  it('suggests near names only', () => {
    expect(nearestNames('titan-w', ['titan-v', 'titan-xp', 'mi25'])[0]).toBe('titan-v');
    expect(nearestNames('completely-else', ['mi25'])).toEqual([]);
  });
});

describe('short forms', () => {
  it('quantise on a fresh entry and leave the input alone', () => {
    const input = [0.4, -1];
    // the largest magnitude is 1: scale 2^-14, 0.4 * 16384 = 6553.6 -> 6554
    expect(quantize(input, flex())).toMatchObject({ scale: 2 ** -14, values: Float32Array.of(6554 / 16384, -1) });
    expect([...quantize(input, fp16).values]).toEqual([0.39990234375, -1]);
    expect([...quantize(input, 'bf16').values]).toEqual([0.400390625, -1]);
    expect(input).toEqual([0.4, -1]);
  });

  it('take Autoflex parameters', () => {
    const format = flex(12, 4, { historyLength: 4, deviationFactor: 0, fixedPoint: true, initialExponent: 3 });
    expect(format.autoflex).toMatchObject({
      historyLength: 4,
      deviationFactor: 0,
      initialScale: 1 / 8,
      minScale: 2 ** -15,
    });
  });
});

describe('gemm arguments', () => {
  it('name the operand that is too short', () => {
    const a = new Float32Array(5);
    const run = (): void => gemm({ m: 2, n: 1, k: 3, a, b: new Float32Array(3), c: new Float32Array(2) });
    expect(run).toThrow(InputError);
    expect(run).toThrow('operand a: expected at least 6');
  });
});

describe('memory', () => {
  it('hands out zeroed arrays, reuses freed blocks, and releases arenas together', () => {
    setCore('wasm');
    const first = allocFloat32(1000).fill(5);
    const address = first.byteOffset;
    freeFloat32(first);
    const second = allocFloat32(1000);
    expect(second.byteOffset).toBe(address);
    expect(second.every((x) => x === 0)).toBe(true);
    freeFloat32(second);
    const arena = createArena();
    const blocks = [arena.alloc(10), arena.alloc(10), arena.alloc(0)];
    expect(blocks[0].byteOffset).not.toBe(blocks[1].byteOffset);
    arena.release();
    expect(() => freeFloat32(blocks[0])).toThrow('not a live block');
    freeFloat32(new Float32Array(3)); // an ordinary array: nothing to do
  });

  it('says when it is full instead of growing', () => {
    const memory = new TensorMemory({ buffer: new ArrayBuffer(4 * 65536) });
    expect(memory.allocate(100_000)).toBe(65536);
    expect(memory.allocate(100_000)).toBe(0);
    memory.release(65536);
    expect(memory.allocate(100_000)).toBe(65536);
  });
});

describe('cores', () => {
  it('initialise asynchronously for browsers', async () => {
    expect(await initNumerics()).toBe('wasm');
    expect(currentCore().name).toBe('wasm');
  });

  it('decode base64 without help', () => {
    const bytes = Uint8Array.from({ length: 50 }, (_, i) => (i * 37) % 256);
    for (let n = 0; n < 50; n++) {
      expect([...decodeBase64(Buffer.from(bytes.slice(0, n)).toString('base64'))]).toEqual([...bytes.slice(0, n)]);
    }
  });

  it('need no Node module, clock or global random number', () => {
    const folder = fileURLToPath(new URL('../../src/numerics/', import.meta.url));
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
      const text = readFileSync(folder + file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      expect(text, file).not.toMatch(
        /from 'node:|Math\.random|Date\.now|new Date|\bBuffer\b|Math\.(exp|tanh|log|pow|sin|cos)\(/,
      );
    }
  });
});
