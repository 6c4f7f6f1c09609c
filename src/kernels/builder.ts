/** @file The author's pen: an author calls these methods in order and gets a kernel graph. Mistakes (shapes that do not match,
 * data that another unit has) are refused here, in the author's own terms. */
import type { WindowOperand } from '../sim/convolution.js';
import type { ExchangeOp, ReduceOp, SlotIndex } from '../sim/program.js';
import { refuseAtAuthor, statementPlace } from './callSite.js';
import type { CutProblem } from './cuts.js';
import type { ElementFunction } from './expression/compile.js';
import type { KernelGraph, Statement } from './graph.js';
import {
  asTile,
  type KernelTensor,
  LoopIndex,
  type Stage,
  type TensorOptions,
  type Tile,
  type TileLike,
} from './handles.js';
import type { KernelMachine } from './machine.js';
import { Ring } from './ring.js';
import { type BarrierOptions, barrierStages, newStage, type StageOptions, stageMismatch } from './stages.js';
import { exchangeStatement } from './statements/exchange.js';
import { type GatherOptions, gatherStatement } from './statements/gather.js';
import { expressionStatement, type PointwiseOptions, tableStatement } from './statements/pointwise.js';
import { type MatmulOptions, matmulStatement } from './statements/product.js';
import { type ReduceOptions, reduceStatement, transposeStatement } from './statements/rearrange.js';
import { cutAlike, noPartial, type Refuse, sameShape } from './statements/refuse.js';
import { type ShiftOptions, shiftStatement } from './statements/shift.js';
import { windowMismatch, windowProduct } from './windows.js';

export type Shape = readonly [rows: number, columns: number] | readonly [slots: number, rows: number, columns: number];

export class KernelBuilder<P extends Readonly<Record<string, number>> = Readonly<Record<string, number>>> {
  readonly params: P;
  readonly #kernel: string;
  readonly #machine: KernelMachine | null;
  readonly #tensors: KernelTensor[] = [];
  readonly #stages: Stage[] = [];
  readonly #root: Statement[] = [];
  #scope: Statement[] = this.#root;
  #loops = 0;
  #inLaunch = false;
  #part: { readonly part?: string } = {};
  #askedMachine = false;
  readonly #refusal: Refuse = (where, expected, found) => this.#refuse(where, expected, found);
  /** The stage around the statements that are being written. */
  #stage: Stage | null = null;

  constructor(kernel: string, params: P, machine: KernelMachine | null = null) {
    this.#kernel = kernel;
    this.#machine = machine;
    this.params = params;
  }

  /** Units of the chip that the kernel is planned for: its values may then depend on the chip (see machine.ts). */
  get units(): number {
    return this.#asked('k.units').units;
  }

  /** True when one unit can pin `bytes` bytes, if the kernel pins nothing else. */
  fits(bytes: number): boolean {
    return bytes <= this.#asked('k.fits').pinnableBytesPerUnit;
  }

  /** A tensor that the caller provides. Inputs are off chip until they are pinned or streamed in. */
  input(name: string, shape: Shape, options: TensorOptions = {}): KernelTensor {
    return this.#declare(name, shape, 'input', options);
  }

  /** A tensor that the caller reads afterwards. */
  output(name: string, shape: Shape, options: TensorOptions = {}): KernelTensor {
    return this.#declare(name, shape, 'output', { residency: 'streamed', ...options });
  }

  /** Working memory. With three dimensions the first one counts buffers or time steps. */
  buffer(name: string, shape: Shape, options: TensorOptions = {}): KernelTensor {
    return this.#declare(name, shape, 'buffer', { residency: 'pinned', ...options });
  }

  /** `count` buffers of one shape that are used in turn: `h.now(t)` is read while `h.next(t)` is filled. */
  ring(
    name: string,
    count: number,
    shape: readonly [rows: number, columns: number],
    options: TensorOptions = {},
  ): Ring {
    if (!Number.isInteger(count) || count < 2) this.#refuse(`ring ${name}`, 'two or more buffers', String(count));
    return new Ring(this.buffer(name, [count, ...shape], options));
  }

  /** One slot of a tensor: `k.at(x, t)`, `k.at(h, t.mod(2))`, `k.at(h, 0)`. */
  at(tensor: KernelTensor, index: SlotIndex | number): Tile {
    const slot = typeof index === 'number' ? { terms: [], offset: index, modulo: 0 } : index;
    const { offset, modulo, terms } = slot;
    if (modulo > tensor.slots || (terms.length === 0 && (offset < 0 || offset >= tensor.slots))) {
      this.#refuse(`index of ${tensor.name}`, `a slot below ${tensor.slots}`, String(modulo > 0 ? modulo - 1 : offset));
    }
    return { tensor, slot };
  }

