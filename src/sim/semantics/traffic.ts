/** @file Reserves memory ports for an operation's traffic: a unit's own levels, shared levels, and DRAM behind them. */
import type { Demand } from '../demand.js';
import { WHOLE_TILE } from '../hardwareCache.js';
import type { Traffic } from '../program.js';
import { secondsToCycles } from '../target.js';
import type { CostContext } from './context.js';

/** Bytes a cycle that DRAM streams reach. */
export function dramBytesPerCycle(context: CostContext): number {
  const { dram, clockHz } = context.machine.target.chip;
  return (dram.bytesPerSecond.value * dram.sustainedFraction.value) / clockHz.value;
}

/** Longest first-byte latency of the levels that were touched, in cycles. */
export function addTraffic(traffic: readonly Traffic[], cls: number, context: CostContext, out: Demand): void {
  const { machine, unitsOf } = context;
  const { chip } = machine.target;
  for (const t of traffic) {
    const own = t.bytesPerClass[cls];
    if (own === 0) continue;
    const level = chip.levels.find((l) => l.name === t.level);
    if (level?.scope === 'unit') {
      const rate = t.direction === 'read' ? level.readBytesPerCycle.value : level.writeBytesPerCycle.value;
      const port = machine.port(t.level, cls, t.direction);
      out.add(port, own / rate, own);
      out.delay(level.latencyCycles.value, port);
      continue;
    }
    addSharedTraffic(t, own * unitsOf[cls], cls, context, out);
  }
}

/** Off-unit bytes: through each shared level nearest first; what a hardware cache lacks goes on to DRAM. */
function addSharedTraffic(t: Traffic, bytes: number, cls: number, context: CostContext, out: Demand): void {
  const { chip } = context.machine.target;
  const shared = chip.levels.filter((l) => l.scope === 'chip');
  for (const level of shared) {
    const rate = t.direction === 'read' ? level.readBytesPerCycle.value : level.writeBytesPerCycle.value;
    const port = context.machine.port(level.name, cls);
    out.add(port, bytes / rate, bytes);
    out.delay(level.latencyCycles.value, port);
    if (level.managed === 'software' && level.name === t.level) return;
  }
  // Bytes that are the same for every unit leave DRAM once, with the first class that asks.
  const first = t.bytesPerClass.findIndex((b) => b > 0);
  const unique = t.shared ? (cls === first ? t.bytesPerClass[cls] : 0) : bytes;
  const missing = unique === 0 ? 0 : context.missBytes(t, unique, t.shared ? WHOLE_TILE : cls);
  if (missing === 0) return;
  out.add(context.machine.dram, missing / dramBytesPerCycle(context), missing);
  out.delay(secondsToCycles(chip, chip.dram.latencySeconds.value), context.machine.dram);
}
