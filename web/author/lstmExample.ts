/** @file The in-cache LSTM in one file, as an author would write it. */

export const lstmExample = `import { defineKernel, size } from 'onchip/kernels';

type Values = Readonly<Record<string, Float64Array>>;
const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));

/** Weights and state of all layers stay on the chip; units exchange h after each layer of each step. */
export const kernel = defineKernel({
  name: 'my-lstm',
  title: 'multi-layer LSTM that stays on chip',
  params: {
    hidden: size(200, 'units of each layer'),
    layers: size(2, 'layers', 16),
    batch: size(1, 'sequences side by side'),
    steps: size(100, 'time steps', 1_000_000),
  },
  build(k) {
    const { hidden: H, layers: L, batch: B, steps: T } = k.params;
    // Four blocks of H rows, cut alike: a unit owns the same rows of all gates i, f, g, o.
    const gates = { shard: 'rows', groups: 4 } as const;
    const pinned = { ...gates, residency: 'pinned' } as const;
    const x = k.input('x', [T, H, B], { residency: 'streamed' });
    const y = k.output('y', [T, H, B]);
    const layers = Array.from({ length: L }, (_, l) => ({
      W: k.input(\`W\${l}\`, [4 * H, H], pinned),
      U: k.input(\`U\${l}\`, [4 * H, H], pinned),
      b: k.input(\`b\${l}\`, [4 * H, 1], pinned),
      sums: k.buffer(\`sums\${l}\`, [4 * H, B], { ...gates, precision: 'accumulator' }),
      c: k.buffer(\`c\${l}\`, [H, B], { shard: 'rows', zeroed: true }),
      own: k.buffer(\`own\${l}\`, [H, B], { shard: 'rows' }),
      h: k.buffer(\`h\${l}\`, [2, H, B], { zeroed: true }),
    }));
    k.repeat('step', T, (t) => {
      let below = k.at(x, t);
      for (const { W, U, b, sums, c, own, h } of layers) {
        k.matmul(sums, U, k.at(h, t.mod(2)));
        k.matmul(sums, W, below, { accumulate: true });
        k.pointwise('lstmCell', [c, own], [sums, b, c]);
        below = k.at(h, t.plus(1).mod(2));
        k.exchange('all-gather', own, below);
        k.barrier();
      }
      k.copy(k.at(y, t), below);
    });
  },
  check: {
    inputRange: (tensor, { hidden }) => (tensor === 'x' ? 1 : 1 / Math.sqrt(hidden)),
    smaller: (p) => ({ ...p, hidden: Math.min(p.hidden, 256), batch: Math.min(p.batch, 4), steps: Math.min(p.steps, 8) }),
    reference({ hidden: H, layers: L, batch: B, steps: T }, inputs: Values) {
      let below = inputs.x;
      for (let l = 0; l < L; l++) {
        const [W, U, b] = ['W', 'U', 'b'].map((name) => inputs[name + l]);
        const y = new Float64Array(T * H * B);
        const c = new Float64Array(H * B);
        const sum = (row: number, j: number, t: number): number => {
          let total = b[row];
          for (let i = 0; i < H; i++) {
            total += W[row * H + i] * below[(t * H + i) * B + j];
            if (t > 0) total += U[row * H + i] * y[((t - 1) * H + i) * B + j];
          }
          return total;
        };
        for (let t = 0; t < T; t++) {
          for (let r = 0; r < H; r++) {
            for (let j = 0; j < B; j++) {
              const [i, f, o] = [0, 1, 3].map((gate) => sigmoid(sum(gate * H + r, j, t)));
              const e = r * B + j;
              c[e] = f * c[e] + i * Math.tanh(sum(2 * H + r, j, t));
              y[(t * H + r) * B + j] = o * Math.tanh(c[e]);
            }
          }
        }
        below = y;
      }
      return { y: below };
    },
  },
});
`;
