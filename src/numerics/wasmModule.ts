/** @file Compiles and instantiates the WASM core over the shared memory. Node compiles it at first use, synchronously;
 * browsers that refuse synchronous compilation on the main thread call `await initNumerics()` first. */
import { wasmBase64 } from './generated/wasmBytes.js';
import { tensorMemory } from './memory.js';
import { hostWasm, type WasmExports, type WasmModule } from './wasmTypes.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 to bytes, without Buffer or atob. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const clean = text.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((clean.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const letter of clean) {
    bits = ((bits << 6) | ALPHABET.indexOf(letter)) & 0xffffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at++] = bits >>> held;
    }
  }
  return bytes;
}

function instantiate(module: WasmModule): WasmExports | undefined {
  const memory = tensorMemory();
  if (hostWasm === undefined || memory === undefined) return undefined;
  const abort = (): never => {
    throw new Error('the WASM core aborted');
  };
  return new hostWasm.Instance(module, { env: { memory: memory.memory, abort } }).exports as WasmExports;
}

/** The exports, or undefined when there is no WebAssembly, no SIMD or not enough memory. */
export function instantiateSync(): WasmExports | undefined {
  if (hostWasm === undefined) return undefined;
  try {
    return instantiate(new hostWasm.Module(decodeBase64(wasmBase64)));
  } catch {
    return undefined; // no SIMD, or synchronous compilation refused: the reference core serves
  }
}

/** The same with asynchronous compilation. */
export async function instantiateAsync(): Promise<WasmExports | undefined> {
  if (hostWasm === undefined) return undefined;
  try {
    return instantiate(await hostWasm.compile(decodeBase64(wasmBase64)));
  } catch {
    return undefined;
  }
}
