/** @file Counter-based random numbers: Philox4x32-10 (Salmon et al., SC 2011). A number depends only on (seed, stream,
 * step, index), never on what was drawn before, so results are equal on any number of workers and in any order. */

const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

/** High 32 bits of the 64-bit product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(carry / 65536)) >>> 0;
}

/** One block: four 32-bit words from a 128-bit counter and a 64-bit key, written to `out[0..3]`. */
export function philox(out: Uint32Array, counter: readonly [number, number, number, number], k0: number, k1: number) {
  let [c0, c1, c2, c3] = counter;
  let key0 = k0;
  let key1 = k1;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(M0, c0 >>> 0);
    const high1 = multiplyHigh(M1, c2 >>> 0);
    const low0 = Math.imul(M0, c0);
    const low1 = Math.imul(M1, c2);
    c0 = high1 ^ c1 ^ key0;
    c1 = low1;
    c2 = high0 ^ c3 ^ key1;
    c3 = low0;
    key0 = (key0 + W0) | 0;
    key1 = (key1 + W1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** Which numbers to draw. `stream` names the purpose (tensor, layer), `step` the time. Integers; the low 32 bits of
 * `stream` and `step` and the low 64 bits of `seed` count. */
export interface RandomKey {
  readonly seed: number;
  readonly stream: number;
  readonly step: number;
}

const block = new Uint32Array(4);
const counter: [number, number, number, number] = [0, 0, 0, 0];

/** Calls `use(index, bits)` with 32 random bits for each index from `first` to `first + count - 1`. */
export function forEachRandom(
  key: RandomKey,
  first: number,
  count: number,
  use: (index: number, bits: number) => void,
): void {
  const seedHigh = Math.floor(key.seed / 4294967296) | 0;
  let loaded = -1;
  for (let index = first; index < first + count; index++) {
    const wanted = Math.floor(index / 4);
    if (wanted !== loaded) {
      counter[0] = wanted | 0;
      counter[1] = Math.floor(wanted / 4294967296) | 0;
      counter[2] = key.stream | 0;
      counter[3] = key.step | 0;
      philox(block, counter, key.seed | 0, seedHigh);
      loaded = wanted;
    }
    use(index, block[index % 4]);
  }
}

/** One uniform number in [0, 1) with 32 bits. */
export function uniformAt(key: RandomKey, index: number): number {
  let value = 0;
  forEachRandom(key, index, 1, (_, bits) => {
    value = bits / 4294967296;
  });
  return value;
}

/** Fills dst with uniform numbers in [low, high) from 24 random bits each, rounded to fp32. */
export function fillUniform(dst: Float32Array, key: RandomKey, low: number, high: number): void {
  forEachRandom(key, 0, dst.length, (index, bits) => {
    dst[index] = low + (high - low) * ((bits >>> 8) / 16777216);
  });
}

/** Inverted dropout mask: 0 with probability `rate`, else 1/(1 - rate). */
export function fillDropoutMask(dst: Float32Array, key: RandomKey, rate: number): void {
  const keep = 1 / (1 - rate);
  const threshold = rate * 4294967296;
  forEachRandom(key, 0, dst.length, (index, bits) => {
    dst[index] = bits < threshold ? 0 : keep;
  });
}
