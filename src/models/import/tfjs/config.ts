/** @file A layer's settings, read strictly: what is asked for has its type, and a setting that we do not know is refused by
 * name unless it is off. */
import type { ActivationName } from '../network.js';
import { oneOf, refuse, shown } from '../problems.js';
import type { WeightEntry } from './manifest.js';
import type { RawLayer } from './topology.js';

/** What only training looks at, and what we read elsewhere. */
const harmless = new Set(
  [
    'name trainable dtype batch_input_shape batch_shape input_dtype build_config',
    'kernel_initializer bias_initializer recurrent_initializer embeddings_initializer unit_forget_bias',
    'kernel_regularizer bias_regularizer recurrent_regularizer embeddings_regularizer activity_regularizer',
    'kernel_constraint bias_constraint recurrent_constraint embeddings_constraint',
  ].flatMap((line) => line.split(' ')),
);

export const activations: Readonly<Record<string, ActivationName>> = {
  linear: 'linear',
  relu: 'relu',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  hard_sigmoid: 'hardSigmoid',
  softmax: 'softmax',
};

export class LayerConfig {
  readonly raw: RawLayer;
  readonly #weights: ReadonlyMap<string, WeightEntry>;
  readonly #used: Set<string>;
  readonly #asked = new Set<string>();

  constructor(raw: RawLayer, weights: ReadonlyMap<string, WeightEntry>, used: Set<string>) {
    this.raw = raw;
    this.#weights = weights;
    this.#used = used;
  }

  /** Settings of a layer that this one wraps; its weights are this one's. */
  within(raw: RawLayer): LayerConfig {
    return new LayerConfig(raw, this.#weights, this.#used);
  }

  get name(): string {
    return this.raw.name;
  }

  get place(): string {
    return this.raw.place;
  }

  /** The setting, null when it is missing. */
  value(key: string): unknown {
    this.#asked.add(key);
    return this.raw.config[key] ?? null;
  }

  refuse(key: string, expected: string): never {
    refuse(`${this.place}: ${key}`, expected, shown(this.raw.config[key]));
  }

  /** Settings that may have any value: they do not change what comes out. */
  ignore(...keys: readonly string[]): void {
    for (const key of keys) this.#asked.add(key);
  }

  /** A whole number from 1. */
  size(key: string): number {
    const value = this.value(key);
    return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 2 ** 24
      ? value
      : this.refuse(key, 'a whole number from 1');
  }

  flag(key: string, otherwise = false): boolean {
    const value = this.value(key);
    if (value === null) return otherwise;
    return typeof value === 'boolean' ? value : this.refuse(key, 'true or false');
  }

  /** The setting must have that value, or be missing. */
  only(key: string, value: unknown): void {
    const found = this.value(key);
    if (found !== null && JSON.stringify(found) !== JSON.stringify(value)) this.refuse(key, shown(value));
  }

  activation(key: string, otherwise: string): ActivationName {
    const value = this.value(key) ?? otherwise;
    return typeof value === 'string' ? oneOf(`${this.place}: ${key}`, activations, value) : this.refuse(key, 'a name');
  }

  /** One number for both, or two. */
  pair(key: string, otherwise: readonly [number, number]): readonly [number, number] {
    const value = this.value(key) ?? otherwise;
    const [a, b, ...more] = Array.isArray(value) ? value : [value, value];
    const fine = [a, b].every((n) => typeof n === 'number' && Number.isInteger(n) && n >= 1 && n <= 2 ** 16);
    return fine && more.length === 0 ? [a, b] : this.refuse(key, 'one or two whole numbers from 1');
  }

  /** The weight of the layer of that last name, with the shape that it must have. */
  weight(last: string, shape: readonly number[]): Float32Array {
    const found = this.#find(last);
    if (found === null) return refuse(this.place, `a weight "${this.name}/${last}"`, 'none in the manifest');
    if (found.shape.length !== shape.length || found.shape.some((size, i) => size !== shape[i])) {
      refuse(`${this.place}: weight "${found.name}"`, `shape [${shape.join(', ')}]`, `[${found.shape.join(', ')}]`);
    }
    this.#used.add(found.name);
    return found.values;
  }

  /** Shape of such a weight, null when there is none. */
  weightShape(last: string): readonly number[] | null {
    return this.#find(last)?.shape ?? null;
  }

  /** `layer/kernel`, `layer/lstm_cell/kernel`, either with `:0`. */
  #find(last: string): WeightEntry | null {
    for (const [name, entry] of this.#weights) {
      const parts = name.replace(/:0$/, '').split('/');
      if (parts[parts.length - 1] === last && parts.slice(0, -1).includes(this.name)) return entry;
    }
    return null;
  }

  /** To be called last. Throws InputError for a setting that nobody has asked for and that is on. */
  done(): void {
    for (const [key, value] of Object.entries(this.raw.config)) {
      if (this.#asked.has(key) || harmless.has(key) || value === null || value === false) continue;
      refuse(`${this.place}: ${key}`, 'no setting that onchip does not know', shown(value));
    }
  }
}
