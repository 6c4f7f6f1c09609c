/** @file Figures by path: complete, sourced, countable, and replaceable one at a time; rigs and runtimes beside them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assumedFigures, chipFigures, withFigure } from '../../src/sim/chipFigures.js';
import { chipSchema } from '../../src/sim/chipSchema.js';
import { chip, chipNames } from '../../src/sim/chips/index.js';
import { figureRange } from '../../src/sim/figure.js';
import { isRigName, rig, rigNames } from '../../src/sim/rigs.js';
import { runtimeFor, runtimeNames, runtimesOf } from '../../src/sim/runtimes.js';

const valueAt = (name: string, path: string): number | undefined =>
  chipFigures(chip(name)).find((entry) => entry.path === path)?.figure.value;

describe('chipFigures', () => {
  it('names engines and levels', () => {
    expect(valueAt('v100', 'levels.l2.capacityBytes')).toBe(6 * 1024 ** 2);
    expect(valueAt('v100', 'matrix.tensor-cores.macsPerCycle')).toBe(512);
    expect(valueAt('v100', 'clockHz')).toBe(1.38e9);
  });

  it.each(chipNames)('%s: as many figures as sources, paths differ, nothing recalled passes for published', (name) => {
    const figures = chipFigures(chip(name));
    expect(figures.length).toBe(JSON.stringify(chip(name)).split('"source":').length - 1);
    expect(new Set(figures.map(({ path }) => path)).size).toBe(figures.length);
    for (const { path, figure } of figures) {
      const [low, high] = figureRange(figure);
      expect([path, low <= figure.value && figure.value <= high]).toEqual([path, true]);
      const recalled =
        /recalled/.test(figure.source) && (figure.status === 'published' || figure.status === 'measured');
      expect([path, recalled]).toEqual([path, false]);
    }
  });

  it('knows that nobody has published the insides of an NNP', () => {
    const assumed = assumedFigures(chip('nnp-t1000')).map(({ path }) => path);
    expect(assumed).toContain('barrier.latencySeconds');
    expect(assumed).toContain('levels.sram.readBytesPerCycle');
    expect(assumed).not.toContain('levels.sram.capacityBytes');
  });

  it('sweeps both readings of the scratchpad bandwidth: 1.4 Tb/s and 1.4 TB/s a TPC at 1.1 GHz', () => {
    const [low, high] = figureRange(chip('nnp-t1000').levels[0].readBytesPerCycle);
    expect(low).toBe(Math.round(1.4e12 / 8 / 1.1e9));
    expect(high).toBe(Math.round(1.4e12 / 1.1e9));
  });
});

describe('withFigure', () => {
  it('changes one figure, leaves the chip and the rest alone, and stays valid', () => {
    fc.assert(
      fc.property(fc.constantFrom(...chipNames), fc.nat(), (name, pick) => {
        const before = chipFigures(chip(name));
        const { path, figure } = before[pick % before.length];
        const changed = withFigure(chip(name), path, figure.value * 2);
        expect(chip(name)).toBe(chip(name));
        const after = chipFigures(changed);
        const differ = after.filter((entry, i) => entry.figure !== before[i].figure).map((entry) => entry.path);
        expect(differ).toEqual([path]);
        expect(after.find((entry) => entry.path === path)?.figure.value).toBe(figure.value * 2);
        if (figure.unit !== 'fraction') expect(chipSchema.safeParse(changed).success).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses a path without a figure', () => {
    expect(() => withFigure(chip('v100'), 'levels.l2', 3)).toThrow('no figure levels.l2');
    expect(() => withFigure(chip('v100'), 'levels.l2.capacity', 3)).toThrow('no figure');
    expect(() => withFigure(chip('v100'), 'clockHz', Number.NaN)).toThrow('NaN');
  });
});

describe('rigs', () => {
  it.each(rigNames)('%s', (name) => {
    const spec = rig(name);
    expect(spec.name).toBe(name);
    expect(spec.chip).toBe(chip(name.split(' ')[1]));
    expect(isRigName(name)).toBe(true);
  });

  it('multiplies price and power', () => {
    expect(rig('4x vega-fe')).toMatchObject({ count: 4, usd: 4 * 999, tdpWatts: 1200 });
    expect(rig('8x nnp-t1000').usd).toBeUndefined();
  });

  it.each([
    ['1x v100', 'rig "1x v100": expected 2 to 1024 chips, found 1'],
    ['99999x v100', 'rig "99999x v100": expected 2 to 1024 chips, found 99999'],
    ['x v100', 'rig: expected <n>x <chip>, e.g. 2x titan-xp, found "x v100"'],
    ['2x titan-xq', 'chip: expected the name of a chip, found "titan-xq" (did you mean titan-xp?)'],
  ])('refuses %s', (name, message) => {
    expect(() => rig(name)).toThrow(message);
  });
});

describe('runtimes', () => {
  it('has the default of every chip', () => {
    const defaults = Object.fromEntries(chipNames.map((name) => [name, runtimeFor(chip(name)).name]));
    expect(defaults).toMatchObject({
      'titan-v': 'cudnn-7.0',
      'titan-x-maxwell': 'cudnn-5',
      p100: 'cudnn-6',
      mi25: 'miopen-1.3',
    });
    expect(defaults).toMatchObject({ 'nnp-t1000': 'native', 'tpu-v2': 'native', 'xeon-8180': 'native' });
    expect(runtimesOf(chip('titan-v'))).toEqual(['cudnn-7.0', 'cudnn-7.6', 'ideal', 'native']);
    expect(runtimeNames).toHaveLength(7);
  });

  it('takes the host out of the ideal one', () => {
    const ideal = runtimeFor(chip('v100'), 'ideal');
    expect(ideal.gapSeconds.value).toBe(0);
    expect(ideal.latencySeconds.value).toBe(chip('v100').launch.turnaroundSeconds.value);
  });

  it('refuses a library of another maker and a mistyped one', () => {
    expect(() => runtimeFor(chip('vega-fe'), 'cudnn-6')).toThrow(
      'runtime: expected a runtime of vega-fe (miopen-1.3, ideal, native)',
    );
    expect(() => runtimeFor(chip('v100'), 'cudnn-7')).toThrow('did you mean cudnn-7.0 or cudnn-7.6?');
  });
});
