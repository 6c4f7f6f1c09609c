/** @file Definitions of metrics: rows of a run. */
import type { Definitions } from './definition.js';

export const speedMetrics = {
  cycles: {
    label: 'cycles',
    unit: 'core cycles',
    definition:
      'Cycles of the chip’s core clock from the first launch to the last result, simulated. Chips have different clocks: compare time, not cycles.',
  },
  seconds: { label: 'time', unit: 's', definition: 'Cycles divided by the chip’s clock.' },
  speedup: {
    label: 'speedup',
    unit: 'x',
    definition:
      'Time of the base divided by time of this row, same sizes and batch. The base is the kernel that a library would run (lstm.fused) on a GPU of December 2017. Above 1 is faster than the base.',
  },
  boundBy: {
    label: 'bound by',
    unit: 'reason',
    definition:
      'Where the unit that works most spends the largest part of its cycles: compute, or the largest reason of waiting.',
  },
  waits: {
    label: 'waits',
    unit: '% of cycles',
    definition: 'Cycles in which that unit did not compute, by reason. Work and all waits sum to the cycles exactly.',
  },
  macUtilisation: {
    label: 'MAC use',
    unit: '%',
    definition:
      'Multiply-accumulates done, divided by what the engines that the program uses could do on the whole chip in the same cycles.',
  },
  dramUtilisation: {
    label: 'DRAM use',
    unit: '%',
    definition: 'Bytes moved to and from off-chip memory, divided by what it sustains in the same time.',
  },
  dramBytes: {
    label: 'DRAM traffic',
    unit: 'bytes',
    definition: 'Bytes read from and written to off-chip memory during the run.',
  },
  resident: {
    label: 'resident',
    unit: 'bytes',
    definition:
      'Bytes that stay in a level of on-chip memory for the whole run, all units together: weights, state, and the buffers of what is streamed. Copies in several units count as often as they exist.',
  },
  mapping: {
    label: 'mapping',
    unit: 'text',
    definition:
      'How the planner ran the kernel on the target: units used, share and engine of each product, where each tensor lies, and the loops of the program.',
  },
  values: {
    label: 'value error',
    unit: 'relative 2-norm',
    definition:
      'Difference between the kernel’s outputs in the format and a float64 reference on the same seeded inputs, divided by the reference, in the 2-norm.',
  },
  assumed: {
    label: 'assumed',
    unit: 'figures',
    definition: 'Hardware values that nobody has published. Each has a stated source of the guess and a range.',
  },
  chip: {
    label: 'chip',
    unit: 'name',
    definition: 'The chip, or the rig of several chips, that the row is simulated on; onchip chips lists them.',
  },
  runtime: {
    label: 'runtime',
    unit: 'name',
    definition:
      'The software that drives the chip: its launch costs and the matrix products that it chooses. The same chip is another target under another runtime.',
  },
  kernel: {
    label: 'kernel',
    unit: 'name',
    definition: 'The algorithm: what is pinned, how it is cut, what is exchanged. onchip kernels lists them.',
  },
  format: {
    label: 'format',
    unit: 'name',
    definition: 'The numeric format in which values are stored and multiplied.',
  },
  params: {
    label: 'parameters',
    unit: 'as the kernel says',
    definition: 'The sizes that the kernel was run with.',
  },
  parallel: {
    label: 'parallel',
    unit: 'word',
    definition:
      'How the chips of a rig share the work. data: each has all layers and a share of the batch. layer: each has a share of the layers.',
  },
  macs: {
    label: 'multiply-adds',
    unit: 'MAC',
    definition: 'Multiply-accumulates that were done, all units together; trial runs of Flexpoint do not count.',
  },
  bytes: {
    label: 'bytes moved',
    unit: 'bytes',
    definition:
      'Bytes read from and written to a level of memory (or across the middle of the exchange network, or DRAM) during the run, all units together. A level is missing where the model counts none: registers that feed an engine are part of its rate.',
  },
  busy: {
    label: 'busy',
    unit: 'share of cycles',
    definition:
      'Share of the cycles in which a resource was taken: an engine or port of the unit that works most, or what all units share. On a rig: of the chip that is busy longest.',
  },
  peaks: {
    label: 'peak',
    unit: 'MAC/s and bytes/s',
    definition:
      'What the whole chip could do: multiply-accumulates a second of the fastest engine that the program uses, and bytes a second of each level, reads and writes together. The roofs of a roofline.',
  },
  liveness: {
    label: 'buffer lifetime',
    unit: 'cycles',
    definition:
      'When a buffer of on-chip memory has its place (held) and when the first and the last operation touch it (used), with its bytes, all units together.',
  },
  parts: {
    label: 'layers',
    unit: 'cycles',
    definition:
      'Cycles layer by layer, for trained models: those of the unit that works most, at work for the layer or waiting to begin with it. They sum to the row’s cycles; launches and first loads stand apart. With multiply-accumulates, bytes in the units and off them.',
  },
  rungs: {
    label: 'chosen',
    unit: 's',
    definition:
      'A trained model is planned as several kernels, from all weights in the units to none. The row is of the fastest that fits; this says how long the others take, or why they do not fit.',
  },
  units: {
    label: 'units',
    unit: 'cycles and bytes',
    definition:
      'For each group of units with equal shares: how many they are, the cycles in which one of them works, and the bytes that it has places for, per level.',
  },
  timeline: {
    label: 'timeline',
    unit: 'cycles',
    definition:
      'The operations of a few iterations of the longest outermost loop, each with the part of the chip that it took, its start and its end.',
  },
  rejected: {
    label: 'does not fit',
    unit: 'bytes',
    definition:
      'The kernel pins more than a level has room for: what is needed in a unit, what a unit has, and the smallest change that fits. Nothing is spilled.',
  },
  notRun: {
    label: 'not run',
    unit: 'reason',
    definition: 'A chip, kernel and format without a row, and why.',
  },
  spread: {
    label: 'spread',
    unit: 's',
    definition: 'Shortest and longest of the measured turns.',
  },
  status: {
    label: 'status',
    unit: 'word',
    definition: 'measured: a clock ran. simulated: this model.',
  },
} as const satisfies Definitions;
