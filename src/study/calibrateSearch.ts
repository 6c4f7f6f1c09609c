/** @file Deterministic minimiser for the calibration: coordinate descent with shrinking multiplicative steps. */

export interface SearchVariable {
  readonly name: string;
  readonly start: number;
  readonly low: number;
  readonly high: number;
}

export interface SearchResult {
  readonly values: readonly number[];
  readonly cost: number;
  readonly evaluations: number;
}

const FIRST_STEP = 1.4;
const SHRINK = 0.5;

/** Minimises `cost` over positive variables within their bounds. Same input, same output. */
export function coordinateDescent(
  variables: readonly SearchVariable[],
  cost: (values: readonly number[]) => number,
  rounds: number,
): SearchResult {
  const values = variables.map((v) => v.start);
  let best = cost(values);
  let evaluations = 1;
  let logStep = Math.log(FIRST_STEP);
  for (let round = 0; round < rounds; round++) {
    let moved = false;
    variables.forEach((variable, i) => {
      for (const direction of [logStep, -logStep]) {
        const before = values[i]!;
        const trial = Math.min(variable.high, Math.max(variable.low, before * Math.exp(direction)));
        if (trial === before) continue;
        values[i] = trial;
        const found = cost(values);
        evaluations++;
        if (found < best - 1e-9) {
          best = found;
          moved = true;
          break;
        }
        values[i] = before;
      }
    });
    if (!moved) logStep *= SHRINK;
  }
  return { values, cost: best, evaluations };
}
