/** @file Lines of the tables beneath the pictures of one row: the HTML report and the explorer show the same ones. */
import type { NamedRow } from '../charts/namedRow.js';
import { residencyBlocks } from '../charts/residencyMap.js';
import { lightShares } from '../charts/speedOfLight.js';
import { waterfallSteps } from '../charts/waterfall.js';
import { formatBytes, formatPercent, formatSeconds, groupThousands } from '../numbers.js';

type Lines = readonly (readonly string[])[];

const ALL_LIMITS = 99;

/** Limit, share of it. */
export const lightLines = (named: NamedRow): Lines =>
  lightShares(named, ALL_LIMITS).map(({ limit, share }) => [limit, formatPercent(share)]);

/** Step, its time, time so far. */
export const waterfallLines = (named: NamedRow): Lines =>
  waterfallSteps(named).map(({ step, fromSeconds, toSeconds }) => [
    step,
    formatSeconds(toSeconds - fromSeconds),
    formatSeconds(toSeconds),
  ]);

/** Buffer, level, bytes, first and last cycle. */
export const residencyLines = (named: NamedRow): Lines =>
  residencyBlocks(named).map((b) => [
    b.tensor,
    b.level,
    formatBytes(b.bytes),
    groupThousands(b.fromCycle),
    groupThousands(b.toCycle),
  ]);

/** Units with equal shares, how many they are, how long one works, what it holds. */
export const unitLines = ({ row: { units = [], cycles } }: NamedRow): Lines =>
  units.map(({ firstUnit, units: count, work, bytes }) => [
    count === 1 ? String(firstUnit) : `${firstUnit} … ${firstUnit + count - 1}`,
    groupThousands(count),
    formatPercent(work / cycles),
    Object.entries(bytes)
      .map(([level, held]) => `${formatBytes(held)} in ${level}`)
      .join(', '),
  ]);
