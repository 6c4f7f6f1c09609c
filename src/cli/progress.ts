/** @file Progress on stderr for what takes longer than a second: a bar with rate and time left on a terminal, a plain line
 * now and then otherwise. */
import { SingleBar } from 'cli-progress';

const FIRST_AFTER_MS = 1000;
const LINE_EVERY_MS = 5000;
/** Logs of a CI server stay short: only jobs that really take long say anything there. */
const LINE_EVERY_IN_CI_MS = 20_000;

export interface Progress {
  /** `done` of `total` pieces of work; `label` says what was just done or is being done. */
  update(done: number, total: number, label: string): void;
  /** Ends the display. Call it before results are printed. */
  stop(): void;
}

const silent: Progress = { update: () => {}, stop: () => {} };

/** Progress for one job; `unit` names the pieces: `targets`. */
export function startProgress(options: { readonly quiet?: boolean | undefined; readonly unit: string }): Progress {
  if (options.quiet === true) return silent;
  return process.stderr.isTTY === true && !process.env.CI ? barProgress(options.unit) : lineProgress(options.unit);
}

function barProgress(unit: string): Progress {
  const started = performance.now();
  let bar: SingleBar | undefined;
  return {
    update(done, total, label) {
      if (performance.now() - started < FIRST_AFTER_MS) return;
      if (bar === undefined) {
        const format = `{bar} {value}/{total} ${unit}  {rate} ${unit}/s  {left} left  {label}`;
        bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true, barsize: 20, stream: process.stderr });
        bar.start(total, done, words(started, done, total, label));
      }
      bar.setTotal(total);
      bar.update(done, words(started, done, total, label));
    },
    stop: () => bar?.stop(),
  };
}

function lineProgress(unit: string): Progress {
  const every = process.env.CI ? LINE_EVERY_IN_CI_MS : LINE_EVERY_MS;
  const started = performance.now();
  let next = started + (process.env.CI ? every : FIRST_AFTER_MS);
  return {
    update(done, total, label) {
      const now = performance.now();
      if (now < next) return;
      next = now + every;
      const { rate, left } = words(started, done, total, label);
      process.stderr.write(`onchip: ${done}/${total} ${unit}, ${rate} ${unit}/s, ${left} left: ${label}\n`);
    },
    stop: () => {},
  };
}

function words(started: number, done: number, total: number, label: string) {
  const seconds = (performance.now() - started) / 1000;
  const rate = done / seconds;
  const left = done === 0 ? 'unknown time' : timeText((total - done) / rate);
  return { rate: rate >= 10 ? rate.toFixed(0) : rate.toPrecision(2), left, label };
}

function timeText(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 120 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
}
