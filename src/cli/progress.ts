/** @file Progress on stderr for what takes longer than a second: a bar with rate and time left on a terminal, a plain line
 * now and then otherwise. */
import { SingleBar } from 'cli-progress';

const FIRST_AFTER_MS = 1000;
const LINE_EVERY_MS = 5000;
/** Logs of a CI server stay short: only jobs that really take long say anything there. */
const LINE_EVERY_IN_CI_MS = 20_000;

/** `done` of `total` pieces of a stage are finished; `label` says what was just done. */
export interface ProgressEvent {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  readonly label: string;
}

export interface Progress {
  update(event: ProgressEvent): void;
  /** Ends the display. Call it before results are printed. */
  stop(): void;
  /** Seconds of each stage so far, in order. */
  seconds(): Readonly<Record<string, number>>;
}

interface Display {
  show(event: ProgressEvent, words: Words, nowMs: number): void;
  stop(): void;
}

/** Starts the clock of a job. */
export function startProgress(options: { readonly quiet?: boolean | undefined }): Progress {
  const began = performance.now();
  const stages = new StageClock(began);
  const display = displayFor(options.quiet === true);
  return {
    update(event) {
      const now = performance.now();
      const elapsed = stages.enter(event.stage, now);
      if (now - began >= FIRST_AFTER_MS) display.show(event, wordsOf(event, elapsed / 1000), now);
    },
    stop() {
      stages.leave(performance.now());
      display.stop();
    },
    seconds: () => stages.seconds(),
  };
}

/** Does `work` with progress shown; the display ends whatever happens. */
export function withProgress<T>(options: { readonly quiet?: boolean | undefined }, work: (progress: Progress) => T): T {
  const progress = startProgress(options);
  try {
    return work(progress);
  } finally {
    progress.stop();
  }
}

/** For work that has words but no count: each message on a line of its own. */
export function noteProgress(quiet: boolean | undefined): (message: string) => void {
  if (quiet === true) return () => {};
  return (message) => process.stderr.write(`onchip: ${message}\n`);
}

/** Wall time of each stage: an event ends a piece of work, so a stage begins at the last event of the one before. */
class StageClock {
  readonly #seconds = new Map<string, number>();
  #stage = '';
  #since: number;
  #last: number;

  constructor(began: number) {
    this.#since = began;
    this.#last = began;
  }

  /** Milliseconds since the stage began. */
  enter(stage: string, now: number): number {
    if (stage !== this.#stage) {
      this.leave(this.#last);
      this.#stage = stage;
    }
    this.#last = now;
    return now - this.#since;
  }

  leave(now: number): void {
    if (this.#stage !== '') {
      this.#seconds.set(this.#stage, (this.#seconds.get(this.#stage) ?? 0) + (now - this.#since) / 1000);
    }
    this.#since = now;
  }

  seconds(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#seconds);
  }
}

function displayFor(quiet: boolean): Display {
  if (quiet) return { show: () => {}, stop: () => {} };
  return process.stderr.isTTY === true && !process.env.CI ? barDisplay() : lineDisplay();
}

function barDisplay(): Display {
  const format = '{stage} {bar} {value}/{total}  {rate}/s  {left} left  {label}';
  let bar: SingleBar | undefined;
  return {
    show({ stage, done, total, label }, words) {
      const payload = { stage, label, ...words };
      if (bar === undefined) {
        bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true, barsize: 20, stream: process.stderr });
        bar.start(total, done, payload);
      }
      bar.setTotal(total);
      bar.update(done, payload);
    },
    stop: () => bar?.stop(),
  };
}

function lineDisplay(): Display {
  const every = process.env.CI ? LINE_EVERY_IN_CI_MS : LINE_EVERY_MS;
  let next = process.env.CI ? performance.now() + every : 0;
  return {
    show({ stage, done, total, label }, { rate, left }, now) {
      if (now < next || done === total) return;
      next = now + every;
      process.stderr.write(`onchip: ${stage} ${done}/${total}, ${rate}/s, ${left} left: ${label}\n`);
    },
    stop: () => {},
  };
}

interface Words {
  readonly rate: string;
  readonly left: string;
}

function wordsOf({ done, total }: ProgressEvent, seconds: number): Words {
  if (done === 0 || seconds === 0) return { rate: '?', left: 'unknown time' };
  const rate = done / seconds;
  return { rate: rate >= 10 ? rate.toFixed(0) : rate.toPrecision(2), left: timeText((total - done) / rate) };
}

function timeText(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 120 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
}
