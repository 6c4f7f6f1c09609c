/** @file Figures by the paths that `onchip chips NAME` shows, or by their ends: `sram.capacityBytes` is
 * `levels.sram.capacityBytes` as long as no other figure ends like it. */
import { InputError } from '../numerics/errors.js';
import { nearestHint } from '../numerics/nearestNames.js';
import { type ChipFigure, chipFigures } from './chipFigures.js';
import type { ChipSpec } from './chipSchema.js';

/** The figure that a path names. Throws InputError with the nearest path. */
export function figureAt(chip: ChipSpec, path: string, where: string): ChipFigure {
  const figures = chipFigures(chip);
  const exact = figures.find((f) => f.path === path);
  if (exact !== undefined) return exact;
  const ending = figures.filter((f) => f.path.endsWith(`.${path}`));
  if (ending.length === 1) return ending[0];
  const expected = `a figure of ${chip.name} (onchip chips ${chip.name} lists them)`;
  if (ending.length > 1) {
    const found = `"${path}", the end of ${ending.map((f) => f.path).join(' and ')}`;
    throw new InputError({ where, expected, found });
  }
  const depth = path.split('.').length;
  const names = figures.flatMap((f) => [f.path, f.path.split('.').slice(-depth).join('.')]);
  throw new InputError({ where, expected, found: JSON.stringify(path), hint: nearestFew(path, [...new Set(names)]) });
}

/** Not all of the forty paths when none is near. */
function nearestFew(path: string, names: readonly string[]): string {
  const hint = nearestHint(path, names);
  return hint.startsWith('known:') ? `e.g. ${names[0]}` : hint;
}
