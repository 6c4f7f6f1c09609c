/** @file Lowers a kernel graph to the op stream of one target: shares per class, traffic per level, staging copies of
 * streamed tensors, launches, and Flexpoint's bookkeeping. */

import { describeMapping } from '../../sim/gpu/gemm.js';
import type { RuleKind } from '../../sim/gpu/library.js';
import type {
  BeginOp,
  LaunchOp,
  MatmulShape,
  Node,
  Op,
  Placement,
  Program,
  SlotIndex,
  TensorDecl,
  TileRef,
  Traffic,
} from '../../sim/program.js';
import { pointwiseFunction } from '../../sim/semantics/functions/index.js';
import { libraryFormat, libraryKernelTime } from '../../sim/semantics/libraryGemm.js';
import { planOnEngine } from '../../sim/semantics/matmul.js';
import { enginesFor, type Target } from '../../sim/target.js';
import type {
  CopyStatement,
  KernelGraph,
  LaunchStatement,
  MatmulStatement,
  PointwiseStatement,
  RepeatStatement,
  Statement,
} from '../graph.js';
import type { KernelTensor, Tile } from '../handles.js';
import { type Lifetimes, lifetimesOf } from './lifetime.js';
import { operandTraffic } from './operands.js';
import type { Partition } from './partition.js';
import { bytesInUnit, elementBytes } from './placement.js';

type Draft<T extends Op> = T extends Op ? Omit<T, 'id' | 'dry'> : never;

/** What lowering adds to the program for the mapping text. */
export interface Lowered {
  readonly program: Program;
  /** Label of each matrix product → how one unit computes it. */
  readonly engines: ReadonlyMap<string, string>;
}

/** Where things lie: rows cut over units, pinned tensors and staging buffers placed. */
export interface Layout {
  readonly cut: Partition;
  readonly placed: ReadonlyMap<number, readonly Placement[]>;
}

export function lower(graph: KernelGraph, target: Target, layout: Layout): Lowered {
  return new Lowering(graph, target, layout).run();
}

export class Lowering {
  readonly target: Target;
  readonly cut: Partition;
  readonly #graph: KernelGraph;
  readonly #placed: ReadonlyMap<number, readonly Placement[]>;
  readonly #tensors: TensorDecl[] = [];
  readonly #engines = new Map<string, string>();
  /** Streamed tensor → its staging buffer in the units. */
  readonly #stages = new Map<number, TensorDecl>();
  /** True when some recurrent product of the library is larger than what it fuses into one small kernel. */
  readonly #fillsQueue: boolean;
  readonly #callsLibrary: boolean;
  readonly #lifetimes: Lifetimes;
  #launches = 0;
  #nextId = 0;
  #depth = 0;
  /** True inside a loop that goes round more than once. */
  #repeated = false;
  #begun = false;
  #site: { readonly site?: string } = {};

  constructor(graph: KernelGraph, target: Target, { cut, placed }: Layout) {
    this.#graph = graph;
    this.target = target;
    this.cut = cut;
    this.#placed = placed;
    this.#lifetimes = lifetimesOf(graph);
    for (const t of graph.tensors) this.#tensors.push(this.#declare(t));
    const { maxWeights, maxBatch } = target.runtime.smallLayer;
    const calls = recurrent(graph.body, false).filter((s) => target.runtime.library && !this.isLocal(s.a.tensor));
    this.#callsLibrary = calls.length > 0;
    this.#fillsQueue = calls.some((s) => s.m * s.k > maxWeights || s.n > maxBatch);
  }

