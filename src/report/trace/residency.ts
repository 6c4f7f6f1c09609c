/** @file Residency as a counter: the bytes of each level that hold values somebody still needs, buffer by buffer, at each
 * cycle at which that changes inside a window. */
import type { BufferLife } from '../../study/liveness.js';

export type ResidencyStep = readonly [cycle: number, level: string, bytes: Readonly<Record<string, number>>];

/** Steps by level, in order of time; each names all buffers of the level, unused ones with 0 (a counter keeps its series). */
export function residencySteps(
  lives: readonly BufferLife[],
  [from, until]: readonly [from: number, until: number],
): readonly ResidencyStep[] {
  const levels = [...new Set(lives.map(({ level }) => level))];
  return levels.flatMap((level) => {
    const own = lives.filter((life) => life.level === level && life.bytes > 0);
    const changes = own.flatMap(({ used }) => used ?? []).filter((cycle) => cycle > from && cycle <= until);
    const cycles = [from, ...new Set(changes)].sort((a, b) => a - b);
    return own.length === 0 ? [] : cycles.map((cycle): ResidencyStep => [cycle, level, bytesAt(own, cycle)]);
  });
}

function bytesAt(lives: readonly BufferLife[], cycle: number): Readonly<Record<string, number>> {
  return Object.fromEntries(
    lives.map(({ tensor, bytes, used }) => [tensor, used !== null && used[0] <= cycle && cycle < used[1] ? bytes : 0]),
  );
}
