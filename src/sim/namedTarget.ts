/** @file A target by names: the short way to what `runExperiment` and `plan` take. */
import { parseFormat } from '../numerics/format.js';
import type { ChipSpec } from './chipSchema.js';
import { chip as shippedChip } from './chips/index.js';
import { runtimeFor } from './runtimes.js';
import type { Target } from './target.js';

export interface TargetOptions {
  /** Name of the runtime. Default: the chip's own. */
  readonly runtime?: string | undefined;
  /** Name of the numeric format. Default: the chip's own. */
  readonly format?: string | undefined;
}

/** Chip (by name, or one from `parseChipFile`) with runtime and format. Throws InputError for an unknown name. */
export function target(chip: string | ChipSpec, options: TargetOptions = {}): Target {
  const spec = typeof chip === 'string' ? shippedChip(chip) : chip;
  const format = parseFormat(options.format ?? spec.defaultFormat);
  return { chip: spec, runtime: runtimeFor(spec, options.runtime), format };
}
