/** @file What stays on the chip: one bar a target and level, the track is what the level can hold. */
import * as Plot from '@observablehq/plot';
import { formatBytes, formatPercent } from '../numbers.js';
import type { ChartView } from '../view.js';
import { type Chart, type ChartSize, chartOf, labelAxis, layouts, shareAxis } from './draw.js';

export interface ResidentLevel {
  readonly label: string;
  readonly target: string;
  readonly level: string;
  readonly bytes: number;
  readonly capacityBytes: number;
  readonly pinnableBytes: number;
}

/** Levels that a kernel could pin data in, with what it does pin; nothing for targets on which it does not fit. */
export function residentLevels(view: ChartView, kernel: string, batch: number): ResidentLevel[] {
  const chips = new Map(view.report.chips.map((chip) => [chip.name, chip]));
  return view.targets.flatMap((target) => {
    const row = view.simulated(target, kernel, batch);
    if (row === undefined) return [];
    return (chips.get(target.chip)?.levels ?? [])
      .filter((level) => (row.resident[level.name] ?? 0) > 0)
      .map((level) => ({
        label: `${target.label} ${level.name}`,
        target: target.label,
        level: level.name,
        bytes: row.resident[level.name],
        capacityBytes: level.bytesOnChip,
        pinnableBytes: level.pinnableBytesOnChip,
      }));
  });
}

export function residencyChart(view: ChartView, kernel: string, batch: number, size: ChartSize): Chart {
  const levels = residentLevels(view, kernel, batch);
  const { labelWidth, rowHeight } = layouts[size];
  const wide = size === 'wide';
  const rows = levels.map((l) => ({
    ...l,
    share: l.bytes / l.capacityBytes,
    pinnable: l.pinnableBytes / l.capacityBytes,
    text: wide
      ? `${formatBytes(l.bytes)} of ${formatBytes(l.capacityBytes)}`
      : formatPercent(l.bytes / l.capacityBytes),
    title: `${l.label}: ${formatBytes(l.bytes)} resident, ${formatBytes(l.pinnableBytes)} can be pinned, ${formatBytes(l.capacityBytes)} in all`,
  }));
  const options = {
    height: Math.max(1, rows.length) * rowHeight + 52,
    marginLeft: wide ? labelWidth + 50 : labelWidth + 38,
    marginRight: wide ? 190 : 60,
    marginTop: 4,
    marginBottom: 40,
    x: shareAxis('share of the level’s capacity', wide ? 5 : 3),
    y: labelAxis(
      rows.map((r) => r.label),
      0.3,
    ),
    marks: [
      Plot.barX(rows, { x: () => 1, y: 'label', fill: 'var(--track)', title: 'title' } as never),
      Plot.barX(rows, { x: 'pinnable', y: 'label', fill: 'var(--track-2)', title: 'title' } as never),
      Plot.barX(rows, { x: 'share', y: 'label', fill: 'var(--k-2)', title: 'title' } as never),
      Plot.text(rows, { x: () => 1, y: 'label', text: 'text', textAnchor: 'start', dx: 8 } as never),
    ],
  };
  return chartOf(options as never, size, `Resident bytes of ${kernel} by level at batch ${batch}`);
}
