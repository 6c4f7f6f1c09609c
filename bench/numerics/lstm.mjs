/** @file A multi-layer LSTM composed of the library's cores, to be timed: inference, and one training step (forward, backward
 * through time, SGD) with every stored tensor rounded to a format. Layout: features are rows, the batch is the column. */
import {
  accumulateRowSums,
  addScaled,
  allocFloat32,
  broadcastRows,
  createClock,
  gemm,
  lstmCellBackward,
  lstmCellForward,
} from './library.mjs';

/** One layer's weights [4H, 2H] (input beside recurrent), bias and everything that lives over the steps. */
function createLayer({ hidden, batch, steps }, format, clock) {
  const entry = () => format.createEntry({ clock });
  const perStep = (rows) => Array.from({ length: steps }, () => allocFloat32(rows * batch));
  return {
    w: allocFloat32(8 * hidden * hidden),
    bias: allocFloat32(4 * hidden),
    dw: allocFloat32(8 * hidden * hidden),
    dBias: allocFloat32(4 * hidden),
    xh: Array.from({ length: steps + 1 }, () => allocFloat32(2 * hidden * batch)),
    activations: perStep(4 * hidden),
    c: Array.from({ length: steps + 1 }, () => allocFloat32(hidden * batch)),
    h: perStep(hidden),
    dh: allocFloat32(hidden * batch),
    dc: allocFloat32(hidden * batch),
    entries: {
      w: entry(),
      bias: entry(),
      dw: entry(),
      a: entry(),
      c: entry(),
      h: entry(),
      dGates: entry(),
      dxh: entry(),
      dc: entry(),
    },
  };
}

/** @param {{hidden: number, layers: number, batch: number, steps: number}} shape */
export function createLstm(shape, format) {
  const { hidden, layers, batch } = shape;
  const clock = createClock();
  return {
    shape,
    format,
    clock,
    layers: Array.from({ length: layers }, () => createLayer(shape, format, clock)),
    gates: allocFloat32(4 * hidden * batch),
    dxh: allocFloat32(2 * hidden * batch),
    loss: 0,
  };
}

/** Copies the same fp32 weights and inputs into a model, rounded to its format. */
export function loadLstm(model, weights, inputs) {
  const { format, shape } = model;
  model.layers.forEach((layer, l) => {
    format.store(weights[l], layer.w, layer.entries.w);
  });
  for (let t = 0; t < shape.steps; t++) {
    model.layers[0].xh[t].set(inputs[t]);
    format.store(model.layers[0].xh[t], model.layers[0].xh[t], layerInputEntry(model), 0, shape.hidden * shape.batch);
  }
}

function layerInputEntry(model) {
  model.inputEntry ??= model.format.createEntry({ clock: model.clock });
  return model.inputEntry;
}

/** All steps. With `training`, activations are stored through the format too (the backward step reads them). */
export function forward(model, training) {
  const { format, gates } = model;
  const { hidden, layers, batch, steps } = model.shape;
  const count = hidden * batch;
  for (let t = 0; t < steps; t++) {
    for (let l = 0; l < layers; l++) {
      const layer = model.layers[l];
      const { entries } = layer;
      broadcastRows(layer.bias, gates, batch);
      gemm({ m: 4 * hidden, n: batch, k: 2 * hidden, a: layer.w, b: layer.xh[t], c: gates, accumulate: true, format });
      const activations = layer.activations[t];
      lstmCellForward({ count, gates, activations, cPrev: layer.c[t], c: layer.c[t + 1], h: layer.h[t] });
      if (training) format.store(activations, activations, entries.a);
      format.store(layer.c[t + 1], layer.c[t + 1], entries.c);
      format.store(layer.h[t], layer.h[t], entries.h);
      layer.xh[t + 1].set(layer.h[t], count);
      if (l + 1 < layers) model.layers[l + 1].xh[t].set(layer.h[t]);
    }
  }
  model.clock.computations += 1;
}

/** Gradient of the mean square of the last layer's outputs over all steps; leaves dw and dBias. */
export function backward(model) {
  const { hidden, layers, batch, steps } = model.shape;
  const count = hidden * batch;
  for (const layer of model.layers) for (const array of [layer.dw, layer.dBias, layer.dh, layer.dc]) array.fill(0);
  const top = model.layers[layers - 1];
  for (let t = steps - 1; t >= 0; t--) {
    addScaled(top.dh, top.h[t], 2 / (steps * count));
    for (let l = layers - 1; l >= 0; l--) {
      backwardStep(model, model.layers[l], t);
      if (l > 0) addScaled(model.layers[l - 1].dh, model.dxh.subarray(0, count), 1);
    }
  }
  for (const layer of model.layers) model.format.store(layer.dw, layer.dw, layer.entries.dw);
  model.clock.computations += 1;
}

function backwardStep(model, layer, t) {
  const { format, gates, dxh } = model;
  const { hidden, batch } = model.shape;
  const count = hidden * batch;
  const { entries } = layer;
  const [activations, cPrev, c] = [layer.activations[t], layer.c[t], layer.c[t + 1]];
  lstmCellBackward({ count, activations, cPrev, c, dh: layer.dh, dc: layer.dc, dGates: gates, dcPrev: layer.dc });
  format.store(gates, gates, entries.dGates);
  format.store(layer.dc, layer.dc, entries.dc);
  const rows = 4 * hidden;
  const columns = 2 * hidden;
  gemm({
    m: rows,
    n: columns,
    k: batch,
    a: gates,
    b: layer.xh[t],
    c: layer.dw,
    transposeB: true,
    accumulate: true,
    format,
  });
  gemm({ m: columns, n: batch, k: rows, a: layer.w, b: gates, c: dxh, transposeA: true, format });
  format.store(dxh, dxh, entries.dxh);
  accumulateRowSums(gates, layer.dBias, batch);
  layer.dh.set(dxh.subarray(count));
}

/** w -= rate * dw, stored through the format. */
export function update(model, rate) {
  for (const layer of model.layers) {
    addScaled(layer.w, layer.dw, -rate);
    model.format.store(layer.w, layer.w, layer.entries.w);
    addScaled(layer.bias, layer.dBias, -rate);
    model.format.store(layer.bias, layer.bias, layer.entries.bias);
  }
}

export function trainStep(model, rate) {
  forward(model, true);
  backward(model);
  update(model, rate);
}

/** Multiply-adds count as two. */
export function forwardOperations({ hidden, layers, batch, steps }) {
  return 2 * layers * steps * batch * 4 * hidden * 2 * hidden;
}
