/** @file A kernel's program without a chip: the same operations in the same order as the planner's, on one unit that holds
 * everything, with no traffic. Values depend on kernel and format alone (tested against a planned program), so training
 * and evaluation run this one. */
import { extentOf } from '../kernels/cuts.js';
import type { KernelGraph, Statement } from '../kernels/graph.js';
import type { Tile } from '../kernels/handles.js';
import type { Kernel, Params } from '../kernels/kernel.js';
import type { Node, Op, Program, TensorDecl, TileRef } from '../sim/program.js';

const NONE: readonly TileRef[] = [];

/** Program for `execute` only: it has no costs. Throws InputError for bad parameters. */
export function valueProgram(kernel: Kernel, params: Params): Program {
  const graph = kernel.graph(params);
  let nextId = 0;
  const node = (s: Statement): Node[] => {
    if (s.kind === 'launch') return s.body.flatMap(node);
    if (s.kind === 'repeat') {
      return [{ kind: 'repeat', loop: s.loop, label: s.label, count: s.count, body: s.body.flatMap(node) }];
    }
    return [{ ...operation(s), id: nextId++, label: s.label, dry: false } as Op];
  };
  return {
    kernel: graph.kernel,
    params: graph.params,
    tensors: graph.tensors.map(declare),
    classes: [{ firstUnit: 0, count: 1 }],
    body: graph.body.flatMap(node),
    loops: graph.loops,
  };
}

type Leaf = Exclude<Statement, { kind: 'launch' | 'repeat' }>;

function operation(s: Leaf) {
  const traffic = [] as const;
  const elementsPerClass = [0];
  switch (s.kind) {
    case 'barrier':
      return { kind: 'barrier', reads: NONE, writes: NONE };
    case 'exchange': {
      const { pattern, rows, from, to } = s;
      const shift = rows === undefined ? {} : { shift: { rows, extent: extentOf(from), places: 0, crossingBytes: 0 } };
      const tiles = { reads: [ref(from)], writes: [ref(to)] };
      return { kind: 'exchange', pattern, ...tiles, bytesPerClass: elementsPerClass, ...shift };
    }
    case 'copy':
      return { kind: 'move', direction: 'load', reads: [ref(s.from)], writes: [ref(s.to)], traffic };
    case 'gather':
      return { kind: 'gather', reads: [ref(s.table), ref(s.ids)], writes: [ref(s.out)], elementsPerClass, traffic };
    case 'reduce': {
      const { how, over } = s;
      const tiles = { reads: [ref(s.x)], writes: [ref(s.out)] };
      return { kind: 'reduce', how, over, ...tiles, elementsPerClass, resultsPerClass: elementsPerClass, traffic };
    }
    case 'transpose':
      return {
        kind: 'transpose',
        reads: [ref(s.x)],
        writes: [ref(s.out)],
        shares: [],
        slots: 1,
        elementBytes: 4,
        traffic,
      };
    case 'pointwise': {
      const { fn, constants, expression } = s;
      const tiles = { reads: s.ins.map(ref), writes: s.outs.map(ref) };
      return { kind: 'pointwise', fn, constants, expression, ...tiles, elementsPerClass, traffic };
    }
    case 'matmul': {
      const { m, n, k, transposeA, transposeB, accumulate } = s;
      const reads = [ref(s.a), ref(s.b), ...(accumulate ? [ref(s.out)] : [])];
      const flags = { transposeA, transposeB, accumulate, engine: 0, library: false };
      return { kind: 'matmul', reads, writes: [ref(s.out)], shares: [], whole: { m, n, k }, ...flags, traffic };
    }
  }
}

function declare(t: KernelGraph['tensors'][number]): TensorDecl {
  const { id, name, slots, rows, columns, role, groups, precision, zeroed } = t;
  const shard = t.shard === 'rows' ? 'rows' : 'replicated';
  return { id, name, slots, rows, columns, role, groups, precision, zeroed, shard, placement: [] };
}

function ref(tile: Tile): TileRef {
  return { tensor: tile.tensor.id, slot: tile.slot };
}
