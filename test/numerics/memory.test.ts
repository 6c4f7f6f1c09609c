/** @file The block allocator under all tensors. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TensorMemory } from '../../src/numerics/memory.js';

const PAGE = 65536;
const memoryOf = (pages: number) => new TensorMemory({ buffer: new ArrayBuffer(pages * PAGE) });

describe('TensorMemory', () => {
  it('never hands out overlapping blocks, and is whole again when all are back', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20_000), fc.nat(9)), { maxLength: 60 }), (steps) => {
        const memory = memoryOf(5);
        const live: { address: number; bytes: number }[] = [];
        for (const [bytes, choice] of steps) {
          if (choice > 5 && live.length > 0) {
            memory.release(live.splice(choice % live.length, 1)[0].address);
            continue;
          }
          const address = memory.allocate(bytes);
          if (address === 0) continue;
          expect(address + bytes).toBeLessThanOrEqual(memory.capacityBytes);
          for (const other of live) {
            expect(address + bytes <= other.address || other.address + other.bytes <= address).toBe(true);
          }
          live.push({ address, bytes });
        }
        for (const { address } of live) memory.release(address);
        expect(memory.usedBytes).toBe(0);
        // 5 pages, the first is the core's: one block of the other four fits again
        expect(memory.allocate(4 * PAGE)).toBe(PAGE);
      }),
    );
  });

  it('keeps what is asked to spare, and refuses what is not live', () => {
    const memory = memoryOf(2);
    expect(memory.allocate(PAGE, 1)).toBe(0);
    const address = memory.allocate(PAGE);
    expect(address).toBe(PAGE);
    memory.release(address);
    expect(() => memory.release(address)).toThrow('not a live block');
  });
});
