/** @file TensorFlow.js models as files in memory: what `model.save` writes, and what tfjs itself computes with them. */
import * as tf from '@tensorflow/tfjs';
import type { Network } from '../../../src/models/import/network.js';
import { readTfjs } from '../../../src/models/import/tfjs/index.js';

export interface SavedModel {
  readonly json: string;
  readonly weights: Uint8Array;
}

/** As `save('downloads://')` and `save('file://')` write it: one shard. */
export async function saved(model: tf.LayersModel): Promise<SavedModel> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (given) => {
      artifacts = given;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  if (artifacts === undefined) throw new Error('tfjs saved nothing');
  const { modelTopology, format, generatedBy, weightSpecs, weightData } = artifacts;
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
  const json = JSON.stringify({ modelTopology, format, generatedBy, weightsManifest });
  return { json, weights: new Uint8Array(weightData as ArrayBuffer) };
}

export function read({ json, weights }: SavedModel): Network {
  return readTfjs('model.json', json, () => weights);
}

/** Weights drawn anew, biases too: tfjs starts biases at 0, which hides mistakes in their order. */
export function randomise(model: tf.LayersModel, seed = 1): void {
  const fresh = model.getWeights().map((w, i) => {
    const fan = w.shape.length > 1 ? w.shape.slice(0, -1).reduce((a, b) => a * b, 1) : 4;
    return tf.randomUniform(w.shape, -1 / Math.sqrt(fan), 1 / Math.sqrt(fan), 'float32', seed + i);
  });
  model.setWeights(fresh);
}

/** Seeded inputs: ids below `vocabulary`, or numbers in +-1. */
export function inputFor(shape: readonly number[], vocabulary: number | null, seed = 9): Float32Array {
  const values = tf.tidy(() =>
    tf.randomUniform([...shape], vocabulary === null ? -1 : 0, vocabulary ?? 1, 'float32', seed).dataSync(),
  );
  return Float32Array.from(values, (x) => (vocabulary === null ? x : Math.min(Math.floor(x), vocabulary - 1)));
}

export function predicted(model: tf.LayersModel, shape: readonly number[], values: Float32Array): Float32Array {
  return tf.tidy(() => Float32Array.from((model.predict(tf.tensor(values, [...shape])) as tf.Tensor).dataSync()));
}
