/** @file How data gets into the units: pinned inputs once, streamed ones through buffers, ahead of their use. */
import { isOwned } from '../../sim/cuts.js';
import type { Op, SlotIndex, TensorDecl, Traffic } from '../../sim/program.js';
import type { KernelTensor, Tile } from '../handles.js';
import { defaultStaging, type Fixed } from './choices.js';
import { type Lowering, ref } from './lowering.js';
import { bytesInUnit } from './placement.js';

/** Key of a streamed tensor's staging buffer in the table of placements. */
export function stageKey(tensor: KernelTensor): number {
  return -1 - tensor.id;
}

/** Staging buffers of a streamed input; 0: it is read where it lies. */
export function stageSlots(tensor: KernelTensor, { staging }: Partial<Fixed>): number {
  return Math.min(tensor.slots, staging?.[tensor.name] ?? defaultStaging(tensor.slots));
}

/** A streamed operand gets staging buffers in the units and a copy that fills the next one ahead of its use. */
export function stagedOperand(lowering: Lowering, tile: Tile): [Tile, Op[]] {
  const { tensor, slot } = tile;
  if (lowering.isLocal(tensor) || tensor.residency !== 'streamed') return [tile, []];
  const buffers = stageSlots(tensor, lowering.fixed);
  // All time steps at once do not fit the buffers: they are read where they lie.
  if (buffers === 0 || (slot === null && tensor.slots > buffers)) return [tile, []];
  const stage = stageOf(lowering, tensor);
  const staged: SlotIndex | null = slot === null || stage.slots === 1 ? null : { ...slot, modulo: stage.slots };
  const local: KernelTensor = { ...tensor, id: stage.id, slots: stage.slots, shard: 'replicated' };
  const bytesPerClass = lowering.tileBytes({ tensor: local, slot: staged });
  const load: Traffic = { level: 'dram', direction: 'read', bytesPerClass, shared: true, tensor: null, slot: null };
  const op = lowering.op({
    kind: 'move',
    label: `load ${tensor.name}`,
    direction: 'load',
    reads: [ref(tile)],
    writes: [{ tensor: stage.id, slot: staged }],
    traffic: [load, ...lowering.localTraffic(local, 'write', bytesPerClass)],
  });
  return [{ tensor: local, slot: staged }, [op]];
}

/** The staging buffer of a streamed tensor, declared when it is first needed. */
function stageOf(lowering: Lowering, tensor: KernelTensor): TensorDecl {
  const name = `${tensor.name}.stage`;
  const known = lowering.tensors.find((t, id) => id >= lowering.graph.tensors.length && t.name === name);
  if (known !== undefined) return known;
  const { rows, columns, groups, precision } = tensor;
  const stage: TensorDecl = {
    id: lowering.tensors.length,
    name,
    slots: stageSlots(tensor, lowering.fixed),
    rows,
    columns,
    role: 'buffer',
    shard: 'replicated',
    groups,
    precision,
    zeroed: false,
    placement: lowering.placed.get(stageKey(tensor)) ?? [],
    launch: lowering.lifetimes.get(tensor.id) ?? null,
    ...(tensor.stage && { stage: tensor.stage.id }),
  };
  lowering.tensors.push(stage);
  return stage;
}

/** Pinned inputs are read from DRAM once: at the start, or in the one launch that uses them. */
export function pinnedLoads(lowering: Lowering, launch: number | null): Op[] {
  return lowering.graph.tensors
    .filter((t) => t.role === 'input' && lowering.isLocal(t) && (lowering.lifetimes.get(t.id) ?? null) === launch)
    .map((t) => {
      const bytesPerClass = lowering.cut.classes.map((_, cls) => bytesInUnit(lowering.target, t, lowering.cut, cls));
      const shared = !isOwned(t.shard);
      lowering.enter(t.stage === undefined ? {} : { stages: [t.stage.id] });
      const load: Traffic = { level: 'dram', direction: 'read', bytesPerClass, shared, tensor: null, slot: null };
      const traffic = [load, ...lowering.localTraffic(t, 'write', bytesPerClass)];
      return lowering.op(
        {
          kind: 'move',
          label: `load ${t.name}`,
          direction: 'load',
          reads: [],
          writes: [{ tensor: t.id, slot: null }],
          traffic,
        },
        true,
      );
    });
}
