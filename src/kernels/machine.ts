/** @file What a kernel may ask about the chip it is planned for. Asking makes the graph depend on the target: the order of
 * sums, and with it the last bits of the values, may then differ from chip to chip. No built-in kernel asks; sharding says
 * most of what `k.units` is wanted for, and the planner refuses what does not fit. */

export interface KernelMachine {
  readonly name: string;
  readonly units: number;
  /** Bytes that a kernel may pin in one unit, all levels together. */
  readonly pinnableBytesPerUnit: number;
}
