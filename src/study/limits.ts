/** @file What a row achieved of what its chip can do: bytes through each level, how long each resource was taken, and the
 * limits of a hierarchical roofline (operations a byte of a level against that level's bandwidth). */
import { type Program, staticOps } from '../sim/program.js';
import type { SimulationResult } from '../sim/stats.js';
import { enginesFor, peakMacsPerCycle, type Target } from '../sim/target.js';

/** What the whole chip could do, all units together. */
export interface Peaks {
  /** Multiply-accumulates a second of the fastest engine that the program uses (without a matrix product: of the format). */
  readonly macsPerSecond: number;
  /** Bytes a second by level, as `bytes` counts them: on-chip levels by name (reads and writes together), `exchange`
   * (across the middle of the network) and `dram` (what long streams sustain). */
  readonly bytesPerSecond: Readonly<Record<string, number>>;
}

/** Name of a unit's resource without the number of its class: `sram.write[1]` is `sram.write`. */
const plainName = (resource: string): string => resource.replace(/\[\d+\]$/, '');

/** Bytes that went through each level, read and written, all units together; also `exchange` and `dram`. A level is missing
 * when the program counts nothing there: registers that feed an engine are part of its rate, so is the shared memory of a
 * library's kernel. */
export function bytesByLevel(result: SimulationResult, { chip }: Target): Readonly<Record<string, number>> {
  const names = [...chip.levels.map(({ name }) => name), 'exchange', 'dram'];
  const sums: Record<string, number> = Object.fromEntries(names.map((name) => [name, 0]));
  for (const [resource, bytes] of Object.entries(result.bytes)) {
    const [, cls] = /\[(\d+)\]$/.exec(resource) ?? [];
    const level = plainName(resource).replace(/\.write$/, '');
    if (level in sums) sums[level] += bytes * (cls === undefined ? 1 : result.classes[Number(cls)].count);
  }
  return Object.fromEntries(Object.entries(sums).filter(([, bytes]) => bytes > 0));
}

/** Share of the cycles in which each resource was taken, 0 to 1: engines and ports of one unit of the class that works
 * most, and what all units share (chip levels, host, controller, exchange, dram). What was never taken is missing. */
export function busyShares(result: SimulationResult): Readonly<Record<string, number>> {
  const own = `[${result.busiest}]`;
  const entries = Object.entries(result.busyCycles).filter(
    ([name, cycles]) => cycles > 0 && (!name.endsWith(']') || name.endsWith(own)),
  );
  return Object.fromEntries(entries.map(([name, cycles]) => [plainName(name), cycles / result.cycles]));
}

/** Multiply-accumulates a cycle of the whole chip on the fastest engine that the program uses. A program without a matrix
 * product is held against the fastest engine of the format. */
export function peakMacs(program: Program, target: Target): number {
  const { matrix, units } = target.chip;
  const used = [...staticOps(program.body)].flatMap((op) => (op.kind === 'matmul' ? [matrix[op.engine]] : []));
  const engines = used.length > 0 ? used : enginesFor(target).map(({ engine }) => engine);
  return Math.max(...engines.map(peakMacsPerCycle)) * units.count.value;
}

export function peaksOf(program: Program, target: Target): Peaks {
  const { chip } = target;
  const clock = chip.clockHz.value;
  const units = chip.units.count.value;
  const levels = chip.levels.map((level) => {
    const [read, write] = [level.readBytesPerCycle.value, level.writeBytesPerCycle.value];
    const rate = level.separateWritePort ? read + write : Math.max(read, write);
    return [level.name, rate * clock * (level.scope === 'unit' ? units : 1)] as const;
  });
  return {
    macsPerSecond: peakMacs(program, target) * clock,
    bytesPerSecond: {
      ...Object.fromEntries(levels),
      exchange: chip.exchange.bisectionBytesPerCycle.value * clock,
      dram: chip.dram.bytesPerSecond.value * chip.dram.sustainedFraction.value,
    },
  };
}
