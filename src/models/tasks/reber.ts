/** @file The embedded Reber grammar (Fahlman 1991; Hochreiter and Schmidhuber 1997): strings of a small automaton between
 * two equal symbols, the second of which can only be predicted by remembering the first. */
import { uniformAt } from '../../numerics/random.js';
import type { Batch } from '../batch.js';
import { bitsASymbol, countedSource, HELD_OUT, type Task, type TaskSizes } from './task.js';

export const reberSymbols = ['B', 'T', 'P', 'S', 'X', 'V', 'E'] as const;
type Symbol = (typeof reberSymbols)[number];

/** State → two equally likely (symbol, next state); state 5 is left with E. */
const edges: readonly (readonly (readonly [Symbol, number])[])[] = [
  [
    ['T', 1],
    ['P', 2],
  ],
  [
    ['S', 1],
    ['X', 3],
  ],
  [
    ['T', 2],
    ['V', 4],
  ],
  [
    ['X', 2],
    ['S', 5],
  ],
  [
    ['P', 3],
    ['V', 5],
  ],
];

/** One string: B, T or P, a Reber string from B to E, the same T or P, E. `coin` gives numbers in [0,1). */
export function embeddedReber(coin: () => number): Symbol[] {
  const outer: Symbol = coin() < 0.5 ? 'T' : 'P';
  const inner: Symbol[] = ['B'];
  for (let state = 0; state < edges.length; ) {
    const [symbol, next] = edges[state][coin() < 0.5 ? 0 : 1];
    inner.push(symbol);
    state = next;
  }
  return ['B', outer, ...inner, 'E', outer, 'E'];
}

export function reberTask({ batch: B, steps: T, seed }: TaskSizes): Task {
  const make = (index: number): Batch => {
    const x = new Float32Array(T * B);
    const targets = new Float32Array(T * B);
    for (let j = 0; j < B; j++) {
      let drawn = 0;
      const coin = (): number => uniformAt({ seed, stream: 7003 + j, step: index }, drawn++);
      const text: Symbol[] = [];
      while (text.length < T + 1) text.push(...embeddedReber(coin));
      for (let t = 0; t < T; t++) {
        x[t * B + j] = reberSymbols.indexOf(text[t]);
        targets[t * B + j] = reberSymbols.indexOf(text[t + 1]);
      }
    }
    return { x, targets, weights: new Float32Array(T * B).fill(1 / (T * B)), fresh: true };
  };
  return {
    name: 'reber',
    title: 'next symbol of the embedded Reber grammar',
    shape: { classes: reberSymbols.length, vocabulary: reberSymbols.length, regression: false, realInputs: 0 },
    training: countedSource(make),
    heldOut: countedSource(make, HELD_OUT),
    heldOutBatches: 8,
    metric: bitsASymbol,
    baseline: Math.log2(reberSymbols.length),
    best: null,
  };
}
