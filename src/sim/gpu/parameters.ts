/** @file The fitted numbers of the GPU model: few, physical, one set per architecture and one per runtime. */
import type { Pipelining } from './variant.js';

/** Belongs to a chip architecture. Every field is a parameter of `onchip calibrate`; docs/calibration.md explains each. */
export interface ArchitectureParameters {
  /** Share of the issue slots at the published boost clock that a full main loop turns into multiply-adds. It holds
   * address arithmetic, bank conflicts and the difference between the boost clock and the clock under load. */
  readonly mathEfficiency: number;
  /** The same for the tensor cores. */
  readonly tensorEfficiency: number;
  /** Cycles a main-loop iteration waits for its loads beyond its own arithmetic, by pipelining of the kernel. */
  readonly stallCycles: Readonly<Record<Exclude<Pipelining, 'strided'>, number>>;
  /** First loads, last stores, block scheduling: cycles a wave of thread blocks. */
  readonly waveCycles: number;
  /** Share of L2 that a repeated operand finds again (the rest is displaced by the other streams). */
  readonly l2ReuseFraction: number;
  /** What changing the DRAM row costs, as bytes that the bus could have moved: loads of 32 bytes a row reach
   * 32 / (access size + this) of the sustained rate. */
  readonly rowChangeBytes: number;
}

/** Belongs to a runtime (host library, driver, framework of the measurement). */
export interface RuntimeParameters {
  /** Between two dependent kernels of one queue, seconds. */
  readonly gapSeconds: number;
  /** A library GEMM call cannot come more often than this, seconds. */
  readonly callSeconds: number;
  /** Once a call of the RNN routine, seconds. */
  readonly setupSeconds: number;
  /** Extra seconds a step while the host fills the launch queue, for the first `queueSteps` steps of a call. */
  readonly queueFillSeconds: number;
  readonly queueSteps: number;
}

/** What `onchip calibrate` writes of the architectures. Only the efficiencies differ between them. */
export interface FittedArchitectures {
  readonly shared: Omit<ArchitectureParameters, 'mathEfficiency' | 'tensorEfficiency'>;
  readonly tensorEfficiency: number;
  readonly mathEfficiency: Readonly<Record<string, number>>;
}
