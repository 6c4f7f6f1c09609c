import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as onchip from '../../src/index.js';
import { isRejected, kernelNamed, parseChipFile, plan, runExperiment, target } from '../../src/index.js';
import * as kernels from '../../src/kernels/index.js';
import { root } from './onchip.js';

describe('the library', () => {
  it('runs the example of its head comment', () => {
    const targets = [target('nnp-t1000', { format: 'fp16' }), target('v100', { runtime: 'cudnn-7.6' })];
    const params = { hidden: 200, layers: 2, steps: 4 };
    const rows = runExperiment(kernelNamed('lstm.in-cache'), params, targets, { values: false });
    expect(rows.map((row) => `${row.chip} ${row.runtime} ${row.format}`)).toEqual([
      'nnp-t1000 native fp16',
      'v100 cudnn-7.6 fp16',
    ]);
    for (const row of rows) expect(isRejected(row)).toBe(false);
  });

  it('plans the kernel of the head comment of onchip/kernels on a chip file', () => {
    const double = kernels.defineKernel({
      name: 'double',
      title: 'y = W · x with W resident',
      params: { n: kernels.size(256, 'rows and columns of W') },
      build(k) {
        const { n } = k.params;
        const W = k.input('W', [n, n], { shard: 'rows', residency: 'pinned' });
        const x = k.input('x', [n, 1]);
        const y = k.buffer('y', [n, 1], { shard: 'rows' });
        k.matmul(y, W, x);
        k.copy(k.output('out', [n, 1], { shard: 'rows' }), y);
      },
    });
    const file = 'data/examples/four-core.yaml';
    const spec = parseChipFile(readFileSync(join(root, file), 'utf8'), file);
    const planned = plan(double, {}, target(spec));
    if (planned.rejected !== null) throw new Error('does not fit');
    // 256 x 256 in fp16 over four cores: 64 rows of 512 bytes each.
    const place = planned.mapping.placement.find((p) => p.tensor === 'W')!;
    expect(place).toMatchObject({ level: 'scratchpad', bytesPerUnit: 64 * 512, bytesOnChip: 256 * 512 });
  });

  it('exports these names, and a change of them is a change of the API', () => {
    expect(Object.keys(onchip).sort()).toMatchInlineSnapshot(`
      [
        "InputError",
        "assumedFigures",
        "chip",
        "chipFigures",
        "chipNames",
        "defineKernel",
        "figureRange",
        "formatNames",
        "isRejected",
        "kernelNamed",
        "kernelNames",
        "modelKernels",
        "parseChipFile",
        "parseFormat",
        "plan",
        "predict",
        "readOnnx",
        "readTfjs",
        "reasonMeaning",
        "rig",
        "rigNames",
        "runBestRung",
        "runExperiment",
        "runtimeFor",
        "runtimeNames",
        "runtimesOf",
        "size",
        "target",
        "timeReasons",
        "withFigure",
      ]
    `);
    expect(Object.keys(kernels).sort()).toMatchInlineSnapshot(`
      [
        "Condition",
        "Expression",
        "KernelBuilder",
        "abs",
        "checkParams",
        "constant",
        "defineKernel",
        "exp",
        "kernelNamed",
        "kernelNames",
        "log",
        "max",
        "min",
        "plan",
        "reciprocal",
        "relu",
        "select",
        "sigmoid",
        "size",
        "sqrt",
        "square",
        "tanh",
      ]
    `);
  });
});
