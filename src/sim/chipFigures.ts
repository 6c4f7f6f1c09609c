/** @file All figures of a chip by path, for the listing of sources, the count of assumed values and sensitivity.
 * Paths name engines and levels, not positions: `levels.l2.capacityBytes`, `matrix.tensor-cores.macsPerCycle`. */
import type { ChipSpec } from './chipSchema.js';
import type { Figure } from './figure.js';

export interface ChipFigure {
  readonly path: string;
  readonly figure: Figure;
}

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

const isFigure = (value: unknown): value is Figure =>
  isTree(value) &&
  typeof value.value === 'number' &&
  typeof value.unit === 'string' &&
  typeof value.status === 'string';

/** Children of a node with the name that a path gives them: an entry's own name, else the key. */
function children(node: Tree): readonly (readonly [key: string, name: string, child: unknown])[] {
  return Object.entries(node).map(([key, child]) => {
    const named = Array.isArray(node) && isTree(child) && typeof child.name === 'string';
    return [key, named ? (child.name as string) : key, child];
  });
}

function collect(node: Tree, prefix: string, found: ChipFigure[]): ChipFigure[] {
  for (const [, name, child] of children(node)) {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    if (isFigure(child)) found.push({ path, figure: child });
    else if (isTree(child)) collect(child, path, found);
  }
  return found;
}

/** Every figure of the chip, in the chip file's order. */
export function chipFigures(chip: ChipSpec): readonly ChipFigure[] {
  return collect(chip, '', []);
}

/** The figures that nobody has published. */
export function assumedFigures(chip: ChipSpec): readonly ChipFigure[] {
  return chipFigures(chip).filter(({ figure }) => figure.status === 'assumed');
}

const WHOLE = /(capacityBytes|banks|bankBytes|maxBlockBytes|rows|columns|arrays|count|initReruns)$/;

/** True for figures that only whole numbers can be. */
export function isWholeFigure(path: string): boolean {
  return WHOLE.test(path);
}

function replace(node: Tree, prefix: string, path: string, value: number): Tree | undefined {
  for (const [key, name, child] of children(node)) {
    const here = prefix === '' ? name : `${prefix}.${name}`;
    if (here !== path && !path.startsWith(`${here}.`)) continue;
    const changed = isFigure(child)
      ? here === path && { ...child, value, range: [value, value] }
      : isTree(child) && replace(child, here, path, value);
    if (!changed) continue;
    if (!Array.isArray(node)) return { ...node, [key]: changed };
    return node.map((entry, i) => (i === Number(key) ? changed : entry)) as unknown as Tree;
  }
  return undefined;
}

/** A copy of the chip with one figure set to `value` and no longer uncertain. Throws for a path without a figure. */
export function withFigure(chip: ChipSpec, path: string, value: number): ChipSpec {
  if (!Number.isFinite(value) || value < 0) throw new Error(`figure ${path} set to ${value}`);
  const changed = replace(chip, '', path, value);
  if (changed === undefined) throw new Error(`chip ${chip.name} has no figure ${path}`);
  return changed as unknown as ChipSpec;
}
