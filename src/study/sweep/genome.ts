/** @file A configuration as a list of numbers in [0, 1), one for each thing that may vary, so that a search can mix and change
 * configurations without knowing what they are. Genes of figures count only with their own chip. */
import { axisValue } from './axis.js';
import type { RowInputs } from './row.js';
import { axesOf, formatsFor, isWhole, runtimesFor } from './space.js';
import type { Sweep } from './sweepTypes.js';

export type Genes = readonly number[];

export interface GenomeSpace {
  readonly length: number;
  /** The configuration of some genes, without its place. */
  readonly decode: (genes: Genes) => Omit<RowInputs, 'index'>;
  /** Number of configurations; infinite when a range has no step. */
  readonly size: number;
}

const HEAD = 4;

const pick = <T>(items: readonly T[], gene: number): T =>
  items[Math.min(items.length - 1, Math.floor(gene * items.length))];

/** Genes: kernel, chip, runtime, format, every parameter, every figure of every chip. */
export function genomeSpace(sweep: Sweep): GenomeSpace {
  const { definition, kernels, machines } = sweep;
  const params = Object.keys(definition.params);
  const place = new Map<string, number>(params.map((name, i) => [`param ${name}`, HEAD + i]));
  definition.figures.forEach((f, i) => {
    place.set(`${f.machine}:${f.path}`, HEAD + params.length + i);
  });
  const sizes = machines.map((machine) => {
    const axes = axesOf(definition, machine, null);
    const lengths = axes.map(({ axis }) => (axis.kind === 'list' ? axis.values.length : Number.POSITIVE_INFINITY));
    return [runtimesFor(definition, machine).length, formatsFor(definition, machine).length, ...lengths].reduce(
      (a, b) => a * b,
    );
  });
  return {
    length: HEAD + params.length + definition.figures.length,
    size: kernels.length * sizes.reduce((a, b) => a + b, 0),
    decode: (genes) => {
      const machine = pick(machines, genes[1]);
      const values: Record<'param' | 'figure', Record<string, number>> = { param: {}, figure: {} };
      for (const named of axesOf(definition, machine, null)) {
        const gene =
          genes[place.get(named.kind === 'param' ? `param ${named.name}` : `${machine.name}:${named.name}`) ?? -1];
        values[named.kind][named.name] = axisValue(named.axis, gene, isWhole(named));
      }
      return {
        kernel: pick(kernels, genes[0]).name,
        chip: machine.name,
        figures: values.figure,
        runtime: pick(runtimesFor(definition, machine), genes[2]),
        format: pick(formatsFor(definition, machine), genes[3]),
        params: values.param,
      };
    },
  };
}
