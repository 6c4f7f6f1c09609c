/** @file A chip in one line: what the list of chips says. */
import { chipFigures } from '../sim/chipFigures.js';
import type { ChipSpec } from '../sim/chipSchema.js';
import { runtimesOf } from '../sim/runtimes.js';
import { peakMacsPerCycle } from '../sim/target.js';

export interface ChipSummary {
  readonly name: string;
  readonly title: string;
  readonly family: ChipSpec['family'];
  readonly architecture: string;
  readonly year: number;
  readonly units: number;
  readonly unitKind: string;
  readonly clockHz: number;
  /** All levels on the chip, registers and caches included. */
  readonly onChipBytes: number;
  readonly dramKind: string;
  readonly dramBytes: number;
  readonly dramBytesPerSecond: number;
  /** Formats that the chip multiplies. */
  readonly formats: readonly string[];
  readonly defaultFormat: string;
  /** A multiply-add counts as two operations. */
  readonly peakOpsPerSecond: number;
  /** Runtimes that can drive it, the default first. */
  readonly runtimes: readonly string[];
  readonly trains: boolean;
  readonly figures: number;
  readonly assumedFigures: number;
}

/** Operations a second of all units on the fastest engine that takes the format; 0 when none does. */
function peakOpsPerSecond(chip: ChipSpec, format: string): number {
  const rates = chip.matrix.filter((engine) => engine.formats.includes(format)).map(peakMacsPerCycle);
  return 2 * Math.max(0, ...rates) * chip.units.count.value * chip.clockHz.value;
}

function onChipBytes(chip: ChipSpec): number {
  const units = chip.units.count.value;
  return chip.levels.reduce((sum, l) => sum + l.capacityBytes.value * (l.scope === 'unit' ? units : 1), 0);
}

export function summariseChip(chip: ChipSpec): ChipSummary {
  const figures = chipFigures(chip);
  const { name, title, family, architecture, year, units, dram, defaultFormat } = chip;
  return {
    name,
    title,
    family,
    architecture,
    year,
    units: units.count.value,
    unitKind: units.kind,
    clockHz: chip.clockHz.value,
    onChipBytes: onChipBytes(chip),
    dramKind: dram.kind,
    dramBytes: dram.capacityBytes.value,
    dramBytesPerSecond: dram.bytesPerSecond.value,
    formats: [...new Set(chip.matrix.flatMap((engine) => engine.formats))],
    defaultFormat,
    peakOpsPerSecond: peakOpsPerSecond(chip, defaultFormat),
    runtimes: runtimesOf(chip),
    trains: chip.can.train,
    figures: figures.length,
    assumedFigures: figures.filter(({ figure }) => figure.status === 'assumed').length,
  };
}
