/** @file How long a tensor has to stay in the units: for one launch, or for the whole run. What is used in one launch only
 * is loaded inside it and gives its room back after it, as a persistent kernel's registers do. */
import { type KernelGraph, type Statement, tilesOf } from '../graph.js';

/** Tensor → the launch (counted in program order) that alone uses it; null: it has to outlive a launch. */
export type Lifetimes = ReadonlyMap<number, number | null>;

/** Outputs outlive their launch, and so does what a repeated launch uses. Without launches nothing has to. */
export function lifetimesOf(graph: KernelGraph): Lifetimes {
  const lifetimes = new Map<number, number | null>();
  let launches = 0;
  const visit = (statements: readonly Statement[], launch: number | null, repeated: boolean): void => {
    for (const s of statements) {
      if (s.kind === 'repeat') visit(s.body, launch, repeated || s.count > 1);
      else if (s.kind === 'launch') visit(s.body, repeated ? null : launches++, repeated);
      else for (const { tensor } of tilesOf(s)) use(lifetimes, tensor.id, tensor.role === 'output' ? null : launch);
    }
  };
  visit(graph.body, null, false);
  return lifetimes;
}

function use(lifetimes: Map<number, number | null>, tensor: number, launch: number | null): void {
  const known = lifetimes.get(tensor);
  lifetimes.set(tensor, known === undefined || known === launch ? launch : null);
}
