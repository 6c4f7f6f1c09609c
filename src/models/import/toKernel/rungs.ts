/** @file A network as kernels: one for each rung of the ladder, with the file's weights and a float64 reference. Everything
 * that works on kernels (run, explain plan, sweeps) works on them. */
import {
  defineKernel,
  type Kernel,
  type KernelCheck,
  type ParamSpecs,
  type Params,
  size,
} from '../../../kernels/kernel.js';
import { fillUniform } from '../../../numerics/random.js';
import { fromKernel, toKernel } from '../layout.js';
import { hasFreeSteps, type Network, outputShape } from '../network.js';
import { referenceOf } from '../reference.js';
import { buildInCache, type RunSizes } from './inCache.js';
import { buildLayerwise } from './layerwise.js';
import { weightValues } from './weights.js';

const DEFAULT_STEPS = 100;

/** From what keeps most on chip to what keeps least. */
export const rungNames = ['in-cache', 'persistent', 'streamed'] as const;
export type RungName = (typeof rungNames)[number];

const titles: Readonly<Record<RungName, string>> = {
  'in-cache': 'all weights and activations pinned on chip, one launch',
  persistent: "one layer's recurrent weights pinned while all its steps run in one launch, the rest off the units",
  streamed: 'weights and activations off the units, a launch for each operation',
};

/** Kernels of a network in the order of `rungNames`; persistent only where there is a recurrent layer. */
export function kernelsOf(network: Network): readonly Kernel[] {
  const recurrent = network.layers.some((l) => l.kind === 'recurrent');
  return rungNames.filter((rung) => rung !== 'persistent' || recurrent).map((rung) => kernelOf(network, rung));
}

export function kernelName(network: Network, rung: RungName): string {
  return `${network.name}#${rung}`;
}

function kernelOf(network: Network, rung: RungName): Kernel {
  return defineKernel({
    name: kernelName(network, rung),
    title: `${network.source}, ${network.layers.length} layers: ${titles[rung]}`,
    params: paramsOf(network),
    check: checkOf(network),
    build(k) {
      const sizes = sizesOf(network, k.params);
      if (rung === 'in-cache') buildInCache(k, network, sizes);
      else buildLayerwise(k, network, sizes, rung === 'persistent');
    },
  });
}

function paramsOf(network: Network): ParamSpecs {
  const batch = size(network.batch ?? 1, 'examples computed side by side (images: one after the other where pinned)');
  if (!hasFreeSteps(network)) return { batch };
  return { batch, steps: size(DEFAULT_STEPS, 'time steps: the file leaves their number open', 1_000_000) };
}

/** Batch and length of sequences; 1 step without sequences. */
export function sizesOf({ input }: Network, params: Params): RunSizes {
  const fixed = input.shape.kind === 'sequence' ? input.shape.steps : 1;
  return { batch: params.batch, steps: fixed ?? params.steps };
}

function checkOf(network: Network): KernelCheck {
  const withImages = network.input.shape.kind === 'image';
  return {
    inputRange: () => 1,
    smaller: ({ batch, steps }) => ({
      batch: Math.min(batch, 2),
      ...(steps === undefined ? {} : { steps: Math.min(steps, 12) }),
    }),
    values: (name, length, seed) => (name === 'x' ? idsFor(network, length, seed) : weightValues(network, name)),
    reference: (params, inputs) => {
      const sizes = sizesOf(network, params);
      const x = fromKernel(inputs.x, network.input.shape, withImages, sizes);
      const y = referenceOf(network, sizes, x);
      return { y: toKernel(y, outputShape(network), withImages, sizes) };
    },
  };
}

/** Seeded ids below the vocabulary; null where the input is real numbers. */
function idsFor({ input: { vocabulary } }: Network, length: number, seed: number): Float32Array | null {
  if (vocabulary === null) return null;
  const ids = new Float32Array(length);
  fillUniform(ids, { seed, stream: 0, step: 0 }, 0, vocabulary);
  return ids.map((id) => Math.min(Math.floor(id), vocabulary - 1));
}
