/** @file The author's pen: an author calls these methods in order and gets a kernel graph. Mistakes (shapes that do not
 * match, data that another unit has) are refused here, in the author's own terms. */
import { outputHeight, outputWidth, type WindowOperand, windowSize } from '../sim/convolution.js';
import type { ExchangeOp, ReduceOp, SlotIndex } from '../sim/program.js';
import { refuseAtAuthor, statementPlace } from './callSite.js';
import { dimsOf, isCut, slotsOf, tileText } from './cuts.js';
import type { ElementFunction } from './expression/compile.js';
import type { KernelGraph, Statement } from './graph.js';
import { asTile, type KernelTensor, LoopIndex, type TensorOptions, type Tile, type TileLike } from './handles.js';
import type { KernelMachine } from './machine.js';
import { Ring } from './ring.js';
import { exchangeStatement } from './statements/exchange.js';
import { type GatherOptions, gatherStatement } from './statements/gather.js';
import { expressionStatement, type PointwiseOptions, tableStatement } from './statements/pointwise.js';
import { type ReduceOptions, reduceStatement, transposeStatement } from './statements/rearrange.js';
import { cutAlike, noPartial, type Refuse, sameShape } from './statements/refuse.js';
import { type ShiftOptions, shiftStatement } from './statements/shift.js';

export type Shape = readonly [rows: number, columns: number] | readonly [slots: number, rows: number, columns: number];

export interface MatmulOptions {
  readonly accumulate?: boolean;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly label?: string;
}

export class KernelBuilder<P extends Readonly<Record<string, number>> = Readonly<Record<string, number>>> {
  readonly params: P;
  readonly #kernel: string;
  readonly #machine: KernelMachine | null;
  readonly #tensors: KernelTensor[] = [];
  readonly #root: Statement[] = [];
  #scope: Statement[] = this.#root;
  #loops = 0;
  #inLaunch = false;
  #part: { readonly part?: string } = {};
  #askedMachine = false;
  readonly #refusal: Refuse = (where, expected, found) => this.#refuse(where, expected, found);

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

