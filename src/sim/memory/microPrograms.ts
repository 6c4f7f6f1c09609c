/** @file Programs of the micro-benchmarks: chains in which each operation waits for the one before, and long streams. */
import type { Node, Op, Program, TensorDecl, TileRef, Traffic } from '../program.js';
import type { Target } from '../target.js';

const buffer: TensorDecl = {
  id: 0,
  name: 'chain',
  slots: 1,
  rows: 1,
  columns: 1,
  role: 'buffer',
  shard: 'rows',
  groups: 1,
  precision: 'format',
  zeroed: true,
  placement: [],
};
const chained: readonly TileRef[] = [{ tensor: 0, slot: null }];
const base = { dry: false, reads: chained, writes: chained } as const;

/** `count` times `body` on `units` units, all in one class. */
function repeated(units: number, kernel: string, count: number, body: readonly Node[]): Program {
  return {
    kernel,
    params: { count },
    tensors: [buffer],
    classes: [{ firstUnit: 0, count: units }],
    body: [{ kind: 'repeat', loop: 0, label: 'i', count, body }],
    loops: 1,
  };
}

function transfer(level: string, way: Traffic['direction'], bytes: number, tensor: number | null): Op {
  const traffic: Traffic = { level, direction: way, bytesPerClass: [bytes], shared: false, tensor, slot: null };
  const direction = way === 'read' ? 'load' : 'store';
  return { ...base, id: 0, kind: 'move', label: `${direction} ${level}`, direction, traffic: [traffic] };
}

/** `count` loads of `bytes` by one unit, each after the one before. `cached`: always the same bytes, which a hardware-managed level keeps. */
export function loadChain(level: string, bytes: number, count: number, cached: boolean): Program {
  return repeated(1, `load.${level}`, count, [transfer(level, 'read', bytes, cached ? 0 : null)]);
}

/** The same with stores. */
export function storeChain(level: string, bytes: number, count: number, cached: boolean): Program {
  return repeated(1, `store.${level}`, count, [transfer(level, 'write', bytes, cached ? 0 : null)]);
}

/** Barriers one after the other. */
export function barrierChain(target: Target, count: number): Program {
  return repeated(target.chip.units.count.value, 'barrier', count, [
    { ...base, id: 0, kind: 'barrier', label: 'barrier' },
  ]);
}

/** Launches of kernels that do nothing; the host runs ahead. */
export function launchChain(count: number): Program {
  const alone = { dry: false, reads: [], writes: [], kernels: 1 };
  return repeated(1, 'launch', count, [
    { ...alone, id: 0, kind: 'launch', label: 'launch', fillsQueue: false },
    { ...alone, id: 1, kind: 'begin', label: 'begin', first: false, setsUp: false },
  ]);
}

/** One matrix product of n x n x n on one unit's engine, operands on the unit. */
export function gemmOnUnits(engine: number, n: number): Program {
  const shape = { m: n, n, k: n };
  const op: Op = {
    ...base,
    id: 0,
    kind: 'matmul',
    label: 'gemm',
    shares: [shape],
    whole: shape,
    transposeA: false,
    transposeB: false,
    accumulate: false,
    engine,
    library: null,
    traffic: [],
  };
  return repeated(1, 'gemm', 1, [op]);
}
