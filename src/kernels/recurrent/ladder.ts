/** @file The ladder of one recurrent cell: the same weights and the same values on every rung; what differs is where the
 * weights lie, how often the host is asked, and how often the units wait for each other. */
import { defineKernel, type Kernel, type KernelCheck } from '../kernel.js';
import type { RecurrentCell } from './cell.js';
import { buildInCache } from './inCache.js';
import { type RecurrentBuilder, recurrentCheck, recurrentParams } from './layer.js';
import { buildPersistent } from './persistent.js';
import { buildPipelined } from './pipelined.js';
import { buildStreamed } from './streamed.js';
import { buildWavefront } from './wavefront.js';

interface Rung {
  readonly name: string;
  readonly title: string;
  readonly build: (k: RecurrentBuilder, cell: RecurrentCell) => void;
}

/** What is kept on chip grows from rung to rung. */
const rungs: readonly Rung[] = [
  {
    name: 'naive',
    title: 'weights streamed each step, one launch for each operation',
    build: (k, cell) => buildStreamed(k, cell, false),
  },
  {
    name: 'fused',
    title: 'input products of all steps at once, fused cell',
    build: (k, cell) => buildStreamed(k, cell, true),
  },
  {
    name: 'persistent',
    title: "one layer's recurrent weights pinned while all its steps run in one launch",
    build: buildPersistent,
  },
  {
    name: 'wavefront',
    title: 'all weights pinned, every layer on all units, layers skewed in time, one barrier for all layers',
    build: buildWavefront,
  },
  {
    name: 'pipelined',
    title: 'all weights pinned, each layer on units of its own, layers side by side, barriers between neighbours',
    build: buildPipelined,
  },
  {
    name: 'in-cache',
    title: 'weights and state of all layers pinned on chip',
    build: buildInCache,
  },
];

/** All rungs of a cell, checked against its float64 reference. */
export function recurrentLadder(cell: RecurrentCell, reference: KernelCheck['reference']): readonly Kernel[] {
  const check = recurrentCheck(reference);
  return rungs.map(({ name, title, build }) =>
    defineKernel({
      name: `${cell.name}.${name}`,
      title: `multi-layer ${cell.title}, ${title}`,
      params: recurrentParams,
      check,
      build: (k) => build(k, cell),
    }),
  );
}
