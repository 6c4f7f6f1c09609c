/** @file What a report tells about a chip: sizes, figures by status, and the assumed ones with their ranges. */
import { assumedFigures, chipFigures } from '../sim/chipFigures.js';
import type { ChipSpec, MemoryLevel } from '../sim/chipSchema.js';
import { figureRange } from '../sim/figure.js';
import { figureValues } from './runReport.js';
import type { ReportChip } from './schema.js';

export function chipEntry(chip: ChipSpec): ReportChip {
  const figures = { published: 0, measured: 0, derived: 0, assumed: 0 };
  for (const { figure } of chipFigures(chip)) figures[figure.status]++;
  return {
    name: chip.name,
    title: chip.title,
    family: chip.family,
    year: chip.year,
    clockHz: chip.clockHz.value,
    unitKind: chip.units.kind,
    unitCount: chip.units.count.value,
    ...(chip.notes === undefined ? {} : { notes: chip.notes }),
    levels: chip.levels.map((level) => levelEntry(level, chip.units.count.value)),
    figures,
    assumed: assumedFigures(chip).map(({ path, figure }) => ({
      path,
      value: figure.value,
      unit: figure.unit,
      source: figure.source,
      range: figureRange(figure),
    })),
    values: figureValues(chip),
  };
}

function levelEntry(level: MemoryLevel, units: number): ReportChip['levels'][number] {
  const bytes = level.capacityBytes.value * (level.scope === 'unit' ? units : 1);
  return {
    name: level.name,
    scope: level.scope,
    managed: level.managed,
    bytesOnChip: bytes,
    pinnableBytesOnChip: Math.floor(bytes * level.pinnableFraction.value),
  };
}
