/** @file What `onchip new` writes: a small recurrent network that stays on chip, with its reference, and its test. */

/** TypeScript of a first kernel. `name`: letters, digits, - and _. */
export const kernelTemplate = (name: string): string => `import { defineKernel, size, tanh } from 'onchip/kernels';

/** h = tanh(W·x + U·h + b), step after step, with W, U, b and h on the chip from the first step to the last. */
export const kernel = defineKernel({
  name: '${name}',
  title: 'a tanh RNN that stays on chip',
  // Each is a -p flag: onchip run ./${name}.ts -p hidden=512
  params: {
    hidden: size(256, 'units'),
    batch: size(4, 'sequences side by side'),
    steps: size(50, 'time steps', 1_000_000),
  },
  build(k) {
    const { hidden: H, batch: B, steps: T } = k.params;
    // shard 'rows': each unit of the chip owns some rows. pinned: they stay in that unit's own memory.
    const weights = { shard: 'rows', residency: 'pinned' } as const;
    const W = k.input('W', [H, H], weights);
    const U = k.input('U', [H, H], weights);
    const b = k.input('b', [H, 1], weights);
    // Three sizes: [T, H, B] is one [H, B] for each step. streamed: off chip, copied in one step ahead of its use.
    const x = k.input('x', [T, H, B], { residency: 'streamed' });
    const y = k.output('y', [T, H, B], { shard: 'rows' });

    const sums = k.buffer('sums', [H, B], { shard: 'rows', precision: 'accumulator' });
    const own = k.buffer('own', [H, B], { shard: 'rows' });
    // All of h on every unit, twice: while one is read, the other is filled.
    const h = k.ring('h', 2, [H, B], { zeroed: true });

    k.repeat('step', T, (t) => {
      k.matmul(sums, U, h.now(t));
      k.matmul(sums, W, k.at(x, t), { accumulate: true });
      // Element by element: its values and its cost follow from what is written here.
      k.pointwise([own], [sums, b], (sum, bias) => tanh(sum.plus(bias)));
      k.copy(k.at(y, t), own);
      // Each unit sends the rows that it owns to all others, and all wait for each other. Try it without the barrier.
      k.exchange('all-gather', own, h.next(t));
      k.barrier();
    });
  },
  // The same in float64 and without cleverness: values are held to this before cycles are counted.
  check: {
    inputRange: (tensor, { hidden }) => (tensor === 'x' ? 1 : 1 / Math.sqrt(hidden)),
    smaller: ({ hidden, batch, steps }) => ({ hidden: Math.min(hidden, 256), batch, steps: Math.min(steps, 12) }),
    reference({ hidden: H, batch: B, steps: T }, { W, U, b, x }) {
      const y = new Float64Array(T * H * B);
      for (let t = 0; t < T; t++) {
        for (let i = 0; i < H; i++) {
          for (let j = 0; j < B; j++) {
            let sum = b[i];
            for (let r = 0; r < H; r++) {
              sum += W[i * H + r] * x[(t * H + r) * B + j];
              if (t > 0) sum += U[i * H + r] * y[((t - 1) * H + r) * B + j];
            }
            y[(t * H + i) * B + j] = Math.tanh(sum);
          }
        }
      }
      return { y };
    },
  },
});
`;

/** Its vitest test. */
export const testTemplate = (name: string): string => `import { isRejected, runExperiment, target } from 'onchip';
import { expect, it } from 'vitest';
import { kernel } from './${name}.js';

it.each(['nnp-t1000', 'titan-v'])('fits %s, and its values match the reference', (chip) => {
  const [row] = runExperiment(kernel, { hidden: 64, steps: 8 }, [target(chip, { format: 'fp16' })]);
  if (isRejected(row)) throw new Error(row.rejected.suggestion);
  expect(row.values?.ok).toBe(true);
  expect(row.cycles).toBeGreaterThan(0);
});
`;
