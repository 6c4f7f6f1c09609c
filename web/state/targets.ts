/** @file From the choices to the rows that are wanted: every chip in every format, and the base. */
import { chip } from '../../src/sim/chips/index.js';
import { runtimesOf } from '../../src/sim/runtimes.js';
import type { RowJob } from '../engine/job.js';
import { baseKernelOf, type Choices } from './choices.js';

export interface WantedRow {
  /** `titan-v fp16`; an asterisk when the user changed the chip. */
  readonly label: string;
  readonly job: RowJob;
}

export const changesOf = ({ changes }: Choices, name: string): RowJob['changes'] => changes[name] ?? {};
export const isChanged = (choices: Choices, name: string): boolean => Object.keys(changesOf(choices, name)).length > 0;

/** A runtime that cannot drive a chip is not forced on it: the chip keeps its own. */
function runtimeOf({ runtime }: Choices, name: string): string | null {
  const able: readonly string[] = runtimesOf(chip(name));
  return able.includes(runtime) ? runtime : null;
}

export function wantedRows(choices: Choices, kernel: string, params: RowJob['params']): readonly WantedRow[] {
  const formats = choices.formats.length === 0 ? [null] : choices.formats;
  return choices.chips.flatMap((name) =>
    formats.map((format) => ({
      label: `${name}${isChanged(choices, name) ? '*' : ''} ${format ?? chip(name).defaultFormat}`,
      job: { kernel, params, chip: name, changes: changesOf(choices, name), format, runtime: runtimeOf(choices, name) },
    })),
  );
}

/** The base: a library's kernel on an unchanged chip in its own format. */
export function baseRow(choices: Choices, params: RowJob['params']): WantedRow {
  const { base } = choices;
  const job = {
    kernel: baseKernelOf(choices.kernel),
    params,
    chip: base,
    changes: {},
    format: null,
    runtime: runtimeOf(choices, base),
  };
  return { label: `${base} ${chip(base).defaultFormat}`, job };
}
