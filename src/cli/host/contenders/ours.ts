/** @file Our own WASM core, driven by the very op stream that is simulated. */
import { kernelNamed } from '../../../kernels/registry.js';
import { valueProgram } from '../../../models/valueProgram.js';
import { currentCore } from '../../../numerics/core.js';
import { parseFormat } from '../../../numerics/format.js';
import { execute } from '../../../sim/execute.js';
import { TensorStore } from '../../../sim/tensors.js';
import { version } from '../../version.js';
import type { Contender, Loader, Prepared } from '../contender.js';
import type { Workload } from '../workload.js';

const FORMATS = ['fp32', 'fp16', 'flex16+5'];

export const ours: Loader = async () =>
  FORMATS.map(
    (format): Contender => ({
      library: `onchip ${version}`,
      backend: currentCore().name,
      format,
      prepare: (workload) => prepare(workload, format),
    }),
  );

function prepare({ kernel, params, inputs, output }: Workload, format: string): Prepared {
  const program = valueProgram(kernelNamed(kernel), params);
  const tensors = new TensorStore(program, parseFormat(format), { seed: 1 });
  for (const [name, values] of Object.entries(inputs)) tensors.set(name, values);
  return {
    run: () => {
      tensors.clearBuffers();
      execute(program, tensors, { check: false });
    },
    output: () => tensors.get(output),
    dispose: () => tensors.dispose(),
  };
}
