/** @file Layer parallelism: each chip keeps its share of the layers and hands its activations to the next one over the
 * link, some time steps at once. Chip i works on later steps while chip i + 1 works on earlier ones: a pipeline over time
 * steps (pipeline.ts). In training the gradients come back the same way in the opposite order of steps; chips keep their
 * own weights, so nothing is reduced. The number of steps a transfer is the one that ends first. */
import type { Kernel, Params } from '../../kernels/kernel.js';
import { neighbourBytesPerSecond, type RigSpec } from '../../sim/rigs.js';
import { secondsToCycles, type Target } from '../../sim/target.js';
import type { OneChipOptions, ValueChecks } from '../oneChip.js';
import type { RunRow } from '../row.js';
import { type PipelineTime, pipelineTime } from './pipeline.js';
import { type StageCost, stageCost } from './stageCost.js';
import { stagesOf } from './stages.js';
import { linksText, wholeRow } from './wholeRow.js';

export function layerParallelRow(
  kernel: Kernel,
  params: Params,
  target: Target,
  rig: RigSpec,
  options: OneChipOptions,
  checks: ValueChecks,
): RunRow {
  const known = new Map<string, StageCost>();
  const costs: StageCost[] = [];
  for (const [chip, stage] of stagesOf(kernel, params, rig).entries()) {
    const key = JSON.stringify(stage.params);
    const cost = known.get(key) ?? stageCost(kernel, stage, target, options, checks);
    if ('rejected' in cost) {
      const where = `as chip ${chip + 1} of ${rig.count} with layers=${stage.layers}`;
      const suggestion = `${where}: ${cost.rejected.suggestion}`;
      return { ...cost, chip: rig.name, params, parallel: 'layer', rejected: { ...cost.rejected, suggestion } };
    }
    known.set(key, cost);
    costs.push(cost);
  }
  return combine({ kernel, params, target, rig, costs });
}

interface Job {
  readonly kernel: Kernel;
  readonly params: Params;
  readonly target: Target;
  readonly rig: RigSpec;
  readonly costs: readonly StageCost[];
}

interface Cut extends PipelineTime {
  readonly steps: number;
  readonly transfers: number;
  readonly bytes: number;
  readonly slowestBusy: number;
  /** One transfer: until the next may follow, and until it has arrived. */
  readonly occupied: number;
  readonly delay: number;
}

function combine(job: Job): RunRow {
  const { params, target, rig, costs } = job;
  const cut = bestCut(job);
  const slowest = costs.map((c) => c.row).reduce((a, b) => (b.cycles > a.cycles ? b : a));
  const cycles = Math.max(slowest.cycles, Math.ceil(cut.makespan));
  const added = cycles - slowest.cycles;
  const transit = (rig.count - 1) * (cut.occupied + cut.delay);
  const behindLink = (cut.transfers - 1) * Math.max(0, cut.occupied - cut.slowestBusy);
  const exchange = Math.min(added, Math.ceil(transit + behindLink));
  return wholeRow(rig, 'layer', params, target, {
    slowest,
    all: costs.map((c) => c.row),
    cycles,
    more: { exchange, imbalance: added - exchange },
    mapping: {
      parallel: 'layer',
      chips: rig.count,
      links: linksText(rig),
      linkSeconds: exchange / target.chip.clockHz.value,
      layersPerChip: costs.map((c) => c.layers),
      stepsPerTransfer: cut.steps,
      transfers: cut.transfers,
      bytesPerTransfer: cut.bytes,
      secondsPerChip: costs.map((c) => c.row.seconds),
      bubble: cut.bubble,
    },
  });
}

/** Chunks of all steps, of half, of a quarter … of one: the first of the cuts that end soonest. */
function bestCut(job: Job): Cut {
  let best: Cut | null = null;
  for (let { steps } = job.params; ; steps = Math.ceil(steps / 2)) {
    const cut = cutOf(job, steps);
    if (best === null || cut.makespan < best.makespan) best = cut;
    if (steps === 1) return best;
  }
}

function cutOf({ kernel, params, target, rig, costs }: Job, steps: number): Cut {
  const bytes = steps * params.hidden * (params.batch ?? 1) * target.format.storageBytes;
  // Activations one way; in training their gradients the other way, at another time.
  const passes = kernel.trains ? 2 : 1;
  const occupied = passes * secondsToCycles(target.chip, bytes / neighbourBytesPerSecond(rig));
  const delay = passes * secondsToCycles(target.chip, rig.links.latencySeconds.value);
  const links = Array.from({ length: rig.count - 1 });
  const busy = costs.map((c) => c.busyCycles(steps));
  const transfers = Math.ceil(params.steps / steps);
  const time = pipelineTime(
    {
      ready: costs.map((c) => c.readyCycles),
      busy,
      occupied: links.map(() => occupied),
      delay: links.map(() => delay),
    },
    transfers,
  );
  return { ...time, steps, transfers, bytes, slowestBusy: Math.max(...busy), occupied, delay };
}
