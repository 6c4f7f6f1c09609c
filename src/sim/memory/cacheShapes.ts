/** @file Geometry of the caches that a chip file does not spell out: ways, lines, sectors, and what a store does. */
import type { ChipSpec, MemoryLevel } from '../chipSchema.js';
import type { CacheShape } from './sectoredCache.js';

type Geometry = Omit<CacheShape, 'capacityBytes'>;

/** GPU L2: 16 ways, lines of 128 B in four sectors, write-back (GPGPU-Sim SM6_TITANX, SM7_QV100: `gpgpu_cache:dl2`). */
const gpuL2: Geometry = { ways: 16, lineBytes: 128, sectorBytes: 32, writes: 'write-back' };
/** GPU L1: stores go through to the L2 (same files, `gpgpu_cache:dl1`); 4 ways is Volta's there. */
const gpuL1: Geometry = { ways: 4, lineBytes: 128, sectorBytes: 32, writes: 'write-through' };
/** GCN: lines of 64 B, 16 ways (recalled). */
const gcnL2: Geometry = { ways: 16, lineBytes: 64, sectorBytes: 64, writes: 'write-back' };
/** Skylake-SP: lines of 64 B; L1 8 ways, L2 16, L3 11 (recalled). */
const cpu: Readonly<Record<string, Geometry>> = {
  l1: { ways: 8, lineBytes: 64, sectorBytes: 64, writes: 'write-back' },
  l2: { ways: 16, lineBytes: 64, sectorBytes: 64, writes: 'write-back' },
  l3: { ways: 11, lineBytes: 64, sectorBytes: 64, writes: 'write-back' },
};

/** The cache that a hardware-managed level is. Capacity is rounded down to whole sets. */
export function cacheShape(chip: ChipSpec, level: MemoryLevel): CacheShape {
  const gpu = level.scope === 'chip' ? (chip.architecture === 'gcn5' ? gcnL2 : gpuL2) : gpuL1;
  const geometry = chip.family === 'cpu' ? (cpu[level.name] ?? cpu.l3) : gpu;
  const setBytes = geometry.ways * geometry.lineBytes;
  return { ...geometry, capacityBytes: Math.floor(level.capacityBytes.value / setBytes) * setBytes };
}

/** The cache that all units share; null on a chip without one. */
export function sharedCacheShape(chip: ChipSpec): CacheShape | null {
  const level = chip.levels.find((l) => l.scope === 'chip' && l.managed === 'hardware');
  return level === undefined ? null : cacheShape(chip, level);
}
