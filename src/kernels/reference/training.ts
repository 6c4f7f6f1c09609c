/** @file Float64 oracle of a training step: losses of the forward pass, gradients of all weights by central differences of
 * their weighted sum. It knows nothing of back propagation, so it shares no mistake with it. */
import type { Values } from './stack.js';

type Params = Readonly<Record<string, number>>;
type Recurrent = (params: Params, inputs: Values) => Record<string, Float64Array>;

/** Halving it changes no digit that a 32-bit format has. */
const STEP = 1e-5;

/** Squared errors [T, 1, B] of a projection [C, H] of the top layer. */
function losses(recurrent: Recurrent, params: Params, inputs: Values): Float64Array {
  const { hidden: H, batch: B, steps: T, classes: C } = params;
  const { y } = recurrent(params, inputs);
  const loss = new Float64Array(T * B);
  for (let t = 0; t < T; t++) {
    for (let j = 0; j < B; j++) {
      for (let r = 0; r < C; r++) {
        let sum = inputs.by[r];
        for (let i = 0; i < H; i++) sum += inputs.Wy[r * H + i] * y[(t * H + i) * B + j];
        loss[t * B + j] += (sum - inputs.targets[(t * C + r) * B + j]) ** 2;
      }
    }
  }
  return loss;
}

/** `loss` [T, 1, B] and `g.W0` … `g.by`: what the step makes of real inputs and squared errors. */
export function trainingReference(recurrent: Recurrent) {
  return (params: Params, inputs: Values): Record<string, Float64Array> => {
    const weighted = (): number =>
      losses(recurrent, params, inputs).reduce((sum, value, i) => sum + value * inputs.weights[i], 0);
    const result: Record<string, Float64Array> = { loss: losses(recurrent, params, inputs) };
    const layers = Array.from({ length: params.layers }, (_, l) => [`W${l}`, `U${l}`, `b${l}`]).flat();
    for (const name of [...layers, 'Wy', 'by']) {
      const w = inputs[name];
      result[`g.${name}`] = Float64Array.from(w, (value, i) => {
        w[i] = value + STEP;
        const above = weighted();
        w[i] = value - STEP;
        const below = weighted();
        w[i] = value;
        return (above - below) / (2 * STEP);
      });
    }
    return result;
  };
}
