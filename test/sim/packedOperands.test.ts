/** @file Packed weights follow their tensor: a program that changes W between products gives the values of the reference core,
 * which never packs. Fails when a write does not bump the version. */
import { afterEach, describe, expect, it } from 'vitest';
import { setCore } from '../../src/numerics/core.js';
import { parseFormat } from '../../src/numerics/format.js';
import { tensorMemory } from '../../src/numerics/memory.js';
import { execute } from '../../src/sim/execute.js';
import type { Node, Op, Program, SlotIndex, TensorDecl, TileRef } from '../../src/sim/program.js';
import { TensorStore } from '../../src/sim/tensors.js';

const [M, K, N, PRODUCTS] = [19, 6, 3, 5];

function tensor(id: number, name: string, slots: number, rows: number, columns: number): TensorDecl {
  const kept = { role: 'input', shard: 'replicated', groups: 1, precision: 'format', zeroed: true } as const;
  return { id, name, slots, rows, columns, ...kept, placement: [] };
}
const whole = (id: number): TileRef => ({ tensor: id, slot: null });
const at = (id: number, slot: SlotIndex): TileRef => ({ tensor: id, slot });

/** y[5 round + i] = W x five times, then W changes as `change` says, two rounds. */
function program(change: 'pointwise' | 'move' | 'optimiser'): Program {
  let id = 0;
  const op = (fields: object): Op => ({ id: id++, label: 'op', dry: false, traffic: [], ...fields }) as unknown as Op;
  const flags = { transposeA: false, transposeB: false, accumulate: false, engine: 0, library: null, shares: [] };
  const y: SlotIndex = {
    terms: [
      { loop: 0, scale: PRODUCTS },
      { loop: 1, scale: 1 },
    ],
    offset: 0,
    modulo: 0,
  };
  const product = op({
    kind: 'matmul',
    reads: [whole(0), whole(1)],
    writes: [at(2, y)],
    whole: { m: M, n: N, k: K },
    ...flags,
  });
  const pointwise = { kind: 'pointwise', constants: {}, elementsPerClass: [0] };
  const changes = {
    pointwise: { ...pointwise, fn: 'add', reads: [whole(0), whole(3)], writes: [whole(0)] },
    move: { kind: 'move', direction: 'load', reads: [whole(3)], writes: [whole(0)] },
    optimiser: {
      ...pointwise,
      fn: 'sgd',
      constants: { momentum: 0.5 },
      reads: [0, 3, 4, 5, 6].map(whole),
      writes: [whole(0), whole(6)],
    },
  };
  const products: Node = { kind: 'repeat', loop: 1, label: 'products', count: PRODUCTS, body: [product] };
  const body: Node[] = [{ kind: 'repeat', loop: 0, label: 'rounds', count: 2, body: [products, op(changes[change])] }];
  const tensors = [
    tensor(0, 'W', 1, M, K),
    tensor(1, 'x', 1, K, N),
    tensor(2, 'y', 2 * PRODUCTS, M, N),
    tensor(3, 'd', 1, M, K),
    { ...tensor(4, 'factor', 1, 2, 1), precision: 'fp32' as const },
    { ...tensor(5, 'schedule', 1, 9, 1), precision: 'fp32' as const },
    { ...tensor(6, 'm', 1, M, K), precision: 'fp32' as const },
  ];
  return { kernel: 'test', params: {}, tensors, classes: [{ firstUnit: 0, count: 1 }], body, loops: 2 };
}

/** y of two runs on one store; the host writes W between them, by `set` and into the array. */
function run(core: 'wasm' | 'typescript', change: 'pointwise' | 'move' | 'optimiser', format: string): Float32Array {
  setCore(core);
  const tensors = new TensorStore(program(change), parseFormat(format), { seed: 1 });
  const wave = (length: number, phase: number) => Float32Array.from({ length }, (_, i) => Math.sin(i + phase));
  tensors.set('W', wave(M * K, 0));
  tensors.set('x', wave(K * N, 1));
  tensors.set('d', wave(M * K, 2));
  tensors.set('factor', [1, 1]);
  tensors.set('schedule', [0.5, 1, 1, 1, Infinity, Infinity, 0, 0, 0]);
  const values: number[] = [];
  for (const host of [() => {}, () => tensors.set('W', wave(M * K, 3)), () => tensors.get('W').fill(0.5)]) {
    host();
    execute(tensors.program, tensors);
    values.push(...tensors.get('y'));
  }
  tensors.dispose();
  return Float32Array.from(values);
}

describe('packed operands', () => {
  afterEach(() => setCore('wasm'));

  for (const change of ['pointwise', 'move', 'optimiser'] as const) {
    for (const format of ['fp32', 'flex16+5', 'fp16-all']) {
      it(`follow a W changed by ${change} and by the host in ${format}`, () => {
        const values = run('wasm', change, format);
        expect(values).toEqual(run('typescript', change, format));
        // W did change: the second round differs from the first.
        const round = PRODUCTS * M * N;
        expect(values.slice(round, 2 * round)).not.toEqual(values.slice(0, round));
      });
    }
  }

  it('and tensors give their memory back', () => {
    run('wasm', 'move', 'fp32');
    const before = tensorMemory()!.usedBytes;
    run('wasm', 'move', 'fp32');
    expect(tensorMemory()!.usedBytes).toBe(before);
  });
});
