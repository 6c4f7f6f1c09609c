/** @file What runs through a graph: one array, whose axes are followed from operation to operation, and the chain of layers
 * that has made it. Operations that only move axes cost nothing here: the kernels keep their own order. */
import { Chain } from '../chain.js';
import type { Axis, Shape } from '../network.js';
import { refuse, shown } from '../problems.js';

/** One axis: what it means, as far as that is known; `one` is an axis of size 1 that means nothing. */
export interface FlowAxis {
  role: Axis | 'one' | null;
  /** Null: the file leaves it open. */
  readonly size: number | null;
}

/** Which of the first two axes of an array of three is the batch, where no operation says. */
export type Guess = 'batch first' | 'time first';

export class Flow {
  axes: readonly FlowAxis[];
  /** Axes of the input in the file's order. */
  natural: readonly FlowAxis[];
  chain: Chain | null = null;
  /** Place in the file's order → row of ours, of what the last layers have made; null: the same. */
  featureOrder: Int32Array | null = null;
  readonly name: string;
  readonly #ids: boolean;
  readonly #guess: Guess;

  constructor(name: string, sizes: readonly (number | null)[], ids: boolean, guess: Guess) {
    this.name = name;
    this.axes = sizes.map((size) => ({ role: null, size }));
    this.natural = this.axes;
    this.#ids = ids;
    this.#guess = guess;
  }

  get isIds(): boolean {
    return this.#ids && this.chain === null;
  }

  /** Axes that mean something. */
  get real(): readonly FlowAxis[] {
    return this.axes.filter(({ role }) => role !== 'one');
  }

  text(): string {
    return `[${this.axes.map(({ role, size }) => `${role ?? '?'} ${size ?? 'open'}`).join(', ')}]`;
  }

  /** The chain, with the input's axes taken to mean `roles`. Throws InputError when they are known to mean others. */
  typed(place: string, roles: readonly Axis[], vocabulary: number | null = null): Chain {
    const before = this.axes.map(({ role }) => role);
    if (this.axes.length !== roles.length) refuse(place, `an array [${roles.join(', ')}]`, this.text());
    this.axes.forEach((axis, a) => {
      axis.role ??= roles[a];
      if (axis.role === 'one' && axis.size === 1) axis.role = roles[a];
      if (axis.role !== roles[a]) {
        this.axes.forEach((other, b) => {
          other.role = before[b];
        });
        refuse(place, `an array [${roles.join(', ')}]`, this.text());
      }
    });
    this.chain ??= this.#start(place, vocabulary);
    return this.chain;
  }

  /** The chain, with the meaning of an array of so many axes that has not been used yet guessed. */
  any(place: string): Chain {
    if (this.chain !== null) return this.chain;
    const rank = this.axes.length;
    const sequence: readonly Axis[] =
      this.#guess === 'batch first' ? ['batch', 'time', 'feature'] : ['time', 'batch', 'feature'];
    if (rank === 2) return this.typed(place, ['batch', 'feature']);
    if (rank === 3) return this.typed(place, sequence);
    if (rank === 4) return this.typed(place, ['batch', 'channel', 'height', 'width']);
    return refuse(place, 'an array of 2 to 4 axes', this.text());
  }

  /** Roles of ids: whatever order was guessed. */
  idRoles(): readonly Axis[] {
    return this.#guess === 'batch first' ? ['batch', 'time'] : ['time', 'batch'];
  }

  /** The last axis, which must hold features. */
  featureAxis(place: string): FlowAxis {
    const last = this.axes[this.axes.length - 1];
    return last?.role === 'feature' ? last : refuse(place, 'features in the last axis', this.text());
  }

  /** The layer before has made other features. */
  withFeatures(size: number): void {
    this.axes = this.axes.map((axis) => (axis.role === 'feature' ? { ...axis, size } : axis));
    this.featureOrder = null;
  }

  #start(place: string, vocabulary: number | null): Chain {
    const axes = this.natural.map(({ role }) => role).filter((role): role is Axis => role !== 'one' && role !== null);
    const batch = this.#size('batch');
    return new Chain({ name: this.name, axes, batch, vocabulary, shape: this.#shape(place, vocabulary !== null) });
  }

  #size(role: Axis): number | null {
    return this.axes.find((axis) => axis.role === role)?.size ?? null;
  }

  #fixed(place: string, role: Axis): number {
    return this.#size(role) ?? refuse(place, `a ${role} axis of a known size`, this.text());
  }

  #shape(place: string, ids: boolean): Shape {
    const has = (role: Axis): boolean => this.axes.some((axis) => axis.role === role);
    if (has('height')) {
      const [height, width, channels] = (['height', 'width', 'channel'] as const).map((r) => this.#fixed(place, r));
      return { kind: 'image', height, width, channels };
    }
    const features = ids ? 1 : this.#fixed(place, 'feature');
    return has('time') ? { kind: 'sequence', steps: this.#size('time'), features } : { kind: 'vector', features };
  }
}

/** Checked sizes of an input; 0 and less are refused. */
export function inputSizes(where: string, dims: readonly (number | string | null)[]): readonly (number | null)[] {
  return dims.map((size) => {
    if (typeof size !== 'number') return null;
    return Number.isInteger(size) && size >= 1 ? size : refuse(where, 'sizes from 1', shown(dims));
  });
}
