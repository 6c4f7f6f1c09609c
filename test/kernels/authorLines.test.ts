/** Errors name the author's line. The lines are found by searching this file for a marker, not counted by hand. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { KernelBuilder } from '../../src/kernels/builder.js';
import { authorPlace, traceAuthor } from '../../src/kernels/callSite.js';
import type { KernelTensor } from '../../src/kernels/handles.js';
import { defineKernel, kernelNamed, plan, size } from '../../src/kernels/index.js';
import { target } from '../../src/sim/namedTarget.js';

const own = fileURLToPath(import.meta.url);
const lines = readFileSync(own, 'utf8').split('\n');
const lineOf = (marker: string): number => lines.findIndex((line) => line.includes(`// ${marker}`)) + 1;
const nnp = target('nnp-t1000', { format: 'fp16' });

function kernel(build: (k: KernelBuilder) => void) {
  return defineKernel({ name: 'mine', title: 'mine', params: { n: size(64, 'rows') }, build: (k) => build(k) });
}

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('was not refused');
}

/** As the command line does: only frames of this file are the author's. */
function traced<T>(work: () => T): T {
  const trace = traceAuthor(({ file, line }) => (file === own ? `mine.ts:${line}` : null));
  try {
    return work();
  } finally {
    trace.stop();
  }
}

/** h goes round between two buffers unless a barrier is left out. */
const racing = kernel((k) => {
  const h = k.buffer('h', [64, 1], { shard: 'rows', zeroed: true });
  const all = k.buffer('all', [64, 1]);
  k.repeat('t', 4, () => {
    k.exchange('all-gather', h, all); // the exchange
    k.pointwise('tanh', [h], [all]); // the reader
  });
});

describe("the author's line", () => {
  it('is where a shape is refused, with both shapes', () => {
    const bad = kernel((k) => {
      const W = k.input('W', [64, 32], { shard: 'rows', residency: 'pinned' });
      const y = k.buffer('y', [64, 1], { shard: 'rows' });
      k.matmul(y, W, k.input('x', [48, 1])); // the product
    });
    const message = messageOf(() => bad.graph({}));
    expect(message).toContain(`${own}:${lineOf('the product')}:`);
    expect(message).toContain('W [64, 32] · x [48, 1] = y [64, 1]');
  });

  it('is where something that is no tile is used', () => {
    const bad = kernel((k) => {
      const tiles: Record<string, KernelTensor> = { y: k.buffer('y', [64, 1]) };
      k.pointwise('tanh', [tiles.y], [tiles.z]); // no such tile
    });
    const message = messageOf(() => bad.graph({}));
    expect(message).toContain(`:${lineOf('no such tile')}:`);
    expect(message).toContain('expected a tensor, or a tile of one (k.at), found undefined');
  });

  it('is not named when a shipped kernel refuses a parameter', () => {
    const conv2d = kernelNamed('conv2d');
    const message = messageOf(() => conv2d.graph({ height: 1, width: 1, kernel: 9, padding: 0 }));
    expect(message).not.toMatch(/\.ts:\d+/);
  });

  it('is named for both sides of a race while a file is traced, and otherwise not', () => {
    const plain = messageOf(() => plan(racing, {}, nnp));
    expect(plain).toMatch(
      /^kernel mine: 'h = tanh' reads all: expected a barrier after 'all-gather h → all' \(exchange\)/,
    );
    const message = messageOf(() => traced(() => plan(racing, {}, nnp)));
    expect(message).toMatch(new RegExp(`^mine.ts:${lineOf('the reader')}: kernel mine: 'h = tanh' reads all`));
    expect(message).toContain(`(exchange at mine.ts:${lineOf('the exchange')})`);
  });

  it('is named for a slot that a loop runs past, which only the planner sees', () => {
    const bad = kernel((k) => {
      const x = k.input('x', [4, 64, 1]);
      const y = k.buffer('y', [64, 1]);
      k.repeat('t', 5, (t) => {
        k.pointwise('tanh', [y], [k.at(x, t)]); // past the end
      });
    });
    const message = messageOf(() => traced(() => plan(bad, {}, nnp)));
    expect(message).toBe(
      `mine.ts:${lineOf('past the end')}: kernel mine: 'y = tanh': expected a slot of x from 0 to 3, found 4`,
    );
  });

  it('costs nothing when no file is traced: graphs hold no lines', () => {
    expect(JSON.stringify(racing.graph({}))).not.toContain('site');
    expect(JSON.stringify(traced(() => racing.graph({})))).toContain(`mine.ts:${lineOf('the exchange')}`);
  });

  it('is read from the stacks of all engines', () => {
    const read = ({ file, line, column }: { file: string; line: number; column: number }) =>
      `${file}|${line}|${column}`;
    expect(authorPlace('Error: no\n    at build (file:///a/k.ts:3:5)', read)).toBe('/a/k.ts|3|5');
    expect(authorPlace('Error: no\n    at file:///a/k.ts:3:5', read)).toBe('/a/k.ts|3|5');
    expect(authorPlace('build@http://host:80/k.js:7:9', read)).toBe('http://host:80/k.js|7|9');
    expect(authorPlace('Error: no\n    at node:internal/main:1:1', read)).toBeNull();
  });
});
