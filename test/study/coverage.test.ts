/** @file The coverage of the ladder: every kernel is in it, each state with its reason, and docs/coverage.md as it is made. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kernelNames } from '../../src/kernels/registry.js';
import { coverageLine } from '../../src/report/coverageMarkdown.js';
import { chipNames } from '../../src/sim/chips/index.js';
import { type CoverageCase, coverageGroups, coverageOf, coverageValues } from '../../src/study/coverage.js';

const cases = coverageGroups.flatMap((group) => group.cases);
const caseOf = (kernel: string, label: string): CoverageCase =>
  cases.find((each) => each.kernel === kernel && each.label === label)!;

describe('coverage', () => {
  it('asks about every kernel, recurrent ones at batch 1 and batched', () => {
    expect(new Set(cases.map(({ kernel }) => kernel))).toEqual(new Set(kernelNames));
    for (const name of kernelNames.filter((each) => /^(lstm|gru|rnn)\./.test(each))) {
      const batches = cases.filter(({ kernel }) => kernel === name).map(({ runs }) => runs[0].params.batch);
      expect(batches[0]).toBe(1);
      expect(batches[1]).toBeGreaterThan(1);
    }
  });

  it('has whole networks: 53 convolutions of ResNet-50, 13 of VGG-16', () => {
    const count = (label: string): number => caseOf('conv2d', label).runs.reduce((sum, { times }) => sum + times, 0);
    expect([count('ResNet-50, 16 images'), count('VGG-16, 16 images')]).toEqual([53, 13]);
  });

  it('says why: a chip that cannot train, a training step that has no room', () => {
    const training = caseOf('lstm.train', 'batch 20, unroll 20');
    expect(coverageOf(training, 'tpu-v1')).toMatchObject({
      state: 'cannot',
      why: 'expected a chip that can train, found an inference-only chip',
    });
    const refused = coverageOf(training, 'titan-v');
    expect(refused.state).toBe('no room');
    expect('why' in refused && refused.why).toMatch(
      /needs \d+ KiB, \S+ has \d+ KiB; steps=\d+ fits, the longest unroll/,
    );
    expect(coverageOf(training, 'lake-crest')).toMatchObject({ state: 'runs' });
  });

  it('names Winograd where the library had it and its products are not left to tensor cores', () => {
    const vgg = caseOf('conv2d', 'VGG-16, 16 images');
    // MIOpen 1.3 has it in fp32 only and Vega runs fp16 here; the NNPs have no library.
    const algorithms = ['titan-xp', 'lake-crest', 'vega-fe'].map((chip) => {
      const found = coverageOf(vgg, chip);
      return found.state === 'runs' ? found.algorithm : found.state;
    });
    expect(algorithms).toEqual(['Winograd', null, null]);
  });

  it.each([...kernelNames])('%s computes the values of its reference', (name) => {
    const { check } = coverageValues(name, 'fp16');
    expect(check?.ok).toBe(true);
  });
});

const file = 'docs/coverage.md';

describe.skipIf(!existsSync(file))(file, () => {
  const lines = readFileSync(file, 'utf8').split('\n');

  it('has a line of every chip for every group', () => {
    for (const chip of chipNames)
      expect(lines.filter((line) => line.startsWith(`| ${chip} |`))).toHaveLength(coverageGroups.length);
  });

  it.each([
    ['lake-crest', 0],
    ['titan-xp', 3],
    ['xeon-8180', 2],
  ])('has the line of %s in group %d as it is made today', (chip, group) => {
    expect(lines).toContain(coverageLine(coverageGroups[group], chip));
  });
});
