/** @file A matrix product as a chip with its own memory runs it: each unit keeps its rows of A, blocks of B's columns
 * stream past it through two buffers, blocks of C go out as they are done. */
import { defineKernel, size } from '../kernel.js';

/** C[t] = A · B[t] for each block t of columns. What `gemm` leaves out is here: A must have arrived before the first
 * multiply-add, and every operand passes the unit's memory port. */
export const gemmResident = defineKernel({
  name: 'gemm.resident',
  title: 'one matrix product, rows of A on chip, columns of B streamed in blocks',
  params: {
    m: size(1536, 'rows of A and C'),
    k: size(2048, 'columns of A, rows of B'),
    blocks: size(12, 'blocks of columns'),
    width: size(128, 'columns of a block'),
  },
  check: {
    reference: ({ m, k, blocks, width }, { A, B }) => ({ C: blockedProduct(m, k, blocks, width, A, B) }),
    inputRange: () => 1,
    smaller: ({ m, k, blocks, width }) => ({
      m: Math.min(m, 64),
      k: Math.min(k, 256),
      blocks: Math.min(blocks, 4),
      width: Math.min(width, 32),
    }),
  },
  build(b) {
    const { m, k, blocks, width } = b.params;
    const A = b.input('A', [m, k], { shard: 'rows', residency: 'pinned' });
    const B = b.input('B', [blocks, k, width], { residency: 'streamed' });
    const C = b.output('C', [blocks, m, width], { shard: 'rows' });
    const done = b.buffer('done', [2, m, width], { shard: 'rows' });
    b.repeat('block', blocks, (t) => {
      b.matmul(b.at(done, t.mod(2)), A, b.at(B, t));
      b.copy(b.at(C, t), b.at(done, t.mod(2)));
    });
  },
});

/** float64, row-major: A [m,k], B [blocks,k,width] → C [blocks,m,width]. */
function blockedProduct(
  m: number,
  k: number,
  blocks: number,
  width: number,
  A: Float64Array,
  B: Float64Array,
): Float64Array {
  const C = new Float64Array(blocks * m * width);
  for (let t = 0; t < blocks; t++)
    for (let i = 0; i < m; i++)
      for (let p = 0; p < k; p++) {
        const a = A[i * k + p];
        const row = (t * k + p) * width;
        const out = (t * m + i) * width;
        for (let j = 0; j < width; j++) C[out + j] += a * B[row + j];
      }
  return C;
}