  /** A real loop of the program: never unrolled. */
  repeat(label: string, count: number, body: (t: LoopIndex) => void): void {
    if (!Number.isInteger(count) || count < 0) this.#refuse(`repeat '${label}'`, 'a whole count', String(count));
    const loop = this.#loops++;
    const statements = this.#nested(() => body(new LoopIndex([{ loop, scale: 1 }])));
    this.#push({ kind: 'repeat', label, loop, count, body: statements });
  }

  /** A group of units. Tensors say `stage: s`, statements stand in `k.on(s, …)`; stages run at the same time. */
  stage(name: string, options: StageOptions = {}): Stage {
    const stage = newStage(this.#stages, name, options);
    if ('expected' in stage) this.#refuse(`stage '${name}'`, stage.expected, stage.found);
    this.#stages.push(stage);
    return stage;
  }

  /** What the units of one stage do. */
  on(stage: Stage, body: () => void): void {
    if (this.#stages[stage?.id] !== stage)
      this.#refuse('k.on', 'a stage of this kernel (k.stage)', String(stage?.name));
    const outer = this.#stage;
    if (outer !== null)
      this.#refuse(`stage '${stage.name}'`, 'a stage outside other stages', `one inside '${outer.name}'`);
    this.#stage = stage;
    body();
    this.#stage = null;
  }

  /** A kernel that the host launches; its begin orders it after all earlier work. Without any, the whole is one launch. */
  launch(label: string, body: () => void): void {
    if (this.#inLaunch) this.#refuse(`launch '${label}'`, 'a launch outside other launches', 'one inside another');
    const around = this.#stage?.name;
    if (around) this.#refuse(`launch '${label}'`, 'a launch for all units', `one inside stage '${around}'`);
    this.#inLaunch = true;
    const statements = this.#nested(body);
    this.#inLaunch = false;
    this.#push({ kind: 'launch', label, body: statements });
  }

  /** out[m,n] (+)= a[m,k] · b[k,n]; b may have slots, then out has as many. Each unit computes the rows it owns. */
  matmul(outLike: TileLike, aLike: TileLike, bLike: TileLike, options: MatmulOptions = {}): void {
    this.#push(matmulStatement(this.#refusal, outLike, aLike, bLike, options));
  }

  /**
   * out = the convolution of images with filters [K, channels·kernel], as an implicit GEMM: the windows are read from the
   * images as they lie. By pixels (operand a): images [N, height·width, channels], out [N·pixels, K]. By filters (operand
   * b): images [N, channels, height·width], out [N, K, pixels]. Rows of `out` are what units can be given.
   */
  convolution(outLike: TileLike, filtersLike: TileLike, imagesLike: TileLike, window: WindowOperand): void {
    const [out, filters, images] = [asTile(outLike), asTile(filtersLike), asTile(imagesLike)];
    const label = `${out.tensor.name} = ${filters.tensor.name} * ${images.tensor.name}`;
    this.#need(label, windowMismatch(out, filters, images, window));
    noPartial(this.#refusal, label, [filters, images]);
    const product = windowProduct(filters, images, window);
    this.#push({ kind: 'matmul', label, out, accumulate: false, transposeA: false, window, ...product });
  }

  /** Element by element on what each unit owns: a function of the table by name (`lstmCell`, `add` …), or an expression of
   * the operands: `k.pointwise([h], [x, b], (x, b) => tanh(x.plus(b)))`. */
  pointwise(fn: string, outs: readonly TileLike[], ins: readonly TileLike[], options?: PointwiseOptions): void;
  pointwise<const I extends readonly TileLike[], C extends string = never>(
    outs: readonly TileLike[],
    ins: I,
    expression: ElementFunction<I, C>,
    options?: PointwiseOptions<C>,
  ): void;
  pointwise(
    first: string | readonly TileLike[],
    second: readonly TileLike[],
    third: unknown,
    options: PointwiseOptions = {},
  ): void {
    this.#push(
      typeof first === 'string'
        ? tableStatement(this.#refusal, first, second, third as readonly TileLike[], options)
        : expressionStatement(this.#refusal, first, second, third, options),
    );
  }

  /** Sum, mean or largest value over rows, out [1, n] of x [m, n], or over columns, out [m, 1]. Over rows that are cut over
   * the units each unit has a term: out is 'partial', and an exchange makes the sum of it. */
  reduce(how: ReduceOp['how'], outLike: TileLike, xLike: TileLike, options: ReduceOptions): void {
    this.#push(reduceStatement(this.#refusal, how, outLike, xLike, options));
  }

  /** out [n, m] = the transpose of x [m, n], in the units' memory. */
  transpose(outLike: TileLike, xLike: TileLike, options: { readonly label?: string } = {}): void {
    this.#push(transposeStatement(this.#refusal, outLike, xLike, options.label));
  }

  /** out[:, j] = table[ids[j], :]: the embedding of integer ids. With `transposed` the table is [width, rows]: each unit
   * then can own some rows of it and makes those of `out`. */
  gather(outLike: TileLike, tableLike: TileLike, idsLike: TileLike, options: GatherOptions = {}): void {
    this.#push(gatherStatement(this.#refusal, outLike, tableLike, idsLike, options));
  }

  /** Statements made in `body` belong to this part of a network (a layer): their time is booked for it, too. */
  part(name: string, body: () => void): void {
    const outer = this.#part;
    this.#part = { part: name };
    body();
    this.#part = outer;
  }

  /** Send what each unit owns to the others. all-gather: rows → replicated; all-reduce: partial → replicated; shift: rows →
   * rows, `{ rows: n }` on, or to the next unit. `from` and `to` may be those of two stages; send: to the owners there. */
  exchange(pattern: ExchangeOp['pattern'], fromLike: TileLike, toLike: TileLike, options: ShiftOptions = {}): void {
    const [from, to] = [asTile(fromLike), asTile(toLike)];
    this.#push(
      pattern === 'shift'
        ? shiftStatement(this.#refusal, from, to, options, () => this.units)
        : exchangeStatement(this.#refusal, pattern, from, to, options),
    );
  }

  /** All units wait for each other: data that an exchange has sent may be used after it. */
  barrier(labelOrOptions: string | BarrierOptions = {}): void {
    const options = typeof labelOrOptions === 'string' ? { label: labelOrOptions } : labelOrOptions;
    const { label = 'barrier' } = options;
    const stages = barrierStages(options, this.#stage);
    if ('expected' in stages) this.#refuse(label, stages.expected, stages.found);
    this.#push({ kind: 'barrier', label, ...stages });
  }

  /** Copy a tile by the move engine: unit memory to an output off chip, or an input into unit memory. */
  copy(toLike: TileLike, fromLike: TileLike): void {
    const [to, from] = [asTile(toLike), asTile(fromLike)];
    const label = `${to.tensor.name} ← ${from.tensor.name}`;
    sameShape(this.#refusal, label, from, to);
    noPartial(this.#refusal, label, [from, to]);
    cutAlike(this.#refusal, label, [to], [from]);
    this.#push({ kind: 'copy', label, from, to });
  }

  /** The finished graph. */
  finish(trains: boolean): KernelGraph {
    if (this.#root.length === 0) this.#refuse('body', 'at least one statement', 'none');
    return {
      kernel: this.#kernel,
      params: this.params,
      tensors: this.#tensors,
      stages: this.#stages,
      body: this.#root,
      loops: this.#loops,
      trains,
      asksMachine: this.#askedMachine,
    };
  }

  /** Appends a statement, with its line while an author's file is being built. */
  #push(statement: Statement): void {
    const where = stageMismatch(statement, this.#stage, this.#stages);
    if ('expected' in where) this.#refuse(statement.label, where.expected, where.found);
    this.#scope.push({ ...statement, ...where, ...this.#part, ...statementPlace() });
  }

  #asked(what: string): KernelMachine {
    this.#askedMachine = true;
    return this.#machine ?? this.#refuse(what, 'a target: plan(kernel, params, target)', 'a graph without one');
  }

  #nested(body: () => void): Statement[] {
    const outer = this.#scope;
    const inner: Statement[] = [];
    this.#scope = inner;
    body();
    this.#scope = outer;
    return inner;
  }

  #declare(name: string, shape: Shape, role: KernelTensor['role'], options: TensorOptions): KernelTensor {
    if (this.#tensors.some((t) => t.name === name)) this.#refuse(`tensor ${name}`, 'a new name', 'a second one');
    const [slots, rows, columns] = shape.length === 3 ? shape : [1, ...shape];
    for (const size of [slots, rows, columns]) {
      if (!Number.isInteger(size) || size < 1)
        this.#refuse(`shape of ${name}`, 'whole sizes from 1', shape.join(' x '));
    }
    const { shard = 'replicated', residency = 'streamed', groups = 1, precision = 'format', zeroed = false } = options;
    const { stage } = options;
    if (stage && this.#stages[stage.id] !== stage)
      this.#refuse(`stage of ${name}`, 'one of k.stage', String(stage.name));
    if (rows % groups !== 0) this.#refuse(`groups of ${name}`, `a divisor of ${rows} rows`, String(groups));
    const id = this.#tensors.length;
    const kept = { shard, residency, groups, precision, zeroed, ...(stage && { stage }) };
    const tensor = { id, name, slots, rows, columns, role, ...kept, ...statementPlace() };
    this.#tensors.push(tensor);
    return tensor;
  }

  #need(label: string, problem: CutProblem | null): void {
    if (problem !== null) this.#refuse(label, problem.expected, problem.found);
  }

  #refuse(where: string, expected: string, found: string): never {
    refuseAtAuthor({ where: `kernel ${this.#kernel}: ${where}`, expected, found });
  }
}
