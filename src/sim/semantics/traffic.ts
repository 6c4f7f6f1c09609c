/** @file Reserves memory ports for an operation's traffic: a unit's own levels, shared levels, and DRAM behind them. */
import type { Demand } from '../demand.js';
import type { Traffic } from '../program.js';
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
      out.add(machine.port(t.level, cls), own / rate, own);
      out.latencyCycles = Math.max(out.latencyCycles, level.latencyCycles.value);
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
    out.add(context.machine.port(level.name, cls), bytes / rate, bytes);
    out.latencyCycles = Math.max(out.latencyCycles, level.latencyCycles.value);
    if (level.managed === 'software' && level.name === t.level) return;
  }
  // Bytes that are the same for every unit leave DRAM once, with the first class that asks.
  const unique = t.shared ? (cls === 0 ? t.bytesPerClass[cls] : 0) : bytes;
  const missing = unique === 0 ? 0 : context.missBytes(t, unique);
  if (missing === 0) return;
  out.add(context.machine.dram, missing / dramBytesPerCycle(context), missing);
  out.latencyCycles = Math.max(out.latencyCycles, Math.ceil(chip.dram.latencySeconds.value * chip.clockHz.value));
}
