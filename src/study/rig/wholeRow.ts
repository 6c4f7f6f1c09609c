/** @file The row of a rig from the rows of its chips. Work and waits are those of the chip that is busy longest; what the
 * rig adds is waiting of that chip, so that work and waits still make up all cycles. */
import type { Params } from '../../kernels/kernel.js';
import type { Mapping } from '../../kernels/planner/mapping.js';
import type { RigSpec } from '../../sim/rigs.js';
import type { Parallelism, Target } from '../../sim/target.js';
import type { WaitReason } from '../../sim/waits.js';
import type { SimulatedRow } from '../row.js';

export interface RigParts {
  readonly slowest: SimulatedRow;
  /** One row a chip. */
  readonly all: readonly SimulatedRow[];
  /** From the first chip's start to the last one's end. */
  readonly cycles: number;
  /** What the slowest chip waits for besides its own waits; the sum is `cycles` less its own cycles. */
  readonly more: Readonly<Partial<Record<WaitReason, number>>>;
  readonly mapping: NonNullable<Mapping['rig']>;
}

type Numbers = Readonly<Record<string, number>>;

export function wholeRow(
  rig: RigSpec,
  parallel: Parallelism,
  params: Params,
  target: Target,
  { slowest, all, cycles, more, mapping }: RigParts,
): SimulatedRow {
  const reasons = Object.keys(slowest.waits) as WaitReason[];
  const waits = Object.fromEntries(reasons.map((r) => [r, slowest.waits[r] + (more[r] ?? 0)])) as Record<
    WaitReason,
    number
  >;
  const longest = reasons.reduce((a, b) => (waits[b] > waits[a] ? b : a));
  const sum = (of: (row: SimulatedRow) => number): number => all.reduce((total, row) => total + of(row), 0);
  const sums = (of: (row: SimulatedRow) => Numbers): Numbers =>
    Object.fromEntries(
      [...new Set(all.flatMap((row) => Object.keys(of(row))))].map((name) => [name, sum((row) => of(row)[name] ?? 0)]),
    );
  const share = (of: (row: SimulatedRow) => number): number =>
    sum((row) => of(row) * row.cycles) / (rig.count * cycles);
  // Layer by layer is one chip's share: it does not sum to the rig's cycles.
  const { parts: _, ...one } = slowest;
  return {
    ...one,
    chip: rig.name,
    parallel,
    params,
    cycles,
    seconds: cycles / target.chip.clockHz.value,
    waits,
    boundBy: slowest.work >= waits[longest] ? 'compute' : longest,
    resident: sums((row) => row.resident),
    mapping: { ...slowest.mapping, rig: mapping },
    macs: sum((row) => row.macs),
    macUtilisation: share((row) => row.macUtilisation),
    dramBytes: sum((row) => row.dramBytes),
    dramUtilisation: share((row) => row.dramUtilisation),
    bytes: sums((row) => row.bytes),
    busy: Object.fromEntries(
      Object.entries(slowest.busy).map(([name, busy]) => [name, (busy * slowest.cycles) / cycles]),
    ),
    peaks: {
      macsPerSecond: sum((row) => row.peaks.macsPerSecond),
      bytesPerSecond: sums((row) => row.peaks.bytesPerSecond),
    },
  };
}

/** `6x NVLink 2 (SXM2 form)` */
export function linksText({ links }: RigSpec): string {
  return `${links.count.value}x ${links.kind}`;
}
