/** @file The GPU timing model: `gpuGemm` and `gpuRnn` of a chip and a runtime. */
import type { ChipSpec } from '../chipSchema.js';
import { describeMapping, type GemmShape, type GemmTime, type GpuModel, gemmTime } from './gemm.js';
import { gpuModel } from './resolve.js';
import { type RnnShape, type RnnTime, rnnTime } from './rnn.js';

export type { GpuFigures } from './figures.js';
export type { GemmShape, GemmTime, GpuModel } from './gemm.js';
export type { GpuFormat, GpuLibrary, RnnDirection, RnnOp } from './library.js';
export { gpuLibrary, gpuModel } from './resolve.js';
export type { RnnShape, RnnTime } from './rnn.js';

/** `128x64x8/128 deep split 4: 132 blocks, k in 4, 2 a unit, 1 wave`. */
interface Mapped {
  readonly mapping: string;
}

const models = new WeakMap<ChipSpec, Map<string, GpuModel>>();

/** The model of a chip under a runtime, made once. */
export function cachedModel(chip: ChipSpec, runtime: string): GpuModel {
  const ofChip = models.get(chip) ?? new Map<string, GpuModel>();
  models.set(chip, ofChip);
  const model = ofChip.get(runtime) ?? gpuModel(chip, runtime);
  ofChip.set(runtime, model);
  return model;
}

/** Time and mapping of one library GEMM call C[m,n] = A[m,k] B[k,n], seconds; without host effects of a lone call.
 * Errors: InputError for a chip that is no GPU, a runtime without data for it, or a format it has no engine for. */
export function gpuGemm(chip: ChipSpec, runtime: string, shape: GemmShape): GemmTime & Mapped {
  const time = gemmTime(cachedModel(chip, runtime), shape);
  return { ...time, mapping: describeMapping(time) };
}

/** Time, parts and algorithm of one recurrent layer as the library runs it (DeepBench row), seconds. Errors as above. */
export function gpuRnn(chip: ChipSpec, runtime: string, shape: RnnShape): RnnTime & Mapped {
  const time = rnnTime(cachedModel(chip, runtime), shape);
  return { ...time, mapping: describeMapping(time.gemm) };
}
