/** @file What every part of lowering shares: where tensors lie, how operations are numbered, and the bytes that a tile
 * means for one unit of each class. */
import { isOwned } from '../../sim/cuts.js';
import type { Op, Placement, TensorDecl, TileRef, Traffic } from '../../sim/program.js';
import type { Target } from '../../sim/target.js';
import type { KernelGraph, Statement } from '../graph.js';
import type { KernelTensor, Tile } from '../handles.js';
import type { Fixed, ProductChoice } from './choices.js';
import { type Lifetimes, lifetimesOf } from './lifetime.js';
import type { Partition } from './partition.js';
import { bytesOf, elementBytes } from './placement.js';

/** Where things lie: rows cut over units, pinned tensors and staging buffers placed. */
export interface Layout {
  readonly cut: Partition;
  readonly placed: ReadonlyMap<number, readonly Placement[]>;
  /** What the plan chooses; the rest is by rule of thumb. */
  readonly fixed: Fixed;
}

type Draft<T extends Op> = T extends Op ? Omit<T, 'id' | 'dry'> : never;

export class Lowering {
  readonly graph: KernelGraph;
  readonly target: Target;
  readonly cut: Partition;
  readonly placed: ReadonlyMap<number, readonly Placement[]>;
  readonly fixed: Fixed;
  readonly lifetimes: Lifetimes;
  /** The program's tensors: those of the graph, then staging buffers. */
  readonly tensors: TensorDecl[] = [];
  /** Label of each matrix product → how one unit computes it. */
  readonly engines = new Map<string, string>();
  /** Label of each matrix product that no library computes → how it is computed. */
  readonly products = new Map<string, ProductChoice>();
  /** Loops around the statement that is being lowered, and whether one of them goes round more than once. */
  depth = 0;
  repeated = false;
  #nextId = 0;
  /** Line, part and stages of the statement that is being lowered. */
  #origin: Pick<Statement, 'site' | 'part' | 'stages'> = {};

  constructor(graph: KernelGraph, target: Target, { cut, placed, fixed }: Layout) {
    this.graph = graph;
    this.target = target;
    this.cut = cut;
    this.placed = placed;
    this.fixed = fixed;
    this.lifetimes = lifetimesOf(graph);
    for (const t of graph.tensors) this.tensors.push(this.#declare(t));
  }

  /** Operations made from now on are those of this statement. */
  enter({ site, part, stages }: Pick<Statement, 'site' | 'part' | 'stages'>): void {
    this.#origin = { ...(site && { site }), ...(part && { part }), ...(stages && { stages }) };
  }

  /** Number an operation; a dry one commits no values. */
  op<T extends Op>(draft: Draft<T>, dry = false): Op {
    return { ...draft, ...this.#origin, id: this.#nextId++, dry } as unknown as Op;
  }

  /** The same operation once more, as another one of the program. */
  again<T extends Op>(op: T, changes: Partial<T>): Op {
    return { ...op, id: this.#nextId++, ...changes };
  }

  /** True when the tensor (or staging buffer) lies in the units. */
  isLocal(tensor: KernelTensor): boolean {
    return this.tensors[tensor.id].shard !== 'chip';
  }

  /** Elements of a tile in one unit of each class (all of them for tensors that are not cut). */
  elements(tile: Tile): number[] {
    return this.cut.classes.map((_, cls) => this.#elementsOf(tile, cls));
  }

  /** Bytes of a tile in one unit of each class. */
  tileBytes(tile: Tile, precision = tile.tensor.precision): number[] {
    return this.elements(tile).map((count) => Math.ceil(count * elementBytes(this.target, precision)));
  }

  /** Traffic of reading or writing a tile once, where it lies. */
  traffic(tile: Tile, direction: 'read' | 'write'): Traffic[] {
    const bytesPerClass = this.tileBytes(tile);
    if (this.isLocal(tile.tensor)) return this.localTraffic(tile.tensor, direction, bytesPerClass);
    const shared = !isOwned(tile.tensor.shard) && direction === 'read';
    return [{ level: 'dram', direction, bytesPerClass, shared, tensor: tile.tensor.id, slot: tile.slot }];
  }

  /** Bytes at a tensor's own levels, in proportion to where it lies. Registers feed the lanes at full rate. */
  localTraffic(tensor: KernelTensor, direction: 'read' | 'write', bytesPerClass: readonly number[]): Traffic[] {
    const places = this.tensors[tensor.id].placement;
    return places
      .filter((p) => p.level !== 'register')
      .map((p) => {
        const share = (cls: number): number => {
          const whole = places.reduce((sum, q) => sum + q.bytesPerClass[cls], 0);
          return whole === 0 ? 0 : p.bytesPerClass[cls] / whole;
        };
        const bytes = bytesPerClass.map((b, cls) => Math.ceil(b * share(cls)));
        return { level: p.level, direction, bytesPerClass: bytes, shared: false, tensor: null, slot: null };
      });
  }

  #declare(t: KernelTensor): TensorDecl {
    const local = this.placed.get(t.id);
    const { id, name, slots, rows, columns, role, groups, precision, zeroed } = t;
    const shard = local === undefined ? 'chip' : t.shard;
    const cut = { ...(local === undefined && { cut: t.shard }), ...(t.stage && { stage: t.stage.id }) };
    const placement = local ?? [{ level: 'dram', bytesPerClass: [bytesOf(this.target, t)] }];
    const launch = local === undefined ? null : (this.lifetimes.get(id) ?? null);
    return { id, name, slots, rows, columns, role, shard, groups, precision, zeroed, placement, launch, ...cut };
  }

  /** True when the units of a class run the statement that is being lowered. */
  runs(cls: number): boolean {
    const { stage } = this.cut.classes[cls];
    const { stages } = this.#origin;
    return stages === undefined || stage === undefined || stages.includes(stage);
  }

  #elementsOf({ tensor, slot }: Tile, cls: number): number {
    if (!this.runs(cls)) return 0;
    return (slot === null ? tensor.slots : 1) * this.cut.elementsOf(tensor, cls);
  }
}

export function ref(tile: Tile): TileRef {
  return { tensor: tile.tensor.id, slot: tile.slot };
}
