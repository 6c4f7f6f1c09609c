/** @file Tasks: their data is what they say, and training never sees what is held out. */
import { describe, expect, it } from 'vitest';
import { taskNamed } from '../../src/models/tasks/index.js';
import { mackeyGlass } from '../../src/models/tasks/mackeyGlass.js';
import { embeddedReber, reberSymbols } from '../../src/models/tasks/reber.js';
import { uniformAt } from '../../src/numerics/index.js';

const sizes = { batch: 4, steps: 20, seed: 3 };

describe('copy', () => {
  it('asks for the first symbols again at the end, after a mark', () => {
    // 20 steps: a fifth, 4 symbols, are read; the mark stands before the 4 answers, at step 15.
    const { x, targets, weights } = taskNamed('copy', sizes).training.batch(5);
    for (let j = 0; j < 4; j++) {
      const column = (values: Float32Array) => Array.from({ length: 20 }, (_, t) => values[t * 4 + j]);
      expect(column(targets).slice(16)).toEqual(column(x).slice(0, 4));
      expect(column(x)[15]).toBe(9);
      expect(column(x).slice(4, 15)).toEqual(Array(11).fill(8));
      expect(column(weights).slice(0, 16)).toEqual(Array(16).fill(0));
    }
    expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 6);
  });
});

describe('adding', () => {
  it('asks for the sum of the two marked numbers after the last step', () => {
    const { x, targets } = taskNamed('adding', sizes).training.batch(2);
    for (let j = 0; j < 4; j++) {
      let [sum, marks] = [0, 0];
      for (let t = 0; t < 20; t++) {
        const mark = x[(t * 2 + 1) * 4 + j];
        sum += mark * x[t * 2 * 4 + j];
        marks += mark;
      }
      expect(marks).toBe(2);
      expect(targets[19 * 4 + j]).toBeCloseTo(sum, 6);
    }
  });
});

describe('embedded Reber grammar', () => {
  it('makes strings of the language', () => {
    // The automaton as a regular expression: after B, T S* X or P T* V lead to two states that lead to each other.
    const four = '(?:XT*V(?:PXT*V)*(?:PS|V)|S)';
    const two = 'T*V(?:PXT*V)*(?:PS|V)';
    const inner = new RegExp(`^B(?:TS*X${four}|P${two})E$`);
    for (let n = 0; n < 300; n++) {
      let drawn = 0;
      const text = embeddedReber(() => uniformAt({ seed: 1, stream: 2, step: n }, drawn++)).join('');
      expect(text).toMatch(/^B([TP]).*\1E$/);
      expect(text.slice(2, -2)).toMatch(inner);
    }
  });

  it('feeds symbols, each target the next one', () => {
    const { x, targets } = taskNamed('reber', sizes).training.batch(0);
    expect(x[0]).toBe(reberSymbols.indexOf('B'));
    for (let t = 0; t + 1 < 20; t++) expect(targets[t * 4]).toBe(x[(t + 1) * 4]);
  });
});

describe('Mackey-Glass', () => {
  it('stays where the attractor lies and never repeats a unit exactly', () => {
    const series = mackeyGlass(2000);
    // Published plots of the series with delay 17 run between about 0.2 and 1.4.
    expect(Math.min(...series)).toBeGreaterThan(0.15);
    expect(Math.max(...series)).toBeLessThan(1.45);
    expect(new Set(series).size).toBeGreaterThan(1990);
  });
});

describe('taskNamed', () => {
  it.each(['copy', 'adding', 'reber', 'mackey-glass'])('%s holds out other data than it trains on', (name) => {
    const task = taskNamed(name, sizes);
    expect(task.heldOut.batch(0).x).not.toEqual(task.training.batch(0).x);
    expect(task.training.batch(7)).toEqual(taskNamed(name, sizes).training.batch(7));
    const other = taskNamed(name, { ...sizes, seed: 4 });
    expect(other.training.batch(0).x).not.toEqual(task.training.batch(0).x);
  });

  it('names the nearest task, and asks for a text', () => {
    expect(() => taskNamed('copi', sizes)).toThrow('did you mean copy?');
    expect(() => taskNamed('char', sizes)).toThrow('task char: expected a text, found none');
    expect(() => taskNamed('char', sizes, { text: 'short', name: 'a.txt' })).toThrow(/^text a\.txt: expected at least/);
  });
});
