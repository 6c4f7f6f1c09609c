/** @file Times of contenders on a machine that does other things, too: they run in turn, every figure is a median with its
 * spread. */

export interface Spread {
  readonly medianSeconds: number;
  readonly leastSeconds: number;
  readonly mostSeconds: number;
  readonly turns: number;
}

export interface Turns {
  readonly turns: number;
  /** After three turns none begins when this long has passed. */
  readonly budgetSeconds: number;
  readonly onTurn?: (done: number) => void;
}

const LEAST_TURNS = 3;
/** What takes less is run several times in a turn: the clock is too coarse for it. */
const LEAST_SECONDS = 2e-3;

/** Runs everything once to warm up, then in turn. */
export async function inTurn(
  runs: readonly (() => void | Promise<void>)[],
  options: Turns,
): Promise<readonly Spread[]> {
  const repeats: number[] = [];
  for (const run of runs) repeats.push(Math.max(1, Math.ceil(LEAST_SECONDS / Math.max(1e-7, await secondsOf(run, 1)))));
  const seconds: number[][] = runs.map(() => []);
  const began = performance.now();
  for (let turn = 0; turn < options.turns; turn++) {
    if (turn >= LEAST_TURNS && performance.now() - began > 1000 * options.budgetSeconds) break;
    for (const [i, run] of runs.entries()) seconds[i].push(await secondsOf(run, repeats[i]));
    options.onTurn?.(turn + 1);
  }
  return seconds.map(spread);
}

async function secondsOf(run: () => void | Promise<void>, times: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < times; i++) {
    const pending = run();
    if (pending !== undefined) await pending;
  }
  return (performance.now() - start) / 1000 / times;
}

function spread(seconds: readonly number[]): Spread {
  const sorted = [...seconds].sort((a, b) => a - b);
  return {
    medianSeconds: sorted[sorted.length >> 1],
    leastSeconds: sorted[0],
    mostSeconds: sorted[sorted.length - 1],
    turns: sorted.length,
  };
}
