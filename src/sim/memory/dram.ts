/** @file One DRAM channel, access by access: open rows, banks in parallel, activate windows, refresh. In order, with a
 * queue that lets rows open ahead of their data. Channels are alike and take addresses in turn, so one is simulated. */
import type { DramSet } from './dramSets.js';

export interface ChannelResult {
  readonly seconds: number;
  readonly rowHits: number;
  readonly rowMisses: number;
  readonly bytesPerSecond: number;
  /** Of the channel's peak. */
  readonly efficiency: number;
}

/** Accesses that the controller looks ahead. */
const QUEUE_DEPTH = 32;
const ACTIVATES_IN_WINDOW = 4;
const NO_ROW = -1;

interface Bank {
  row: number;
  /** Earliest column access of the open row. */
  columnAt: number;
  /** Earliest next precharge (rows stay active a while). */
  prechargeAt: number;
}

/** State of one channel; times in seconds. */
export class DramChannel {
  readonly #set: DramSet;
  readonly #banks: Bank[];
  readonly #burst: number;
  readonly #activates: number[] = [];
  readonly #ends: number[] = [];
  #busFreeAt = 0;
  #nextRefresh: number;
  #refreshedAt = 0;
  #hits = 0;
  #misses = 0;

  constructor(set: DramSet) {
    this.#set = set;
    this.#burst = set.accessBytes.value / set.channelBytesPerSecond.value;
    this.#nextRefresh = set.refreshIntervalSeconds.value;
    this.#banks = Array.from({ length: set.banksPerChannel.value }, () => ({
      row: NO_ROW,
      columnAt: 0,
      prechargeAt: 0,
    }));
  }

  /** One burst at a channel address; returns when its data has arrived. `after`: not asked for before. */
  access(address: number, after = 0): number {
    const { rowBytes, columnToDataSeconds } = this.#set;
    const rowIndex = Math.floor(address / rowBytes.value);
    const bank = this.#banks[rowIndex % this.#banks.length]!;
    const queued = this.#ends.length < QUEUE_DEPTH ? 0 : this.#ends[this.#ends.length - QUEUE_DEPTH]!;
    const asked = Math.max(after, queued, this.#refreshedAt);
    const row = Math.floor(rowIndex / this.#banks.length);
    if (bank.row === row) this.#hits++;
    else this.#open(bank, row, asked);
    const data = Math.max(this.#busFreeAt, Math.max(asked, bank.columnAt) + columnToDataSeconds.value);
    const end = data + this.#burst;
    this.#busFreeAt = end;
    this.#ends.push(end);
    if (this.#ends.length > QUEUE_DEPTH) this.#ends.shift();
    if (end >= this.#nextRefresh) this.#refresh(end);
    return end;
  }

  /** Earliest start of the data of a burst at this address, were it the next one: what a controller sorts its queue by. */
  dataAt(address: number): number {
    const t = this.#set;
    const rowIndex = Math.floor(address / t.rowBytes.value);
    const bank = this.#banks[rowIndex % this.#banks.length]!;
    const open = bank.row === Math.floor(rowIndex / this.#banks.length);
    const column = open ? bank.columnAt : bank.prechargeAt + t.prechargeSeconds.value + t.rowToColumnSeconds.value;
    return Math.max(this.#busFreeAt, column + t.columnToDataSeconds.value);
  }

  result(bytes: number): ChannelResult {
    const seconds = this.#busFreeAt;
    const bytesPerSecond = seconds === 0 ? 0 : bytes / seconds;
    const efficiency = bytesPerSecond / this.#set.channelBytesPerSecond.value;
    return { seconds, rowHits: this.#hits, rowMisses: this.#misses, bytesPerSecond, efficiency };
  }

  #open(bank: Bank, row: number, asked: number): void {
    const t = this.#set;
    this.#misses++;
    const closed = bank.row === NO_ROW ? asked : Math.max(asked, bank.prechargeAt) + t.prechargeSeconds.value;
    const last = this.#activates.at(-1);
    const fourth = this.#activates.length < ACTIVATES_IN_WINDOW ? undefined : this.#activates[0];
    const activate = Math.max(
      closed,
      last === undefined ? 0 : last + t.activateGapSeconds.value,
      fourth === undefined ? 0 : fourth + t.fourActivatesSeconds.value,
    );
    this.#activates.push(activate);
    if (this.#activates.length > ACTIVATES_IN_WINDOW) this.#activates.shift();
    bank.row = row;
    bank.columnAt = activate + t.rowToColumnSeconds.value;
    bank.prechargeAt = activate + t.rowActiveSeconds.value;
  }

  /** All banks close and wait. */
  #refresh(now: number): void {
    const done = now + this.#set.refreshSeconds.value;
    for (const bank of this.#banks) {
      bank.row = NO_ROW;
      bank.columnAt = done;
      bank.prechargeAt = done;
    }
    this.#refreshedAt = done;
    this.#nextRefresh += this.#set.refreshIntervalSeconds.value;
  }
}

/** `bytes` read in address order: what a long stream reaches. */
export function streamChannel(set: DramSet, bytes: number): ChannelResult {
  const channel = new DramChannel(set);
  const size = set.accessBytes.value;
  for (let address = 0; address < bytes; address += size) channel.access(address);
  return channel.result(Math.ceil(bytes / size) * size);
}

/** `count` accesses of one burst, `strideBytes` apart. */
export function stridedChannel(set: DramSet, count: number, strideBytes: number): ChannelResult {
  const channel = new DramChannel(set);
  for (let i = 0; i < count; i++) channel.access(i * strideBytes);
  return channel.result(count * set.accessBytes.value);
}

/** Seconds of one access that waits for the one before (a pointer chase over rows of one bank). */
export function chaseChannel(set: DramSet, count: number): number {
  const channel = new DramChannel(set);
  const sameBank = set.rowBytes.value * set.banksPerChannel.value;
  let at = 0;
  for (let i = 0; i < count; i++) at = channel.access(i * sameBank, at);
  return at / count;
}