  /** A kernel that the host launches; its begin orders it after all earlier work. Without any, the whole is one launch. */
  launch(label: string, body: () => void): void {
    if (this.#inLaunch) this.#refuse(`launch '${label}'`, 'a launch outside other launches', 'one inside another');
    this.#inLaunch = true;
    const statements = this.#nested(body);
    this.#inLaunch = false;
    this.#push({ kind: 'launch', label, body: statements });
  }

  /** out[m,n] (+)= a[m,k] · b[k,n]; b may have slots, then out has as many. Each unit computes the rows it owns. */
  matmul(outLike: TileLike, aLike: TileLike, bLike: TileLike, options: MatmulOptions = {}): void {
    const [out, a, b] = [asTile(outLike), asTile(aLike), asTile(bLike)];
    const { transposeA = false, transposeB = false, accumulate = false } = options;
    const label = options.label ?? `${out.tensor.name} = ${a.tensor.name} · ${b.tensor.name}`;
    const [m, k] = dimsOf(a, transposeA);
    const [kOfB, n] = dimsOf(b, transposeB);
    const slots = slotsOf(b);
    if (k !== kOfB || out.tensor.rows !== m || out.tensor.columns !== n || slotsOf(out) !== slots || slotsOf(a) !== 1) {
      this.#refuse(
        label,
        `shapes [m,k] · [k,n] = [m,n]`,
        `${tileText(a, transposeA)} · ${tileText(b, transposeB)} = ${tileText(out)}`,
      );
    }
    noPartial(this.#refusal, label, [a, b]);
    // A unit has only its own rows of what is cut: they serve a sum over those rows (aᵀ · b) and nothing else.
    if (isCut(b) && !(transposeA && isCut(a)))
      this.#refuse(label, `all rows of ${b.tensor.name} in each unit (an all-gather before)`, `shard 'rows', pinned`);
    this.#push({ kind: 'matmul', label, out, a, b, accumulate, transposeA, transposeB, m, n: n * slots, k });
  }

  /**
   * out = the convolution of images with filters [K, channels·kernel], as an implicit GEMM: the windows are read from the
   * images as they lie. By pixels (operand a): images [N, height·width, channels], out [N·pixels, K]. By filters (operand
   * b): images [N, channels, height·width], out [N, K, pixels]. Rows of `out` are what units can be given.
   */
  convolution(outLike: TileLike, filtersLike: TileLike, imagesLike: TileLike, window: WindowOperand): void {
    const [out, filters, images] = [asTile(outLike), asTile(filtersLike), asTile(imagesLike)];
    const label = `${out.tensor.name} = ${filters.tensor.name} * ${images.tensor.name}`;
    const [k, pixels, count] = [windowSize(window), outputHeight(window) * outputWidth(window), slotsOf(images)];
    const { channels, height, width, kernelHeight, kernelWidth, padding, operand } = window;
    if (outputHeight(window) < 1 || outputWidth(window) < 1) {
      const sides = [window.top, window.right, window.bottom, window.left].map((side) => side ?? padding);
      const zeros = sides.every((side) => side === padding) ? padding : sides.join(', ');
      const found = `${kernelHeight} x ${kernelWidth} over ${height} x ${width} with padding ${zeros}`;
      this.#refuse(label, 'a kernel no larger than the padded image', found);
    }
    const byPixel = operand === 'a';
    const K = filters.tensor.rows;
    const image = byPixel ? [height * width, channels] : [channels, height * width];
    const result = byPixel ? [1, count * pixels, K] : [count, K, pixels];
    const found = [images.tensor.rows, images.tensor.columns, slotsOf(out), out.tensor.rows, out.tensor.columns];
    if ([...image, ...result].some((size, i) => size !== found[i]) || filters.tensor.columns !== k) {
      const expected = `filters [K, ${k}] * images [${image.join(', ')}] = [${result.join(', ')}]`;
      this.#refuse(label, expected, `${tileText(filters)} * ${tileText(images)} = ${tileText(out)}`);
    }
    noPartial(this.#refusal, label, [filters, images]);
    const product = byPixel
      ? { a: images, b: filters, m: count * pixels, n: K, transposeB: true }
      : { a: filters, b: images, m: K, n: count * pixels, transposeB: false };
    this.#push({ kind: 'matmul', label, out, accumulate: false, transposeA: false, k, window, ...product });
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
   * rows, `{ rows: n }` on, or to the next unit. */
  exchange(pattern: ExchangeOp['pattern'], fromLike: TileLike, toLike: TileLike, options: ShiftOptions = {}): void {
    const [from, to] = [asTile(fromLike), asTile(toLike)];
    this.#push(
      pattern === 'shift'
        ? shiftStatement(this.#refusal, from, to, options, () => this.units)
        : exchangeStatement(this.#refusal, pattern, from, to, options),
    );
  }

  /** All units wait for each other: data that an exchange has sent may be used after it. */
  barrier(label = 'barrier'): void {
    this.#push({ kind: 'barrier', label });
  }

  /** Copy a tile by the move engine: unit memory to an output off chip, or an input into unit memory. */
  copy(toLike: TileLike, fromLike: TileLike): void {
    const [to, from] = [asTile(toLike), asTile(fromLike)];
    const label = `${to.tensor.name} ← ${from.tensor.name}`;
    sameShape(this.#refusal, label, from, to);
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
      body: this.#root,
      loops: this.#loops,
      trains,
      asksMachine: this.#askedMachine,
    };
  }

  /** Appends a statement, with its line while an author's file is being built. */
  #push(statement: Statement): void {
    this.#scope.push({ ...statement, ...this.#part, ...statementPlace() });
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
    if (rows % groups !== 0) this.#refuse(`groups of ${name}`, `a divisor of ${rows} rows`, String(groups));
    const id = this.#tensors.length;
    const kept = { shard, residency, groups, precision, zeroed };
    const tensor = { id, name, slots, rows, columns, role, ...kept, ...statementPlace() };
    this.#tensors.push(tensor);
    return tensor;
  }

  #refuse(where: string, expected: string, found: string): never {
    refuseAtAuthor({ where: `kernel ${this.#kernel}: ${where}`, expected, found });
  }
}
