/** @file What the GPU model reads of a chip file: plain numbers per chip, no runtime, no fitted value. */
import { InputError } from '../../numerics/errors.js';
import type { ChipSpec, MemoryLevel } from '../chipSchema.js';

export interface GpuFigures {
  readonly name: string;
  /** maxwell, pascal, volta, gcn5: what a library's kernel menu depends on. */
  readonly architecture: string;
  /** Streaming multiprocessors or compute units. */
  readonly units: number;
  readonly clockHz: number;
  /** Multiply-accumulates a cycle and unit on the plain lanes, per element format. */
  readonly simtMacsPerCycle: Readonly<Record<string, number>>;
  /** Multiply-accumulates a cycle and unit of the tensor cores; 0 where there are none. */
  readonly tensorMacsPerCycle: number;
  readonly registerBytesPerUnit: number;
  readonly sharedBytesPerUnit: number;
  readonly sharedBytesPerCycle: number;
  readonly l2Bytes: number;
  readonly l2BytesPerCycle: number;
  readonly dramBytesPerSecond: number;
  readonly dramSustainedFraction: number;
  readonly dramLatencySeconds: number;
  /** Bytes of the smallest access: burst length times bus width of one channel. */
  readonly dramAccessBytes: number;
}

/** JEDEC: GDDR5 8n and GDDR5X 16n prefetch on 32 bits, HBM2 4n on a 64-bit pseudo channel, DDR3 and DDR4 8n on 64 bits. */
function dramAccessBytes(kind: string): number {
  if (/^GDDR5X/i.test(kind)) return 64;
  return /^(GDDR5|HBM)/i.test(kind) ? 32 : 64;
}

function findLevel(chip: ChipSpec, pattern: RegExp): MemoryLevel {
  const level = chip.levels.find((candidate) => pattern.test(candidate.name));
  if (level !== undefined) return level;
  throw new InputError({
    where: `chip ${chip.name}: levels`,
    expected: `a level named like ${pattern.source}`,
    found: chip.levels.map((l) => l.name).join(', '),
    hint: 'the GPU library model needs registers, shared memory and L2',
  });
}

/** Reads the figures of a chip of family `gpu`. Errors: InputError when it is not a GPU or lacks a level. */
export function gpuFigures(chip: ChipSpec): GpuFigures {
  if (chip.family !== 'gpu') {
    throw new InputError({ where: `chip ${chip.name}: family`, expected: 'gpu', found: chip.family });
  }
  const simtMacsPerCycle: Record<string, number> = {};
  let tensorMacsPerCycle = 0;
  for (const engine of chip.matrix) {
    if (engine.kind === 'matrix-blocks') tensorMacsPerCycle = engine.macsPerCycle.value;
    if (engine.kind !== 'simt') continue;
    for (const format of engine.formats) simtMacsPerCycle[format] = engine.macsPerCycle.value;
  }
  const registers = findLevel(chip, /^(regs?|registers?|register[- ]file|rf|vgprs?)/i);
  const shared = findLevel(chip, /^(shared|scratchpad|lds)/i);
  const l2 = findLevel(chip, /^l2/i);
  return {
    name: chip.name,
    architecture: chip.architecture,
    units: chip.units.count.value,
    clockHz: chip.clockHz.value,
    simtMacsPerCycle,
    tensorMacsPerCycle,
    registerBytesPerUnit: registers.capacityBytes.value,
    sharedBytesPerUnit: shared.capacityBytes.value,
    sharedBytesPerCycle: shared.readBytesPerCycle.value,
    l2Bytes: l2.capacityBytes.value,
    l2BytesPerCycle: l2.readBytesPerCycle.value,
    dramBytesPerSecond: chip.dram.bytesPerSecond.value,
    dramSustainedFraction: chip.dram.sustainedFraction.value,
    dramLatencySeconds: chip.dram.latencySeconds.value,
    dramAccessBytes: dramAccessBytes(chip.dram.kind),
  };
}
