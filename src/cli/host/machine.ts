/** @file What the operating system says of this machine: processor, clock, caches, memory. */
import { readdirSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

export interface HostCache {
  readonly level: number;
  readonly capacityBytes: number;
}

export interface HostMachine {
  readonly cpu: string;
  readonly threads: number;
  /** 0 where the system does not say. */
  readonly clockHz: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  /** Data caches from the core outwards; empty where the system does not say. */
  readonly caches: readonly HostCache[];
}

export function hostMachine(): HostMachine {
  const all = cpus();
  return {
    cpu: (all[0]?.model ?? 'unknown processor').trim(),
    threads: all.length,
    clockHz: Math.max(0, ...all.map(({ speed }) => speed)) * 1e6 || linuxClockHz(),
    memoryBytes: totalmem(),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    caches: linuxCaches('/sys/devices/system/cpu/cpu0/cache'),
  };
}

/** Virtual machines often tell Node no speed and /proc one. */
function linuxClockHz(): number {
  try {
    const [, megahertz = '0'] = /^cpu MHz\s*:\s*([\d.]+)/m.exec(readFileSync('/proc/cpuinfo', 'utf8')) ?? [];
    return Number(megahertz) * 1e6;
  } catch {
    return 0; // no Linux: `--fit` asks for --clock
  }
}

const unitBytes: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** Linux describes the caches of a processor as files. */
function linuxCaches(folder: string): HostCache[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^index\d+$/.test(name))
      .map((name) => {
        const read = (file: string): string => readFileSync(`${folder}/${name}/${file}`, 'utf8').trim();
        const [, size, unit] = /^(\d+)([KMG]?)$/.exec(read('size')) ?? ['', '0', ''];
        return { type: read('type'), level: Number(read('level')), capacityBytes: Number(size) * unitBytes[unit] };
      })
      .filter(({ type, capacityBytes }) => type !== 'Instruction' && capacityBytes > 0)
      .map(({ level, capacityBytes }) => ({ level, capacityBytes }))
      .sort((a, b) => a.level - b.level);
  } catch {
    return []; // another system, or one that hides it: the chip file says that its caches are assumed
  }
}
