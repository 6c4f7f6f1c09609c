/** @file One matrix product from memory to memory. */
import { defineKernel, size } from './kernel.js';
import { gemmReference } from './reference/gemm.js';

/** C[m,n] = A[m,k] · B[k,n], all three off chip, rows of A and C cut over the units. */
export const gemm = defineKernel({
  name: 'gemm',
  title: 'one matrix product, operands off chip',
  params: {
    m: size(1024, 'rows of A and C'),
    n: size(1024, 'columns of B and C'),
    k: size(1024, 'columns of A, rows of B'),
  },
  check: {
    reference: gemmReference,
    inputRange: () => 1,
    smaller: ({ m, n, k }) => ({ m: Math.min(m, 128), n: Math.min(n, 128), k: Math.min(k, 512) }),
  },
  build(b) {
    const { m, n, k } = b.params;
    const A = b.input('A', [m, k], { shard: 'rows', residency: 'cached' });
    const B = b.input('B', [k, n], { residency: 'cached' });
    const C = b.output('C', [m, n], { shard: 'rows', residency: 'cached' });
    b.matmul(C, A, B);
  },
});
