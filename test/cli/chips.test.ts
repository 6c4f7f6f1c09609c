import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { chipFileText } from '../../src/cli/chipYaml.js';
import { parseChipFile } from '../../src/sim/chipFile.js';
import { chip, chipNames } from '../../src/sim/chips/index.js';
import { onchipHere } from './onchip.js';

const folder = mkdtempSync(join(tmpdir(), 'onchip-chips-'));
afterAll(() => rmSync(folder, { recursive: true }));

const names =
  `nnp-essay lake-crest nnp-t1000 titan-v v100 p100 titan-xp gtx-1080-ti gtx-1070 gtx-1070-ti titan-x-maxwell
titan-x-pascal vega-fe mi25 tpu-v1 tpu-v2 graphcore-gc2 xeon-8180`.split(/\s+/);

async function out(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await onchipHere(['chips', ...args]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout;
}

describe('onchip chips', () => {
  it('lists every stable name, as text and as JSON', async () => {
    const text = await out();
    for (const name of names) expect(text).toMatch(new RegExp(`^${name} `, 'm'));
    const list = JSON.parse(await out('--json'));
    expect(list.schema).toBe('onchip-chips/1');
    expect(list.chips.map((c: { name: string }) => c.name).sort()).toEqual([...names].sort());
    for (const c of list.chips) expect(c.assumedFigures).toBeLessThanOrEqual(c.figures);
    // V100: 80 SM x 512 tensor multiply-adds x 2 x 1.38 GHz = 113 Top/s in fp16.
    const v100 = list.chips.find((c: { name: string }) => c.name === 'v100');
    expect(v100.peakOpsPerSecond / 1e12).toBeCloseTo((80 * 512 * 2 * 1.38e9) / 1e12, 0);
    expect(list.rigs.map((r: { name: string }) => r.name)).toContain('4x vega-fe');
  });

  it('shows every figure with value, unit, status, range and source', async () => {
    const sheet = JSON.parse(await out('nnp-t1000', '--json'));
    expect(sheet.figures).toHaveLength(sheet.chip.figures);
    for (const figure of sheet.figures) {
      expect(figure).toMatchObject({ path: expect.any(String), value: expect.any(Number), unit: expect.any(String) });
      expect(['published', 'measured', 'derived', 'assumed']).toContain(figure.status);
      expect(figure.source.length).toBeGreaterThan(0);
    }
    const text = await out('nnp-t1000');
    for (const { path, source } of sheet.figures) {
      const line = text.split('\n').find((each) => each.startsWith(`${path} `));
      expect(line).toContain(source);
    }
  });

  it.each(chipNames)('%s survives the way through a chip file', (name) => {
    const { $schema: _, ...spec } = chip(name);
    expect(parseChipFile(chipFileText(chip(name)), 'round.yaml')).toEqual(spec);
  });

  it('prints a file that can be edited and loaded', async () => {
    const path = join(folder, 'mine.yaml');
    const yaml = await out('v100', '--yaml');
    writeFileSync(path, yaml.replace(/^name: v100$/m, 'name: my-v100').replace(/value: 80,/, 'value: 160,'));
    const sheet = JSON.parse(await out(path, '--json'));
    expect(sheet.chip).toMatchObject({ name: 'my-v100', units: 160 });
    expect(JSON.parse(await out('v100', '--json')).chip.units).toBe(80);
    // The schema line lets an editor complete keys: the file it names exists.
    const [, schema] = /\$schema=(\S+)/.exec(yaml)!;
    expect(schema).toMatch(/schema\/chip\.schema\.json$/);
  });
});
