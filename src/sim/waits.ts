/** @file Why a unit was not computing. One vocabulary for the engine, the report, `explain` and the docs. */

/** work is no wait; it is listed first so that a unit's timeline is one array that sums to the makespan. */
export const timeReasons = [
  'work',
  'launch',
  'barrier',
  'exchange',
  'dram',
  'l2',
  'sram',
  'engine',
  'dependency',
  'scale',
  'imbalance',
] as const;
export type TimeReason = (typeof timeReasons)[number];
export type WaitReason = Exclude<TimeReason, 'work'>;

/** One definition a reason, shared by every rendering. */
export const reasonMeaning: Readonly<Record<TimeReason, string>> = {
  work: 'a matrix or vector engine of the unit is computing',
  launch: 'waiting for the host, or for one kernel to end and the next to begin',
  barrier: 'waiting in a barrier after the last unit has arrived',
  exchange: 'waiting for data from other units',
  dram: 'waiting for off-chip memory',
  l2: 'waiting for a cache or memory that all units share',
  sram: 'waiting for the ports of the unit’s own memory (registers, shared memory, SRAM, tile memory)',
  engine: 'waiting for an engine that is busy with another operation',
  dependency: 'waiting for the pipeline of an earlier operation of the same unit to drain',
  scale: 'waiting for a Flexpoint exponent to be updated',
  imbalance: 'waiting while other units still work (uneven shares, idle units, the tail of the program)',
};

const indexOf = new Map<string, number>(timeReasons.map((reason, index) => [reason, index]));

/** Position of a reason in `timeReasons`. */
export function reasonIndex(reason: TimeReason): number {
  return indexOf.get(reason)!;
}
