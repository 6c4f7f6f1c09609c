/** @file Lowers a kernel graph to the op stream of one target. Here is the walk over its statements; each kind has its own
 * file beside this one. */
import type { Node, Program } from '../../sim/program.js';
import type { Target } from '../../sim/target.js';
import type { KernelGraph, RepeatStatement, Statement } from '../graph.js';
import type { ProductChoice } from './choices.js';
import { exponentTrials } from './exponents.js';
import { Launches } from './launches.js';
import { lowerGather, lowerPointwise } from './lowerElements.js';
import { type Layout, Lowering } from './lowering.js';
import { lowerMatmul } from './lowerMatmul.js';
import { lowerCopy, lowerExchange } from './lowerMovement.js';
import { lowerReduce, lowerTranspose } from './lowerRearrange.js';
import { pinnedLoads } from './staging.js';

export interface Lowered {
  readonly program: Program;
  /** Label of each matrix product → how one unit computes it; for the mapping text. */
  readonly engines: ReadonlyMap<string, string>;
  /** The same as a plan's choice, for those that no library computes. */
  readonly products: ReadonlyMap<string, ProductChoice>;
}

export function lower(graph: KernelGraph, target: Target, layout: Layout): Lowered {
  const lowering = new Lowering(graph, target, layout);
  const walk = new Walk(lowering);
  const work = walk.statements(graph.body);
  lowering.enter({});
  const setup = [...pinnedLoads(lowering, null), ...exponentTrials(lowering, work)];
  // The loads were those of stages; the launch is everybody's.
  lowering.enter({});
  const launched = graph.body.some(containsLaunch);
  const body = launched ? insertAfterFirstBegin(work, setup) : [...walk.launches.pair(graph.kernel), ...setup, ...work];
  const { kernel, params, loops } = graph;
  const { tensors, engines, products, cut } = lowering;
  // One loop more than the author's: the trial runs of Flexpoint.
  const stages = cut.stages.length === 0 ? {} : { stages: cut.stages };
  const program = { kernel, params, tensors, classes: cut.classes, ...stages, body, loops: loops + 1 };
  return { program, engines, products };
}

class Walk {
  readonly launches: Launches;
  readonly #lowering: Lowering;

  constructor(lowering: Lowering) {
    this.#lowering = lowering;
    this.launches = new Launches(lowering);
  }

  statements(statements: readonly Statement[]): Node[] {
    return statements.flatMap((s) => this.#statement(s));
  }

  #statement(s: Statement): Node[] {
    const { label } = s;
    const lowering = this.#lowering;
    lowering.enter(s);
    switch (s.kind) {
      case 'repeat':
        return [{ kind: 'repeat', label, loop: s.loop, count: s.count, body: this.#inLoop(s) }];
      case 'launch':
        return [...this.launches.launch(s), ...this.statements(s.body)];
      case 'barrier':
        return [lowering.op({ kind: 'barrier', label, reads: [], writes: [] })];
      case 'exchange':
        return [lowerExchange(lowering, s)];
      case 'copy':
        return [lowerCopy(lowering, s)];
      case 'gather':
        return lowerGather(lowering, s);
      case 'pointwise':
        return lowerPointwise(lowering, s);
      case 'reduce':
        return lowerReduce(lowering, s);
      case 'transpose':
        return lowerTranspose(lowering, s);
      case 'matmul':
        return lowerMatmul(lowering, s);
    }
  }

  #inLoop({ body, count }: RepeatStatement): Node[] {
    const lowering = this.#lowering;
    const { repeated } = lowering;
    lowering.depth += 1;
    lowering.repeated ||= count > 1;
    const nodes = this.statements(body);
    lowering.repeated = repeated;
    lowering.depth -= 1;
    return nodes;
  }
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
