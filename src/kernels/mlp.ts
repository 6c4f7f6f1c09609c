/** @file A multi-layer perceptron that stays on chip: each unit owns some rows of every layer, inputs stream through. */
import type { KernelTensor, TileLike } from './handles.js';
import { defineKernel, size } from './kernel.js';
import { mlpReference } from './reference/mlp.js';

/** W [out, in], b [out, 1] and what a unit computes of one layer. */
interface MlpLayer {
  readonly W: KernelTensor;
  readonly b: KernelTensor;
  readonly sums: KernelTensor;
  readonly own: KernelTensor;
}

/**
 * y = W·relu(… relu(W·x + b) …) + b, batch after batch. Between layers all units exchange what they have and meet. All
 * layers share two activation buffers, used in turn across batches too: what is being read is never written.
 */
export const mlp = defineKernel({
  name: 'mlp',
  title: 'multi-layer perceptron (matmul, bias, ReLU), all weights pinned on chip, inputs streamed',
  params: {
    hidden: size(512, 'units of each hidden layer'),
    layers: size(3, 'layers, the last one without ReLU', 64),
    batch: size(8, 'inputs computed side by side'),
    steps: size(100, 'batches one after another', 1_000_000),
    input: size('hidden', 'width of the input'),
    output: size(10, 'width of the output'),
  },
  check: {
    reference: mlpReference,
    inputRange: (tensor, params) => (tensor === 'x' ? 1 : Math.sqrt(3 / params.hidden)),
    smaller: ({ hidden, layers, batch, steps, input, output }) => ({
      hidden: Math.min(hidden, 256),
      layers: Math.min(layers, 6),
      batch: Math.min(batch, 8),
      steps: Math.min(steps, 4),
      input: Math.min(input, 256),
      output: Math.min(output, 64),
    }),
  },
  build(k) {
    const { hidden: H, layers: L, batch: B, steps: T, input: I, output: O } = k.params;
    const x = k.input('x', [T, I, B], { residency: 'streamed' });
    const y = k.output('y', [T, O, B], { shard: 'rows' });
    const layers = Array.from({ length: L }, (_, l): MlpLayer => {
      const [width, from] = [l === L - 1 ? O : H, l === 0 ? I : H];
      return {
        W: k.input(`W${l}`, [width, from], { shard: 'rows', residency: 'pinned' }),
        b: k.input(`b${l}`, [width, 1], { shard: 'rows', residency: 'pinned' }),
        sums: k.buffer(`sums${l}`, [width, B], { shard: 'rows', precision: 'accumulator' }),
        own: k.buffer(`own${l}`, [width, B], { shard: 'rows' }),
      };
    });
    const h = L === 1 ? null : k.buffer('h', [2, H, B]);
    k.repeat('batch', T, (t) => {
      let below: TileLike = k.at(x, t);
      layers.forEach(({ W, b, sums, own }, l) => {
        k.matmul(sums, W, below);
        if (h === null || l === L - 1) {
          k.pointwise('addBias', [own], [sums, b]);
          k.copy(k.at(y, t), own);
          return;
        }
        k.pointwise('biasRelu', [own], [sums, b]);
        below = k.at(
          h,
          t
            .times(L - 1)
            .plus(l)
            .mod(2),
        );
        k.exchange('all-gather', own, below);
        k.barrier();
      });
    });
  },
});
