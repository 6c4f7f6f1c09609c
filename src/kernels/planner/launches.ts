/** @file Lowers kernel launches: the host's call, the begin on the chip, and what a runtime's library adds to them. */
import type { BeginOp, LaunchOp, Op } from '../../sim/program.js';
import type { LaunchStatement, MatmulStatement, Statement } from '../graph.js';
import type { Lowering } from './lowering.js';
import { pinnedLoads } from './staging.js';

export class Launches {
  readonly #lowering: Lowering;
  /** True when some recurrent product of the library is larger than what it fuses into one small kernel. */
  readonly #fillsQueue: boolean;
  readonly #callsLibrary: boolean;
  /** Launches so far that happen once. */
  #once = 0;
  #begun = false;

  constructor(lowering: Lowering) {
    this.#lowering = lowering;
    const { runtime } = lowering.target;
    const { maxWeights, maxBatch } = runtime.smallLayer;
    const products = runtime.library ? recurrentProducts(lowering.graph.body, false) : [];
    const calls = products.filter((s) => !lowering.isLocal(s.a.tensor));
    this.#callsLibrary = calls.length > 0;
    this.#fillsQueue = calls.some((s) => s.m * s.k > maxWeights || s.n > maxBatch);
  }

  /** Launch and begin, and the loads of what this launch alone uses. */
  launch(s: LaunchStatement): Op[] {
    const pair = this.pair(s.label, this.#kernelsOf(s));
    return this.#lowering.repeated ? pair : [...pair, ...pinnedLoads(this.#lowering, this.#once++)];
  }

  pair(label: string, kernels = 1): Op[] {
    const first = !this.#begun;
    this.#begun = true;
    const base = { reads: [], writes: [], kernels };
    const fillsQueue = this.#fillsQueue;
    const setsUp = first && this.#callsLibrary;
    return [
      this.#lowering.op<LaunchOp>({ kind: 'launch', label: `launch ${label}`, fillsQueue, ...base }),
      this.#lowering.op<BeginOp>({ kind: 'begin', label: `begin ${label}`, first, setsUp, ...base }),
    ];
  }

  /** Kernels that the runtime issues for what the author launches once. */
  #kernelsOf(s: LaunchStatement): number {
    const { kernelsOfCell } = this.#lowering.target.runtime;
    return Math.max(1, ...s.body.map((x) => (x.kind === 'pointwise' ? (kernelsOfCell[x.fn] ?? 1) : 1)));
  }
}

/** Matrix products inside loops. */
function recurrentProducts(statements: readonly Statement[], inLoop: boolean): MatmulStatement[] {
  return statements.flatMap((s) => {
    if (s.kind === 'matmul') return inLoop ? [s] : [];
    return s.kind === 'repeat' || s.kind === 'launch' ? recurrentProducts(s.body, inLoop || s.kind === 'repeat') : [];
  });
}
