/** @file onnxruntime as a second peer for inference, where it is installed (it is not a dependency). The model is written by a
 * small protobuf encoder: two LSTM operators. */

const varint = (n) => (n < 128 ? [n] : [(n % 128) + 128, ...varint(Math.floor(n / 128))]);
const int = (field, n) => [...varint(field * 8), ...varint(n)];
const bytes = (field, content) => [...varint(field * 8 + 2), ...varint(content.length), ...content];
const text = (field, value) => bytes(field, [...new TextEncoder().encode(value)]);
const raw = (array) => [...new Uint8Array(array.buffer, array.byteOffset, array.byteLength)];
const join = (...parts) => parts.flat();

const tensor = (name, dims, data) =>
  join(
    dims.flatMap((d) => int(1, d)),
    int(2, 1),
    text(8, name),
    bytes(9, raw(data)),
  );
const valueInfo = (name, dims) => {
  const shape = dims.flatMap((d) => bytes(1, int(1, d)));
  return join(text(1, name), bytes(2, bytes(1, join(int(1, 1), bytes(2, shape)))));
};
const intsTensor = (name, values) =>
  join(int(1, values.length), int(2, 7), text(8, name), bytes(9, raw(BigInt64Array.from(values.map(BigInt)))));

/** Gate blocks i, f, g, o to ONNX order i, o, f, c, for columns [from, from + hidden) of [4H, 2H]. */
function onnxWeights(w, hidden, from) {
  const out = new Float32Array(4 * hidden * hidden);
  [0, 3, 1, 2].forEach((block, position) => {
    for (let r = 0; r < hidden; r++) {
      const row = (block * hidden + r) * 2 * hidden + from;
      out.set(w.subarray(row, row + hidden), (position * hidden + r) * hidden);
    }
  });
  return out;
}

function model({ hidden, batch, steps }, weights) {
  const nodes = [];
  const initialisers = [bytes(5, intsTensor('axis', [1]))];
  weights.forEach((w, l) => {
    initialisers.push(bytes(5, tensor(`w${l}`, [1, 4 * hidden, hidden], onnxWeights(w, hidden, 0))));
    initialisers.push(bytes(5, tensor(`r${l}`, [1, 4 * hidden, hidden], onnxWeights(w, hidden, hidden))));
    const size = bytes(5, join(text(1, 'hidden_size'), int(3, hidden), int(20, 2)));
    const inputs = [`x${l}`, `w${l}`, `r${l}`].flatMap((name) => text(1, name));
    nodes.push(bytes(1, join(inputs, text(2, `y${l}`), text(4, 'LSTM'), size)));
    const squeeze = join(text(1, `y${l}`), text(1, 'axis'), text(2, `x${l + 1}`), text(4, 'Squeeze'));
    nodes.push(bytes(1, squeeze));
  });
  const dims = [steps, batch, hidden];
  const io = join(bytes(11, valueInfo('x0', dims)), bytes(12, valueInfo(`x${weights.length}`, dims)));
  const graph = [...nodes, text(2, 'lstm'), ...initialisers, io];
  const content = [];
  for (const part of graph) for (const byte of part) content.push(byte);
  return Uint8Array.from([...int(1, 8), ...bytes(7, content), ...bytes(8, int(2, 14))]);
}

/** A function that runs all steps, or undefined when the package is not installed. */
export async function createOnnxLstm(packageName, shape, weights, inputs) {
  const ort = await import(packageName).catch(() => undefined);
  if (ort === undefined) return undefined;
  const { hidden, batch, steps } = shape;
  if (ort.env?.wasm !== undefined) ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(model(shape, weights), { intraOpNumThreads: 1 });
  const x = new Float32Array(steps * batch * hidden);
  inputs.forEach((input, t) => {
    for (let b = 0; b < batch; b++) {
      for (let r = 0; r < hidden; r++) x[(t * batch + b) * hidden + r] = input[r * batch + b];
    }
  });
  const feeds = { x0: new ort.Tensor('float32', x, [steps, batch, hidden]) };
  return async () => {
    const result = await session.run(feeds);
    return result[`x${weights.length}`].data.slice((steps - 1) * batch * hidden);
  };
}
