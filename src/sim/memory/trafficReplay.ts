/** @file Sends the cached traffic of a program through the engine's tile-level cache and through a line-exact one, in
 * program order. The tests hold the first to the second; `explain` may print both. */
import { HardwareCache, WHOLE_TILE } from '../hardwareCache.js';
import { type Program, slotOf, type TensorDecl, type Traffic } from '../program.js';
import { OpStream } from '../stream.js';
import type { Target } from '../target.js';
import { gpuCacheShape, SectorCache } from './sectorCache.js';

export interface ReplayedTraffic {
  /** Bytes asked of the cache, and bytes that DRAM must serve by each model. */
  readonly askedBytes: number;
  readonly tileBytes: number;
  readonly lineBytes: number;
}

/** Tensors begin at 4 KiB pages. */
const PAGE_BYTES = 4096;

interface Extent {
  readonly base: number;
  readonly slotBytes: number;
}

/** Where each tensor lies: one after the other, as large as the largest access says. */
function layOut(program: Program, reach: ReadonlyMap<number, number>): ReadonlyMap<number, Extent> {
  const extents = new Map<number, Extent>();
  let base = 0;
  for (const { id, slots } of program.tensors) {
    const bytes = reach.get(id);
    if (bytes === undefined) continue;
    extents.set(id, { base, slotBytes: bytes });
    base += Math.ceil((bytes * slots) / PAGE_BYTES) * PAGE_BYTES;
  }
  return extents;
}

interface Access {
  readonly traffic: Traffic;
  readonly tensor: TensorDecl;
  readonly cls: number;
  readonly bytes: number;
  /** Of the class's part in its slot. */
  readonly offset: number;
}

/** Accesses of one traffic entry: one for all units, or one per class. */
function accessesOf(program: Program, traffic: Traffic): readonly Access[] {
  const tensor = program.tensors[traffic.tensor!]!;
  if (traffic.shared) {
    const bytes = traffic.bytesPerClass[0] ?? 0;
    return bytes === 0 ? [] : [{ traffic, tensor, cls: WHOLE_TILE, bytes, offset: 0 }];
  }
  let offset = 0;
  return program.classes.flatMap(({ count }, cls) => {
    const bytes = (traffic.bytesPerClass[cls] ?? 0) * count;
    const access = { traffic, tensor, cls, bytes, offset };
    offset += bytes;
    return bytes === 0 ? [] : [access];
  });
}

function* cachedAccesses(program: Program): Generator<Access & { readonly slot: number }> {
  const stream = new OpStream(program);
  for (let op = stream.next(); op !== null; op = stream.next()) {
    if (!('traffic' in op)) continue;
    for (const traffic of op.traffic) {
      if (traffic.tensor === null) continue;
      for (const access of accessesOf(program, traffic)) {
        const all = traffic.slot === null || access.tensor.slots === 1;
        yield { ...access, slot: all ? -1 : slotOf(traffic.slot!, stream.counters) };
      }
    }
  }
}

/** Both models on one program and the chip's hardware-managed shared level. Throws a plain Error for a chip without. */
export function replayTraffic(program: Program, target: Target): ReplayedTraffic {
  const level = target.chip.levels.find((l) => l.scope === 'chip' && l.managed === 'hardware');
  if (level === undefined) throw new Error(`chip ${target.chip.name} has no hardware-managed level`);
  const reach = new Map<number, number>();
  for (const { tensor, slot, offset, bytes } of cachedAccesses(program)) {
    const slotBytes = Math.ceil((offset + bytes) / (slot < 0 ? tensor.slots : 1));
    reach.set(tensor.id, Math.max(reach.get(tensor.id) ?? 0, slotBytes));
  }
  const extents = layOut(program, reach);
  const tiles = new HardwareCache(level.capacityBytes.value);
  const lines = new SectorCache(gpuCacheShape(level.capacityBytes.value));
  let askedBytes = 0;
  let tileBytes = 0;
  let lineBytes = 0;
  for (const { tensor, slot, cls, bytes, offset } of cachedAccesses(program)) {
    const { base, slotBytes } = extents.get(tensor.id)!;
    askedBytes += bytes;
    tileBytes += tiles.touch(tensor.id, slot, cls, bytes);
    lineBytes += lines.access(base + Math.max(0, slot) * slotBytes + offset, bytes);
  }
  return { askedBytes, tileBytes, lineBytes };
}
