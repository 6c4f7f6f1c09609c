/** @file One block of scaled dot-product attention (Vaswani et al. 2017), fused: scores and probabilities never leave the
 * units. An in-cache algorithm of later years (Dao et al. 2022, FlashAttention, keeps the same data on chip), written
 * with the same few statements as an LSTM. */
import { defineKernel, size } from './kernel.js';
import { attentionReference } from './reference/attention.js';

/**
 * O = softmax(Q·Kᵀ / √width)·V for each head. Each unit owns some queries; a head's keys and values are on every unit
 * while it is computed, those of the next head come in meanwhile. No unit needs another's results: no barrier.
 */
export const attention = defineKernel({
  name: 'attention',
  title: 'fused attention block: keys, values and scores of a head on chip, queries cut over the units',
  params: {
    queries: size(128, 'rows of Q and of the output'),
    keys: size('queries', 'rows of K and V'),
    width: size(64, 'columns of Q, K, V of one head'),
    heads: size(8, 'heads, one after another', 100_000),
  },
  check: {
    reference: attentionReference,
    inputRange: () => 2,
    smaller: ({ queries, keys, width, heads }) => ({
      queries: Math.min(queries, 64),
      keys: Math.min(keys, 128),
      width: Math.min(width, 64),
      heads: Math.min(heads, 2),
    }),
  },
  build(k) {
    const { queries: M, keys: N, width: D, heads } = k.params;
    const Q = k.input('Q', [heads, M, D], { shard: 'rows', residency: 'cached' });
    const K = k.input('K', [heads, N, D], { residency: 'streamed' });
    const V = k.input('V', [heads, N, D], { residency: 'streamed' });
    const O = k.output('O', [heads, M, D], { shard: 'rows' });
    const q = k.buffer('q', [2, M, D], { shard: 'rows' });
    const scores = k.buffer('scores', [M, N], { shard: 'rows', precision: 'accumulator' });
    const p = k.buffer('p', [M, N], { shard: 'rows' });
    const own = k.buffer('own', [2, M, D], { shard: 'rows' });
    k.repeat('head', heads, (head) => {
      const [queries, out] = [k.at(q, head.mod(2)), k.at(own, head.mod(2))];
      k.copy(queries, k.at(Q, head));
      k.matmul(scores, queries, k.at(K, head), { transposeB: true });
      k.pointwise('softmaxRows', [p], [scores], { constants: { scale: 1 / Math.sqrt(D) } });
      k.matmul(out, p, k.at(V, head));
      k.copy(k.at(O, head), out);
    });
  },
});
