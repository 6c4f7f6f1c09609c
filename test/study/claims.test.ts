import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../src/study/claims/claim.js';
import { claimIds, runClaims } from '../../src/study/claims/index.js';

const options = { seed: 1, samples: 4 };

describe('verdicts', () => {
  it('are reached when the whole range is, not reached when none of it is, else partly', () => {
    expect(verdictOf([10, 12], 10)).toBe('reached');
    expect(verdictOf([9.9, 12], 10)).toBe('partly');
    expect(verdictOf([2, 9.9], 10)).toBe('not reached');
  });
});

describe('C1 and C2: capacity', () => {
  const [c1, c2] = runClaims(['C1', 'C2'], options);

  it('reproduce the published ratios of hardware note 4', () => {
    // 60 MiB against V100: 6 MiB of L2, 7.5 MiB of shared memory, and 33.5 MiB with the 20 MiB of registers.
    const against = (base: string): number =>
      c1.findings.find((f) => f.subject === 'nnp-t1000' && f.base === `${base} of v100`)!.value;
    expect(against('L2')).toBeCloseTo(10, 6);
    expect(against('shared memory')).toBeCloseTo(8, 6);
    expect(against('registers + shared memory + L2')).toBeCloseTo(60 / 33.5, 6);
    // 2,560 KiB a unit against 48 KiB a block: 53x.
    const block = c2.findings.find(
      (f) => f.subject === 'nnp-t1000' && f.base === 'shared memory of one block of gtx-1080-ti',
    )!;
    expect(block.value).toBeCloseTo(2560 / 48, 6);
  });

  it('depend on the base, so the verdict is partly', () => {
    expect([c1.verdict, c2.verdict]).toEqual(['partly', 'partly']);
    for (const { value, range } of [...c1.findings, ...c2.findings]) {
      expect(value).toBeGreaterThanOrEqual(range[0]);
      expect(value).toBeLessThanOrEqual(range[1]);
    }
  });
});

describe('C5: Flexpoint stores more', () => {
  const [c5] = runClaims(['C5'], options);

  it('holds as much as other 16-bit formats and sqrt(2) times the width that fp32 holds', () => {
    for (const f of c5.findings) {
      if (!f.base.startsWith('fp32')) expect(f.value).toBe(1);
      else if (f.what.includes('hidden')) expect(f.value).toBeCloseTo(Math.SQRT2, 1);
    }
    expect(c5.verdict).toBe('partly');
  });
});

describe('claims', () => {
  it.each(['C1', 'C5', 'C6'])('%s says what it does without its id, which the caller adds', (id) => {
    const labels: string[] = [];
    runClaims([id], { seed: 1, samples: 1, onProgress: (label) => labels.push(label) });
    expect(labels.length).toBeGreaterThan(0);
    for (const label of labels) expect(label).not.toContain(id);
  });

  it('refuse an unknown id with the nearest one', () => {
    expect(() => runClaims(['C33'], options)).toThrow(/claim: expected one of C1, .*found C33/);
    expect(claimIds).toContain('C3');
  });
});

describe('all claims', () => {
  const cheap = claimIds.filter((id) => !['C3', 'C7', 'C9', 'C11'].includes(id));

  it.each(cheap)('%s has a verdict that follows from finite ranges around its values', (id) => {
    const [claim] = runClaims([id], { seed: 1, samples: 1 });
    expect(claim.id).toBe(id);
    expect(claim.findings.length).toBeGreaterThan(0);
    for (const { value, range } of claim.findings) {
      expect(Number.isFinite(range[0]) && Number.isFinite(range[1])).toBe(true);
      expect(value).toBeGreaterThanOrEqual(range[0] - 1e-12);
      expect(value).toBeLessThanOrEqual(range[1] + 1e-12);
    }
    const verdicts = claim.findings.map((f) => f.verdict);
    if (verdicts.every((v) => v === 'reached')) expect(claim.verdict).toBe('reached');
    if (verdicts.every((v) => v === 'not reached')) expect(claim.verdict).toBe('not reached');
    expect(claim.reason).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('cover C1 to C22', () => {
    expect(claimIds).toEqual(Array.from({ length: 22 }, (_, i) => `C${i + 1}`));
  });
});
