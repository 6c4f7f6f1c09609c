/** @file Timing on a machine that others use, too: contenders run in turn, every figure is a median with its spread, ratios are
 * medians of the ratios within a turn. */

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Milliseconds of each contender in each turn, after one turn to warm up. Stops early, after three turns at least, when
 * `budgetSeconds` are over. `once`: measured in the first turn only.
 */
export async function interleave(contenders, turns, budgetSeconds) {
  const times = contenders.map(() => []);
  const begun = performance.now();
  for (let turn = -1; turn < turns; turn++) {
    if (turn >= 3 && performance.now() - begun > 1000 * budgetSeconds) break;
    for (const [i, { run, once }] of contenders.entries()) {
      if (once && turn > 0) continue;
      await pause(20); // lets the garbage of the contender before be collected outside of our time
      const start = performance.now();
      await run();
      if (turn >= 0) times[i].push(performance.now() - start);
    }
  }
  return times;
}

/** How much faster `times` is than `baseline`: of the turns that both have. */
export function ratioOf(baseline, times) {
  return median(times.slice(0, baseline.length).map((time, turn) => baseline[turn] / time));
}

export function rowOf(what, name, times, operations, baseline) {
  return {
    what,
    name,
    milliseconds: median(times),
    fastest: Math.min(...times),
    slowest: Math.max(...times),
    turns: times.length,
    gops: operations / median(times) / 1e6,
    ratio: ratioOf(baseline, times),
  };
}
