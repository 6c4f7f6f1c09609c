import { describe, expect, it } from 'vitest';
import { ruleInput, ruleLeaves } from '../../src/sim/gpu/rule.js';
import { learnRule, type RuleRow } from '../../src/study/calibrateRule.js';
import { coordinateDescent } from '../../src/study/calibrateSearch.js';

const names = ['128x64x8/128 deep split 1', '64x32x8/64 none split 1', '32x32x32/64 shallow split 1'];
const limits = { maxLeaves: 8, minRows: 2, minGain: 0.1 };

/** A row that kernel `best` explains exactly and the others with an error of 1. */
function row(m: number, n: number, transA: boolean, best: number): RuleRow {
  const errors = Float64Array.from(names, (_, i) => (i === best ? 0 : 1));
  return { input: ruleInput({ m, n, k: 512 }, transA, false, false), errors, weight: 1 };
}

describe('learning a choice rule', () => {
  it('finds a planted rule: narrow outputs take kernel 1, transposed wide ones kernel 2, the rest kernel 0', () => {
    const rows: RuleRow[] = [];
    for (const n of [16, 32, 64, 128]) {
      for (const m of [256, 512, 1024]) {
        for (const transA of [false, true]) rows.push(row(m, n, transA, n <= 32 ? 1 : transA ? 2 : 0));
      }
    }
    // The limit lies between 32 and 64 in proportion: sqrt(32 * 64) = 45.2548.
    expect(learnRule(rows, names, limits)).toEqual(['n', 45.2548, names[1], ['transA', 0.5, names[0], names[2]]]);
  });

  it('does not split what one kernel explains, nor for too few rows, nor beyond its leaves', () => {
    const same = [16, 32, 64, 128].map((n) => row(512, n, false, 1));
    expect(learnRule(same, names, limits)).toBe(names[1]);
    const lone = [row(512, 16, false, 0), ...same.slice(1)];
    expect(learnRule(lone, names, limits)).toBe(names[1]);
    const checkered = Array.from({ length: 24 }, (_, i) => row(100 * (i + 1), 64, false, (i >> 1) % 3));
    expect(ruleLeaves(learnRule(checkered, names, { ...limits, maxLeaves: 3 }))).toBe(3);
  });
});

describe('coordinate descent', () => {
  it('finds the bottom of a valley in log space, within its bounds, the same every time', () => {
    const cost = ([a, b]: readonly number[]) => Math.abs(Math.log(a! / 7)) + Math.abs(Math.log(b! / 0.02));
    const variables = [
      { name: 'a', start: 1, low: 0.1, high: 100 },
      { name: 'b', start: 1, low: 0.05, high: 10 },
    ];
    const found = coordinateDescent(variables, cost, 60);
    expect(found.values[0]).toBeCloseTo(7, 1);
    expect(found.values[1]).toBe(0.05);
    expect(coordinateDescent(variables, cost, 60)).toEqual(found);
  });
});
