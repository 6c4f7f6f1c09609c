/** @file Which entry of one file is which of the other: by label, the second of two equal labels by its number. */

export interface Pairs<T> {
  readonly both: readonly (readonly [before: T, after: T])[];
  readonly onlyBefore: readonly T[];
  readonly onlyAfter: readonly T[];
}

export function pairsOf<T>(before: readonly T[], after: readonly T[], labelOf: (entry: T) => string): Pairs<T> {
  const [old, now] = [byLabel(before, labelOf), byLabel(after, labelOf)];
  return {
    both: [...now].flatMap(([label, is]) => {
      const was = old.get(label);
      return was === undefined ? [] : [[was, is] as const];
    }),
    onlyBefore: [...old].flatMap(([label, entry]) => (now.has(label) ? [] : [entry])),
    onlyAfter: [...now].flatMap(([label, entry]) => (old.has(label) ? [] : [entry])),
  };
}

function byLabel<T>(entries: readonly T[], labelOf: (entry: T) => string): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  const times = new Map<string, number>();
  for (const entry of entries) {
    const label = labelOf(entry);
    const time = (times.get(label) ?? 0) + 1;
    times.set(label, time);
    found.set(time === 1 ? label : `${label}\n${time}`, entry);
  }
  return found;
}
