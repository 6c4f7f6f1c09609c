/** @file `onchip run ./folder/model.json#in-cache`: which arguments name a trained model, and the kernels that it becomes.
 * Weight files are read from the model's folder and nowhere else. */
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import type { Kernel } from '../../kernels/kernel.js';
import type { Network } from '../../models/import/network.js';
import { readOnnx } from '../../models/import/onnx/index.js';
import { readTfjs } from '../../models/import/tfjs/index.js';
import { kernelName, kernelsOf, rungNames } from '../../models/import/toKernel/rungs.js';
import { InputError } from '../../numerics/errors.js';
import { didYouMean } from '../../numerics/nearestNames.js';
import { hashBytes } from '../../report/hash.js';
import { readBinaryFile, readTextFile } from '../files.js';

export interface ModelFile {
  readonly path: string;
  /** The rung that was asked for; null: the fastest that fits. */
  readonly rung: string | null;
}

const MODEL = /\.(json|onnx)$/i;

/** The model file that an argument names, or null. */
export function modelFile(argument: string): ModelFile | null {
  const cut = argument.lastIndexOf('#');
  const path = cut < 0 ? argument : argument.slice(0, cut);
  if (!MODEL.test(path)) return null;
  if (path.includes(',') && !existsSync(path)) {
    throw new InputError({ where: 'kernel', expected: 'one model at a time', found: JSON.stringify(argument) });
  }
  return { path, rung: cut < 0 || cut === argument.length - 1 ? null : argument.slice(cut + 1) };
}

export interface Model {
  readonly network: Network;
  /** Rungs to try: all, or the one that was asked for. */
  readonly kernels: readonly Kernel[];
  readonly source: { readonly file: string; readonly hash: string };
}

/** Reads the model and its weights. Throws InputError. */
export function readModel({ path, rung }: ModelFile): Model {
  const read: Uint8Array[] = [];
  const network = /\.onnx$/i.test(path) ? onnxModel(path, read) : tfjsModel(path, read);
  return { network, kernels: chosen(network, rung), source: { file: path, hash: hashBytes(read) } };
}

function onnxModel(path: string, read: Uint8Array[]): Network {
  const bytes = readBinaryFile(path, { what: 'an ONNX model' });
  read.push(bytes);
  return readOnnx(basename(path), bytes);
}

function tfjsModel(path: string, read: Uint8Array[]): Network {
  const text = readTextFile(path, { what: 'a TensorFlow.js model (model.json)' });
  read.push(new TextEncoder().encode(text));
  return readTfjs(basename(path), text, (name) => {
    const bytes = readBinaryFile(insideFolder(path, name), { what: `weights of ${basename(path)}` });
    read.push(bytes);
    return bytes;
  });
}

/** The file's real place must lie below the model's real folder: links must not lead out of it. */
function insideFolder(model: string, name: string): string {
  const path = join(dirname(model), name);
  let [folder, real] = ['', ''];
  try {
    [folder, real] = [realpathSync(dirname(model)), realpathSync(path)];
  } catch {
    return path; // reading it says what is wrong
  }
  if (real.startsWith(folder === sep ? folder : folder + sep)) return path;
  throw new InputError({ where: path, expected: `a file inside ${dirname(model)}`, found: 'a link to another place' });
}

function chosen(network: Network, rung: string | null): readonly Kernel[] {
  const kernels = kernelsOf(network);
  if (rung === null) return kernels;
  const known = rungNames.filter((name) => kernels.some((k) => k.name === kernelName(network, name)));
  const named = known.find((name) => name === rung);
  if (named !== undefined) return kernels.filter((k) => k.name === kernelName(network, named));
  const expected = `one of ${known.join(', ')}`;
  throw new InputError({ where: `${network.name}#`, expected, found: rung, ...didYouMean(rung, known) });
}
