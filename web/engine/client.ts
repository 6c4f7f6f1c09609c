/** @file The page's side of a worker: calls can be broken off, which ends the worker; the next call starts another. */
import { type Remote, wrap } from 'comlink';

/** Thrown by calls that were broken off. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}

export class WorkerClient<Api> {
  readonly #start: () => Worker;
  #running: { readonly worker: Worker; readonly remote: Remote<Api>; readonly stop: (error: Error) => void } | null =
    null;
  #stopped: Promise<never> = new Promise(() => {});

  constructor(start: () => Worker) {
    this.#start = start;
  }

  /** Throws Cancelled when `cancel` comes first, or what broke the worker. */
  async call<T>(ask: (remote: Remote<Api>) => Promise<T>): Promise<T> {
    const { remote } = this.#running ?? this.#begin();
    return Promise.race([ask(remote), this.#stopped]);
  }

  /** Ends the worker, whatever it does. */
  cancel(reason: Error = new Cancelled()): void {
    const running = this.#running;
    if (running === null) return;
    this.#running = null;
    running.worker.terminate();
    running.stop(reason);
  }

  #begin() {
    const worker = this.#start();
    let stop: (error: Error) => void = () => {};
    this.#stopped = new Promise((_, reject) => {
      stop = reject;
    });
    this.#stopped.catch(() => {});
    const running = { worker, remote: wrap<Api>(worker), stop };
    this.#running = running;
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (this.#running === running) this.cancel(new Error(event.message || 'the worker could not be loaded'));
    });
    return running;
  }
}
