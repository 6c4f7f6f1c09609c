/** @file The ideal runtime: no host cost, and of all well-pipelined kernels always the fastest for the shape. */
import type { GpuLibrary } from './library.js';
import { libraryFacts } from './libraryFacts.js';

/** A library without rules: `gemmTime` searches the menu when the format has none. */
export function idealLibrary(architecture: string): GpuLibrary {
  return {
    runtime: 'ideal',
    architecture,
    evidence: 'assumed: a bound, not a product',
    facts: libraryFacts.ideal!,
    parameters: { gapSeconds: 0, callSeconds: 0, setupSeconds: 0, queueFillSeconds: 0, queueSteps: 0 },
    rules: {},
    searchesMenu: true,
  };
}
