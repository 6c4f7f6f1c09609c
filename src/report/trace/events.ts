/** @file Events of the Chrome trace format ("Trace Event Format", JSON object form), which Perfetto and chrome://tracing
 * open. One event a line. A timestamp is a core cycle; viewers show it as a microsecond, as the file's metadata says. */

/** Takes the text of the file, piece by piece: a trace is never whole in memory. */
export type TraceSink = (text: string) => void;

type Arguments = Readonly<Record<string, string | number>>;

/** Writes one file: a process for each target, a thread for each track. */
export class TraceFile {
  readonly #write: TraceSink;
  #events = 0;

  constructor(write: TraceSink) {
    this.#write = write;
    write('{"traceEvents":[');
  }

  get events(): number {
    return this.#events;
  }

  /** Something that took [start, end) on a track. */
  span(pid: number, tid: number, name: string, category: string, start: number, end: number, args: Arguments): void {
    this.#event({ ph: 'X', pid, tid, ts: start, dur: end - start, name, cat: category, args });
  }

  /** Values from that cycle on; the viewer stacks them. */
  counter(pid: number, name: string, cycle: number, values: Readonly<Record<string, number>>): void {
    this.#event({ ph: 'C', pid, ts: cycle, name, args: values });
  }

  process(pid: number, name: string, labels: string): void {
    this.#event({ ph: 'M', pid, name: 'process_name', args: { name } });
    this.#event({ ph: 'M', pid, name: 'process_labels', args: { labels } });
    this.#event({ ph: 'M', pid, name: 'process_sort_index', args: { sort_index: pid } });
  }

  thread(pid: number, tid: number, name: string): void {
    this.#event({ ph: 'M', pid, tid, name: 'thread_name', args: { name } });
    this.#event({ ph: 'M', pid, tid, name: 'thread_sort_index', args: { sort_index: tid } });
  }

  /** Ends the file. `about`: what a reader of the file should know. */
  end(about: Readonly<Record<string, string | number | boolean>>): void {
    this.#write(`\n],"displayTimeUnit":"ns","otherData":${JSON.stringify(about)}}\n`);
  }

  #event(event: object): void {
    this.#write(`${this.#events === 0 ? '' : ','}\n${JSON.stringify(event)}`);
    this.#events += 1;
  }
}
