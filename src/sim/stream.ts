/** @file Walks a program lazily: one operation at a time, loops not unrolled, memory flat in the number of steps. */
import type { Node, Op, Program, Repeat } from './program.js';

interface Frame {
  readonly nodes: readonly Node[];
  readonly repeat: Repeat | null;
  position: number;
}

export class OpStream {
  /** Current iteration of every loop of the program. */
  readonly counters: Int32Array;
  readonly #frames: Frame[];
  readonly #onIteration: ((repeat: Repeat) => void) | undefined;

  /** `onIteration` is called before each iteration of a repeat but the first; it may move the loop's counter ahead. */
  constructor(program: Program, onIteration?: (repeat: Repeat) => void) {
    this.counters = new Int32Array(program.loops);
    this.#frames = [{ nodes: program.body, repeat: null, position: 0 }];
    this.#onIteration = onIteration;
  }

  /** The next operation in program order, or null at the end. */
  next(): Op | null {
    for (;;) {
      const frame = this.#frames[this.#frames.length - 1];
      if (frame.position === frame.nodes.length) {
        if (!this.#wrap(frame)) return null;
        continue;
      }
      const node = frame.nodes[frame.position++];
      if (node.kind !== 'repeat') return node;
      if (node.count > 0 && node.body.length > 0) {
        this.counters[node.loop] = 0;
        this.#frames.push({ nodes: node.body, repeat: node, position: 0 });
      }
    }
  }

  /** End of a body: go round again or leave the loop. False at the end of the program. */
  #wrap(frame: Frame): boolean {
    const { repeat } = frame;
    if (repeat === null) return false;
    this.counters[repeat.loop] += 1;
    if (this.counters[repeat.loop] < repeat.count) this.#onIteration?.(repeat);
    if (this.counters[repeat.loop] < repeat.count) frame.position = 0;
    else this.#frames.pop();
    return true;
  }
}