  run(): Lowered {
    const graph = this.#graph;
    const launches = graph.body.some((s) => containsLaunch(s));
    const work = this.#statements(graph.body);
    const loads = this.#loads(null);
    const setup = [...loads, ...this.#initialisation(work)];
    const body = launches ? insertAfterFirstBegin(work, setup) : [...this.#launchPair(graph.kernel), ...setup, ...work];
    const program: Program = {
      kernel: graph.kernel,
      params: graph.params,
      tensors: this.#tensors,
      classes: this.cut.classes,
      body,
      loops: graph.loops + 1,
    };
    return { program, engines: this.#engines };
  }

  /** True when the tensor (or staging buffer) lies in the units. */
  isLocal(tensor: KernelTensor): boolean {
    return this.#tensors[tensor.id].shard !== 'chip';
  }

  #declare(t: KernelTensor): TensorDecl {
    const local = this.#placed.get(t.id);
    const { id, name, slots, rows, columns, role, groups, precision, zeroed } = t;
    const shard = local === undefined ? 'chip' : t.shard === 'rows' ? 'rows' : 'replicated';
    const whole = Math.ceil(slots * rows * columns * elementBytes(this.target, precision));
    const placement = local ?? [{ level: 'dram', bytesPerClass: [whole] }];
    const launch = local === undefined ? null : (this.#lifetimes.get(id) ?? null);
    return { id, name, slots, rows, columns, role, shard, groups, precision, zeroed, placement, launch };
  }

  #op<T extends Op>(draft: Draft<T>, dry = false): Op {
    return { ...draft, ...this.#site, id: this.#nextId++, dry } as unknown as Op;
  }

  #statements(statements: readonly Statement[]): Node[] {
    return statements.flatMap((s) => this.#statement(s));
  }

  #statement(s: Statement): Node[] {
    const { label } = s;
    this.#site = s.site === undefined ? {} : { site: s.site };
    switch (s.kind) {
      case 'repeat':
        return [{ kind: 'repeat', label, loop: s.loop, count: s.count, body: this.#inLoop(s) }];
      case 'launch':
        return this.#launch(s);
      case 'barrier':
        return [this.#op({ kind: 'barrier', label, reads: [], writes: [] })];
      case 'exchange':
        return this.#exchange(s.pattern, s.from, s.to, label);
      case 'copy':
        return [this.#copy(s)];
      case 'gather': {
        const [table, loads] = this.#operand(s.table);
        const elementsPerClass = this.#elements(s.out);
        const traffic = [...this.#traffic(s.out, 'write'), ...this.#traffic(s.ids, 'read')];
        const reads = [ref(table), ref(s.ids)];
        return [
          ...loads,
          this.#op({ kind: 'gather', label, reads, writes: [ref(s.out)], elementsPerClass, traffic }),
          ...this.#scales([s.out]),
        ];
      }
      case 'pointwise':
        return this.#pointwise(s);
      case 'matmul':
        return this.#matmul(s);
    }
  }

  #inLoop({ body, count }: RepeatStatement): Node[] {
    const repeated = this.#repeated;
    this.#depth += 1;
    this.#repeated ||= count > 1;
    const nodes = this.#statements(body);
    this.#repeated = repeated;
    this.#depth -= 1;
    return nodes;
  }

  #launch(s: LaunchStatement): Node[] {
    const pair = this.#launchPair(s.label, this.#kernelsOf(s));
    const loads = this.#repeated ? [] : this.#loads(this.#launches++);
    return [...pair, ...loads, ...this.#statements(s.body)];
  }

  #launchPair(label: string, kernels = 1): Op[] {
    const first = !this.#begun;
    this.#begun = true;
    const base = { reads: [], writes: [], kernels };
    const fillsQueue = this.#fillsQueue;
    const launch = this.#op<LaunchOp>({ kind: 'launch', label: `launch ${label}`, fillsQueue, ...base });
    const setsUp = first && this.#callsLibrary;
    return [launch, this.#op<BeginOp>({ kind: 'begin', label: `begin ${label}`, first, setsUp, ...base })];
  }

  /** Kernels that the runtime issues for what the author launches once. */
  #kernelsOf(s: LaunchStatement): number {
    const { kernelsOfCell } = this.target.runtime;
    return Math.max(1, ...s.body.map((x) => (x.kind === 'pointwise' ? (kernelsOfCell[x.fn] ?? 1) : 1)));
  }

  /** The library rule that picks the kernel of a product whose weights lie off the units; null without a library. */
  #libraryRule(s: MatmulStatement): RuleKind | null {
    const { runtime, format } = this.target;
    if (!runtime.library || libraryFormat(format.name) === null || this.isLocal(s.a.tensor)) return null;
    if (s.window !== undefined) return 'gemm';
    if (s.transposeB) return 'backwardWeights';
    if (this.#depth === 0) return 'gemm';
    return s.transposeA ? 'backwardData' : 'forward';
  }

  #libraryEngine(s: MatmulStatement, kind: RuleKind): { index: number; mapping: string } {
    const whole = { m: s.m, n: s.n, k: s.k };
    const { time, shape, algorithm } = libraryKernelTime(this.target, { ...s, whole }, kind);
    const wanted = time.engine === 'tensor' ? 'matrix-blocks' : 'simt';
    const found = enginesFor(this.target).find((e) => e.engine.kind === wanted) ?? enginesFor(this.target)[0];
    return {
      index: found.index,
      mapping: `${this.target.runtime.name}: ${algorithm}${describeMapping(time)}, ${shape.m}x${shape.k} · ${shape.k}x${shape.n}`,
    };
  }

  #matmul(s: MatmulStatement): Node[] {
    const [b, loads] = this.#operand(s.b);
    const shares = this.cut.classes.map((_, cls) => this.#share(s, cls));
    const library = this.#libraryRule(s);
    const { index, mapping } = library === null ? this.#engine(shares) : this.#libraryEngine(s, library);
    this.#engines.set(s.label, mapping);
    const reads = [ref(s.a), ref(b), ...(s.accumulate ? [ref(s.out)] : [])];
    const op = this.#op({
      kind: 'matmul',
      label: s.label,
      reads,
      writes: [ref(s.out)],
      shares,
      whole: { m: s.m, n: s.n, k: s.k },
      transposeA: s.transposeA,
      transposeB: s.transposeB,
      accumulate: s.accumulate,
      engine: index,
      library,
      ...(s.window === undefined ? {} : { window: s.window }),
      traffic: operandTraffic(this, { ...s, b }, shares, this.target.chip.matrix[index]),
    });
    return [...loads, op, ...this.#scales([s.out])];
  }

  /** Rows of the output that a unit computes; with a transposed, sharded A it sums over the rows that it owns. */
  #share(s: MatmulStatement, cls: number): MatmulShape {
    const { a, out } = s;
    if (s.transposeA && a.tensor.shard === 'rows') return { m: s.m, n: s.n, k: this.cut.rowsOf(a.tensor, cls) };
    return { m: out.tensor.shard === 'rows' ? this.cut.rowsOf(out.tensor, cls) : s.m, n: s.n, k: s.k };
  }

  /** The engine that is fastest for the largest share; the first one on a tie. */
  #engine(shares: readonly MatmulShape[]): { index: number; mapping: string } {
    const engines = enginesFor(this.target);
    const largest = shares.reduce((x, y) => (y.m * y.k > x.m * x.k ? y : x));
    let best = { index: -1, cycles: Number.POSITIVE_INFINITY, mapping: '' };
    for (const { index, engine } of engines) {
      const plan = planOnEngine(engine, largest);
      const cycles = plan.cycles + plan.latencyCycles;
      if (cycles < best.cycles)
        best = { index, cycles, mapping: `${engine.name}: ${plan.mapping}${engine.note ? ` (${engine.note})` : ''}` };
    }
    const { m, n, k } = largest;
    return { index: best.index, mapping: `${m}x${k} · ${k}x${n} a unit, ${best.mapping}` };
  }

  #pointwise(s: PointwiseStatement): Node[] {
    const traffic = [
      ...s.ins.flatMap((t) => this.#traffic(t, 'read')),
      ...s.outs.flatMap((t) => this.#traffic(t, 'write')),
    ];
    const op = this.#op({
      kind: 'pointwise',
      label: s.label,
      fn: s.fn,
      constants: s.constants,
      reads: s.ins.map(ref),
      writes: s.outs.map(ref),
      elementsPerClass: this.#pointwiseElements(s),
      traffic,
    });
    return [op, ...this.#scales(s.outs)];
  }

  #exchange(
    pattern: 'all-gather' | 'all-reduce' | 'reduce-scatter' | 'broadcast',
    from: Tile,
    to: Tile,
    label: string,
  ): Node[] {
    const bytesPerClass = this.cut.classes.map((_, cls) => this.tileBytes(from, cls));
    return [this.#op({ kind: 'exchange', label, pattern, reads: [ref(from)], writes: [ref(to)], bytesPerClass })];
  }

  /** Unit memory to a tensor off chip (each unit writes what it owns, or its part of what all have), or back. */
  #copy(s: CopyStatement): Op {
    const stores = !this.isLocal(s.to.tensor);
    const [inner, outer] = stores ? [s.from, s.to] : [s.to, s.from];
    const parts = inner.tensor.shard === 'rows' ? 1 : this.cut.units;
    const share = stores ? parts : 1;
    const bytesOf = ({ precision }: KernelTensor): number[] => {
      const tile = { tensor: { ...inner.tensor, precision }, slot: inner.slot };
      return this.cut.classes.map((_, cls) => Math.ceil(this.tileBytes(tile, cls) / share));
    };
    const bytesPerClass = bytesOf(inner.tensor);
    const cached = outer.tensor.residency === 'cached';
    const offChip: Traffic = {
      level: 'dram',
      direction: stores ? 'write' : 'read',
      bytesPerClass: bytesOf(outer.tensor),
      shared: !stores && inner.tensor.shard !== 'rows',
      tensor: cached ? outer.tensor.id : null,
      slot: cached ? outer.slot : null,
    };
    const own = this.localTraffic(inner.tensor, stores ? 'read' : 'write', bytesPerClass);
    return this.#op({
      kind: 'move',
      label: s.label,
      direction: stores ? 'store' : 'load',
      reads: [ref(s.from)],
      writes: [ref(s.to)],
      traffic: [offChip, ...own],
    });
  }

  /** A streamed operand gets two staging buffers in the units and a copy that fills the next one ahead of its use. */
  #operand(tile: Tile): [Tile, Op[]] {
    const { tensor, slot } = tile;
    if (this.isLocal(tensor) || tensor.residency !== 'streamed') return [tile, []];
    // All time steps at once do not fit two buffers: they are read where they lie.
    if (slot === null && tensor.slots > stageSlots(tensor)) return [tile, []];
    const stage = this.#stage(tensor);
    const staged: SlotIndex | null = slot === null || stage.slots === 1 ? slot : { ...slot, modulo: stage.slots };
    const local: KernelTensor = { ...tensor, id: stage.id, slots: stage.slots, shard: 'replicated' };
    const bytesPerClass = this.cut.classes.map((_, cls) => this.tileBytes({ tensor, slot }, cls));
    const load: Traffic = { level: 'dram', direction: 'read', bytesPerClass, shared: true, tensor: null, slot: null };
    const op = this.#op({
      kind: 'move',
      label: `load ${tensor.name}`,
      direction: 'load',
      reads: [ref(tile)],
      writes: [{ tensor: stage.id, slot: staged }],
      traffic: [load, ...this.localTraffic(local, 'write', bytesPerClass)],
    });
    return [{ tensor: local, slot: staged }, [op]];
  }

  #stage(tensor: KernelTensor): TensorDecl {
    let stage = this.#stages.get(tensor.id);
    if (stage === undefined) {
      const placement = this.#placed.get(stageKey(tensor)) ?? [];
      const slots = stageSlots(tensor);
      const { rows, columns, groups, precision } = tensor;
      const id = this.#tensors.length;
      stage = {
        id,
        name: `${tensor.name}.stage`,
        slots,
        rows,
        columns,
        role: 'buffer',
        shard: 'replicated',
        groups,
        precision,
        zeroed: false,
        placement,
        launch: this.#lifetimes.get(tensor.id) ?? null,
      };
      this.#tensors.push(stage);
      this.#stages.set(tensor.id, stage);
    }
    return stage;
  }

  /** Pinned inputs are read from DRAM once: at the start, or in the one launch that uses them. */
  #loads(launch: number | null): Op[] {
    return this.#graph.tensors
      .filter((t) => t.role === 'input' && this.isLocal(t) && (this.#lifetimes.get(t.id) ?? null) === launch)
      .map((t) => {
        const bytesPerClass = this.cut.classes.map((_, cls) => bytesInUnit(this.target, t, this.cut, cls));
        const shared = t.shard !== 'rows';
        const load: Traffic = { level: 'dram', direction: 'read', bytesPerClass, shared, tensor: null, slot: null };
        const traffic = [load, ...this.localTraffic(t, 'write', bytesPerClass)];
        return this.#op(
          {
            kind: 'move',
            label: `load ${t.name}`,
            direction: 'load',
            reads: [],
            writes: [{ tensor: t.id, slot: null }],
            traffic,
          },
          true,
        );
      });
  }

  /** Flexpoint initialises exponents by trial: each operation that writes a tensor runs again, committing nothing. */
  #initialisation(work: readonly Node[]): Node[] {
    if (!this.target.format.usesSharedExponent) return [];
    const again: Op[] = [];
    const visit = (nodes: readonly Node[]): void => {
      for (const node of nodes) {
        if (node.kind === 'repeat') visit(node.body);
        else if ((node.kind === 'matmul' || node.kind === 'pointwise') && this.#keepsExponent(node.writes)) {
          again.push({
            ...node,
            id: this.#nextId++,
            label: `initialise ${node.label}`,
            reads: node.reads.filter((r) => this.#tensors[r.tensor].role === 'input'),
            writes: [],
            dry: true,
          });
        }
      }
    };
    visit(work);
    const count = this.target.chip.flexpoint.initReruns.value;
    return [{ kind: 'repeat', label: 'flexpoint initialisation', loop: this.#graph.loops, count, body: again }];
  }

  #keepsExponent(writes: readonly TileRef[]): boolean {
    return writes.some((w) => this.#tensors[w.tensor].precision === 'format');
  }

  /** One bookkeeping operation for each tensor just written in a format with a shared exponent. */
  #scales(outs: readonly Tile[]): Op[] {
    if (!this.target.format.usesSharedExponent) return [];
    return outs
      .filter((t) => t.tensor.precision === 'format')
      .map((t) => this.#op({ kind: 'scale', label: `exponent of ${t.tensor.name}`, reads: [ref(t)], writes: [] }));
  }

  /** Elements that a function's costs count per. */
  #pointwiseElements(s: PointwiseStatement): number[] {
    const { elements = 'output' } = pointwiseFunction(s.fn);
    if (elements === 'input') return this.#elements(s.ins[0]);
    if (elements === 'last-input') return this.#elements(s.ins[s.ins.length - 1]);
    const all = this.#elements(s.outs[0]);
    return elements === 'group' ? all.map((n) => n / s.outs[0].tensor.groups) : all;
  }

  #elements(tile: Tile): number[] {
    const { tensor } = tile;
    const slots = tile.slot === null ? tensor.slots : 1;
    return this.cut.classes.map((_, cls) => slots * this.cut.rowsOf(tensor, cls) * tensor.columns);
  }

  /** Bytes of a tile in one unit of class `cls` (all of it for tensors that are not cut). */
  tileBytes(tile: Tile, cls: number): number {
    const slots = tile.slot === null ? tile.tensor.slots : 1;
    const rows = this.cut.rowsOf(tile.tensor, cls);
    return Math.ceil(slots * rows * tile.tensor.columns * elementBytes(this.target, tile.tensor.precision));
  }

  #traffic(tile: Tile, direction: 'read' | 'write'): Traffic[] {
    const bytesPerClass = this.cut.classes.map((_, cls) => this.tileBytes(tile, cls));
    if (this.isLocal(tile.tensor)) return this.localTraffic(tile.tensor, direction, bytesPerClass);
    const shared = tile.tensor.shard !== 'rows' && direction === 'read';
    return [{ level: 'dram', direction, bytesPerClass, shared, tensor: tile.tensor.id, slot: tile.slot }];
  }

  /** Bytes at a tensor's own levels, in proportion to where it lies. Registers feed the lanes at full rate. */
  localTraffic(tensor: KernelTensor, direction: 'read' | 'write', bytesPerClass: readonly number[]): Traffic[] {
    const places = this.#tensors[tensor.id].placement;
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
}

