/** @file A calibration as a person reads it: agreement on the tables it was fitted on, and on devices left out. */
import type { CalibrateResult } from '../../study/calibrate.js';
import { colors } from '../output.js';
import { wideTable } from './table.js';
import { fitCells, fitHeads } from './validateView.js';

export function calibrateView({ fitted, leftOut }: CalibrateResult): string {
  const rows = fitted.map((fit) => [fit.device, fit.runtime, fit.group, ...fitCells(fit)]);
  const sections = [colors.bold('fitted on'), wideTable(['chip', 'runtime', 'rows of', ...fitHeads], rows)];
  if (leftOut.length > 0) {
    const left = leftOut.map((fit) => [fit.device, fit.runtime, fit.mode, fit.group, ...fitCells(fit)]);
    const heads = ['chip left out', 'runtime', 'what is new', 'rows of', ...fitHeads];
    sections.push('', colors.bold('predicted without having seen'), wideTable(heads, left));
  }
  return sections.join('\n');
}
