/** @file Which core computes. WASM SIMD is taken when it can be had, plain TypeScript otherwise; `setCore` forces one. Both
 * give the same bits. */
import type { CoreName, NumericsCore } from './coreTypes.js';
import { InputError } from './errors.js';
import { tensorMemory } from './memory.js';
import { typescriptCore } from './typescriptCore.js';
import { createWasmCore } from './wasmCore.js';
import { instantiateAsync, instantiateSync } from './wasmModule.js';
import type { WasmExports } from './wasmTypes.js';

let active: NumericsCore | undefined;
let wasmCore: NumericsCore | undefined;

/** The core in use; the first call decides (synchronous compilation of about 25 kB, a few milliseconds). */
export function currentCore(): NumericsCore {
  if (active === undefined) active = wasm(instantiateSync) ?? typescriptCore;
  return active;
}

/** For browsers: compiles without blocking. Call it once before the first use; harmless elsewhere.
 * Returns the name of the core that will serve. */
export async function initNumerics(): Promise<CoreName> {
  if (wasmCore === undefined) adopt(await instantiateAsync());
  active = wasmCore ?? typescriptCore;
  return active.name;
}

/** Forces a core. @throws InputError when 'wasm' is asked for and the host has no WebAssembly SIMD. */
export function setCore(name: CoreName): void {
  const wanted = name === 'wasm' ? wasm(instantiateSync) : typescriptCore;
  if (wanted === undefined) {
    throw new InputError({ where: 'setCore', expected: 'a host with WebAssembly SIMD', found: 'none' });
  }
  active = wanted;
}

function wasm(instantiate: () => WasmExports | undefined): NumericsCore | undefined {
  if (wasmCore === undefined) adopt(instantiate());
  return wasmCore;
}

function adopt(exports: WasmExports | undefined): void {
  const memory = tensorMemory();
  if (exports !== undefined && memory !== undefined) wasmCore = createWasmCore(exports, memory);
}
