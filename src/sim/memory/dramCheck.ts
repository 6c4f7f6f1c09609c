/** @file What the channel model says about a chip's two DRAM figures: the share of the peak that many units' streams
 * sustain together, and the latency of a lone dependent access from a unit. */
import type { ChipSpec } from '../chipSchema.js';
import { assumed, derived } from '../chips/cite.js';
import type { Figure } from '../figure.js';
import { type ChannelResult, chaseChannel, DramChannel } from './dram.js';
import { type DramSet, dramOf } from './dramSets.js';

/** Bytes of one stream that lie on a channel before the next channel's turn. */
export const INTERLEAVE_BYTES = 256;
/** Queue of a controller: 64 requests of 64 B, as GPGPU-Sim's `gpgpu_frfcfs_dram_sched_queue_size`. */
const QUEUED_VISITS = 16;

/** Where stream i starts: a row number without pattern (the finaliser of MurmurHash3). */
function startRow(i: number): number {
  let h = Math.imul(i ^ (i >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) & 0xfffff;
}

/**
 * `streams` sequential readers on one channel, `INTERLEAVE_BYTES` a visit: their rows are unrelated, so that a visit may
 * find another stream's row open. The controller serves, of the `QUEUED_VISITS` oldest, the one whose data can come first
 * (first-ready, first-come). `bytes` in all.
 */
export function concurrentStreams(set: DramSet, streams: number, bytes: number): ChannelResult {
  const channel = new DramChannel(set);
  const size = set.accessBytes.value;
  const rows = Array.from({ length: streams }, (_, i) => startRow(i + 1));
  const visits = Math.ceil(bytes / INTERLEAVE_BYTES);
  const addressOf = (visit: number): number =>
    rows[visit % streams] * set.rowBytes.value + Math.floor(visit / streams) * INTERLEAVE_BYTES;
  const queue: number[] = [];
  for (let next = 0; next < visits || queue.length > 0; ) {
    while (queue.length < QUEUED_VISITS && next < visits) queue.push(addressOf(next++));
    const first = firstReady(channel, queue);
    const start = queue[first];
    queue.splice(first, 1);
    for (let at = 0; at < INTERLEAVE_BYTES; at += size) channel.access(start + at);
  }
  return channel.result(visits * INTERLEAVE_BYTES);
}

function firstReady(channel: DramChannel, queue: readonly number[]): number {
  let best = 0;
  let earliest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < queue.length; i++) {
    const at = channel.dataAt(queue[i]);
    if (at >= earliest) continue;
    earliest = at;
    best = i;
  }
  return best;
}

/** Between a cache's miss and the DRAM command, and back: queues, crossing of clocks. */
export function controllerSeconds(chip: ChipSpec): Figure {
  if (chip.family === 'cpu') return assumed(12e-9, 's', 'on-die controller of a CPU, empty queues', [5e-9, 25e-9]);
  return derived(72e-9, 's', 'GPGPU-Sim SM7_QV100: dram_latency 100 cycles at 1.38 GHz');
}

export interface DramCheck {
  /** Model: share of the peak of `streams` concurrent streams; of one long stream. */
  readonly sustained: number;
  readonly latencySeconds: number;
}

/** Streams that a channel sees at once: one for each unit, at least as many as banks would need for conflicts. */
const streamsOf = (chip: ChipSpec): number => Math.min(64, chip.units.count.value);

const SAMPLE_BYTES = 2 ** 20;

/** The model's word on a chip's DRAM; null for a kind of memory without a timing set. */
export function dramCheck(chip: ChipSpec): DramCheck | null {
  const dram = dramOf(chip);
  if (dram === null) return null;
  const cache = chip.levels.find((level) => level.scope === 'chip');
  const onTheWay = (cache?.latencyCycles.value ?? 0) / chip.clockHz.value;
  return {
    sustained: concurrentStreams(dram.set, streamsOf(chip), SAMPLE_BYTES).efficiency,
    latencySeconds: onTheWay + controllerSeconds(chip).value + chaseChannel(dram.set, 64),
  };
}
