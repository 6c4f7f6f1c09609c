/** @file ONNX Runtime, one thread: the native build (onnxruntime-node) or the WASM one (onnxruntime-web), where installed. */
import { type Contender, failed, type Loader, load, type Prepared } from '../contender.js';
import type { Workload } from '../workload.js';
import { gemmModel, lstmModel, stepsTransposed } from './onnxModel.js';

type Runtime = typeof import('onnxruntime-web');

const loader =
  (name: string, backend: string): Loader =>
  async () => {
    const ort = await load<Runtime>(name);
    if (failed(ort)) return [ort];
    if (ort.env.wasm !== undefined) ort.env.wasm.numThreads = 1;
    const library = `${name} ${ort.env.versions?.common ?? ''}`.trim();
    const prepare = (workload: Workload): Promise<Prepared> =>
      workload.kind === 'gemm' ? product(ort, workload) : lstm(ort, workload);
    return [{ library, backend, format: 'fp32', prepare } satisfies Contender];
  };

export const onnxNode = loader('onnxruntime-node', 'cpu, 1 thread');
export const onnxWeb = loader('onnxruntime-web', 'wasm, 1 thread');

const ONE_THREAD = { intraOpNumThreads: 1, interOpNumThreads: 1 };

async function product(ort: Runtime, workload: Workload): Promise<Prepared> {
  const { k, n } = workload.params;
  const session = await ort.InferenceSession.create(gemmModel(workload), ONE_THREAD);
  const feeds = { b: new ort.Tensor('float32', workload.inputs.B, [k, n]) };
  let values: ArrayLike<number> = [];
  return {
    run: async () => {
      values = (await session.run(feeds)).c.data as Float32Array;
    },
    output: () => values,
  };
}

async function lstm(ort: Runtime, workload: Workload): Promise<Prepared> {
  const { steps, batch, hidden, input } = workload.params;
  const { bytes, output } = lstmModel(workload);
  const session = await ort.InferenceSession.create(bytes, ONE_THREAD);
  const x = stepsTransposed(workload.inputs.x, steps, input, batch);
  const feeds = { x0: new ort.Tensor('float32', x, [steps, batch, input]) };
  let values: Float32Array = new Float32Array(0);
  return {
    run: async () => {
      values = (await session.run(feeds))[output].data as Float32Array;
    },
    output: () => stepsTransposed(values, steps, batch, hidden),
  };
}
