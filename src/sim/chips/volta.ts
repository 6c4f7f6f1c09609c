/** @file The Volta SM (GV100): 64 fp32 lanes, packed fp16 at twice that, 8 tensor cores. Titan V and V100 share it. */
import type { ChipFile } from '../chipSchema.js';
import { assumed, derived, measured, published, recalled } from './cite.js';
import { cudaLaunch, floatLanes, l2Cache, registerFile, sharedMemory, throughL2, vectorUnit } from './nvidia.js';

const GPGPU_SIM = 'GPGPU-Sim SM7_QV100 @045b68f3';
const maddLatency = measured(4, 'cycles', `${GPGPU_SIM}: ptx_opcode_latency_fp 4`);

const tensorCores: ChipFile['matrix'][number] = {
  kind: 'matrix-blocks',
  name: 'tensor-cores',
  formats: ['fp16', 'fp16-mixed'],
  macsPerCycle: derived(512, 'MAC/cycle/unit', '8 tensor cores x 4 x 4 x 4; 80 x 512 x 2 x 1.38 GHz = 113 TFLOPS'),
  block: { m: 8, n: 8, k: 4 },
  latencyCycles: measured(64, 'cycles', `${GPGPU_SIM}: HMMA block latency 64`),
  note: 'fp16 products, fp32 accumulate; a core multiplies 4x4x4 a cycle, the smallest instruction is m8n8k4 and libraries want multiples of 8',
};

const packedHalf: ChipFile['matrix'][number] = {
  kind: 'simt',
  name: 'packed-fp16',
  formats: ['fp16-all'],
  macsPerCycle: derived(
    128,
    'MAC/cycle/unit',
    '64 lanes x 2 packed; published fp16 is twice fp32 (27.6 and 13.8 TFLOPS)',
  ),
  latencyCycles: assumed(6, 'cycles', 'a little over the 4 of fp32', [4, 8]),
  note: 'fp16 accumulate',
};

export const voltaMatrix: ChipFile['matrix'] = [
  tensorCores,
  floatLanes(published(64, 'MAC/cycle/unit', 'AnandTech 12673: 5120 fp32 lanes in 80 SM'), maddLatency),
  packedHalf,
];

export const voltaVector = vectorUnit(
  64,
  published(16, 'units', `${GPGPU_SIM}: special function initiation 8 = 4 lanes in each of 4 sub-cores`),
);

const l2Latency = recalled(193, 'cycles', 'Jia 2018, V100 L2 hit', [160, 260]);

/** `stacks` of HBM2 in use out of four: the L2's slices go with them. */
function l2Rate(stacks: number) {
  const full = 2155e9 / 1.38e9;
  const value = Math.round((full * stacks) / 4);
  return recalled(
    value,
    'bytes/cycle',
    `Jia 2018: 2155 GB/s at 1.38 GHz = 1562 B/cycle for 4 stacks; ${stacks} in use`,
    [Math.round(value * 0.75), Math.round((2048 * stacks) / 4)],
  );
}

/** Registers, shared memory and L2 of a Volta chip. */
export function voltaLevels(l2MiB: number, l2Source: string, stacks: number): ChipFile['levels'] {
  return [
    registerFile(64, published(256, 'KiB', 'pytorch PR 13612 quoting the V100 whitepaper: 20480 KB in 80 SM')),
    sharedMemory(
      published(96, 'KiB', `${GPGPU_SIM}: 96 KiB of the 128 KiB L1 + shared`),
      published(96, 'KiB', `${GPGPU_SIM}: 96 KiB a block by opt-in`),
      measured(19, 'cycles', `Jia 2018, confirmed by ${GPGPU_SIM} smem_latency 19`),
    ),
    l2Cache(published(l2MiB, 'MiB', l2Source), l2Rate(stacks), l2Latency),
  ];
}

export const voltaExchange = (stacks: number): ChipFile['exchange'] => throughL2(l2Rate(stacks), l2Latency);

export const voltaBarrier: ChipFile['barrier'] = {
  kind: 'software',
  latencySeconds: recalled(
    1.8e-6,
    's',
    'Zhang 2020: cooperative grid.sync, 1-2 blocks an SM, 1.3-2.5 us',
    [1.3e-6, 2.5e-6],
  ),
};

export const voltaLaunch = cudaLaunch;
