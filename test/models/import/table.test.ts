/** @file docs/models.md lists what the importers know: no more, no less. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OPSETS } from '../../../src/models/import/onnx/index.js';
import { onnxOps } from '../../../src/models/import/onnx/ops.js';
import { tfjsLayers } from '../../../src/models/import/tfjs/layers.js';

const text = readFileSync(new URL('../../../docs/models.md', import.meta.url), 'utf8');

/** First cells of the table under a heading. */
function listed(heading: string): string[] {
  const section = text.split(`## ${heading}\n`)[1].split('\n## ')[0];
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(2).map((line) => line.split('|')[1].trim());
}

describe('docs/models.md', () => {
  it('lists the layers of TensorFlow.js', () => {
    expect(listed('TensorFlow.js layers').sort()).toEqual(Object.keys(tfjsLayers).sort());
  });

  it('lists the operators of ONNX', () => {
    expect(listed('ONNX operators').sort()).toEqual(Object.keys(onnxOps).sort());
    expect(text).toContain(`opset ${OPSETS.first} to ${OPSETS.last}`);
  });
});
