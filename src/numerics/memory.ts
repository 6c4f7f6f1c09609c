/** @file Where tensors live. `allocFloat32` gives zeroed arrays that the WASM core can use in place; ordinary
 * Float32Arrays work everywhere too, at the price of a copy. */

/** A zeroed Float32Array. */
export function allocFloat32(length: number): Float32Array {
  return new Float32Array(length);
}