function ref(tile: Tile): TileRef {
  return { tensor: tile.tensor.id, slot: tile.slot };
}

/** Key of a streamed tensor's staging buffer in the table of placements. */
export function stageKey(tensor: KernelTensor): number {
  return -1 - tensor.id;
}

/** Staging buffers of a tensor with time steps: one is read while the other is filled. */
export function stageSlots(tensor: KernelTensor): number {
  return Math.min(2, tensor.slots);
}

/** Matrix products inside loops. */
function recurrent(statements: readonly Statement[], inLoop: boolean): MatmulStatement[] {
  return statements.flatMap((s) => {
    if (s.kind === 'matmul') return inLoop ? [s] : [];
    return s.kind === 'repeat' || s.kind === 'launch' ? recurrent(s.body, inLoop || s.kind === 'repeat') : [];
  });
}

function containsLaunch(s: Statement): boolean {
  return s.kind === 'launch' || (s.kind === 'repeat' && s.body.some(containsLaunch));
}

/** Loads and initialisation belong inside the first kernel. */
function insertAfterFirstBegin(nodes: readonly Node[], setup: readonly Node[]): Node[] {
  const at = nodes.findIndex((n) => n.kind === 'begin');
  if (at < 0) return [...setup, ...nodes];
  return [...nodes.slice(0, at + 1), ...setup, ...nodes.slice(at + 1)];
}
