/** @file A closed terminal (SIGHUP), Ctrl-C or a shutdown asks a run to stop where it can go on later; asked twice, it ends
 * at once. */
import { constants } from 'node:os';

const signals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

export interface StopSignals {
  /** Exit code of the signal that came (128 + its number), or null. */
  readonly code: () => number | null;
  /** Signals do again what they did before. */
  readonly release: () => void;
}

/** From here on the first signal calls `onStop`. */
export function catchStopSignals(onStop: () => void): StopSignals {
  let code: number | null = null;
  const listener = (signal: (typeof signals)[number]): void => {
    const number = 128 + constants.signals[signal];
    if (code !== null) process.exit(number);
    code = number;
    onStop();
  };
  for (const signal of signals) process.on(signal, listener);
  return {
    code: () => code,
    release: () => {
      for (const signal of signals) process.off(signal, listener);
    },
  };
}
