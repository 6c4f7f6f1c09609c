/** @file Launch micro-benchmarks: latency of a launch on an idle chip, gap of empty kernels back to back, turnaround
 * between long kernels. Slopes and differences only, as one measures them on a machine. */

import { ISSUE_WINDOW, simulate } from '../../sim/engine.js';
import type { Op, Program } from '../../sim/program.js';
import type { Target } from '../../sim/target.js';

export interface LaunchTimes {
  /** From the host's call to the first instruction on an idle chip, less the host's own time for the call. */
  readonly latencySeconds: number;
  /** Of a long row of empty kernels, a kernel: the slower of the host and the chip's turnaround. */
  readonly emptyKernelSeconds: number;
  /** Between the end of a long kernel and the start of the next one, already queued. */
  readonly turnaroundSeconds: number;
}

/** A whole number of issue windows, so that slopes are those of the steady state. */
const MANY = 2 * ISSUE_WINDOW;

/** Measures through the engine; the target's runtime is the host. */
export function launchTimes(target: Target): LaunchTimes {
  const { clockHz } = target.chip;
  const long = longBody(target);
  const cycles = (kernels: number, bodies: number): number =>
    simulate(launches(target, kernels, bodies, long), target).cycles;
  const body = cycles(1, 2) - cycles(1, 1);
  const slope = (bodies: number): number => (cycles(2 * MANY, bodies) - cycles(MANY, bodies)) / MANY;
  const hostCycles = target.runtime.gapSeconds.value * clockHz.value;
  const turnaroundCycles = slope(1) - body;
  return {
    latencySeconds: (cycles(1, 0) - hostCycles) / clockHz.value,
    emptyKernelSeconds: slope(0) / clockHz.value,
    turnaroundSeconds: turnaroundCycles / clockHz.value,
  };
}

/** Bytes of the units' nearest memory that take longer than any launch. */
function longBody(target: Target): number {
  const { chip, runtime } = target;
  const longest = Math.max(runtime.gapSeconds.value, runtime.latencySeconds.value, runtime.turnaroundSeconds.value);
  return Math.ceil(4 * longest * chip.clockHz.value * chip.levels[0].readBytesPerCycle.value);
}

function launches(target: Target, kernels: number, bodies: number, bytes: number): Program {
  const { name } = target.chip.levels[0];
  const alone = { dry: false, reads: [], writes: [], kernels: 1 };
  const op = (id: number, draft: object): Op => ({ ...alone, id, ...draft }) as unknown as Op;
  const chain = [{ tensor: 0, slot: null }];
  const traffic = [{ level: name, direction: 'read', bytesPerClass: [bytes], shared: false, tensor: null, slot: null }];
  const body = [
    op(0, { kind: 'launch', label: 'launch', fillsQueue: false }),
    op(1, { kind: 'begin', label: 'begin', first: false, setsUp: false }),
    ...Array.from({ length: bodies }, (_, i) =>
      op(2 + i, { kind: 'move', label: 'body', direction: 'load', traffic, reads: chain, writes: chain }),
    ),
  ];
  const tensor = { id: 0, name: 'chain', slots: 1, rows: 1, columns: 1, role: 'buffer', shard: 'rows', groups: 1 };
  return {
    kernel: 'micro.launch',
    params: { kernels, bodies },
    tensors: [{ ...tensor, precision: 'format', zeroed: true, placement: [] } as Program['tensors'][number]],
    classes: [{ firstUnit: 0, count: 1 }],
    body: [{ kind: 'repeat', loop: 0, label: 'kernel', count: kernels, body }],
    loops: 1,
  };
}
