/** @file The memory accesses of a program, byte by byte: what each operation's traffic becomes when every tensor has an
 * address. Units advance side by side, one line each a round, through all operands at the same relative pace. */
import { type Part, partOf } from '../cuts.js';
import { type Program, slotOf, type TensorDecl, type Traffic } from '../program.js';
import { unitsOfClass } from '../stages.js';
import { OpStream } from '../stream.js';
import type { MemoryPort } from './sectoredCache.js';

const ALIGN_BYTES = 256;
const LINE_BYTES = 128;
/** Stores of neighbouring lanes are merged: nobody moves less than this but at the edge of its rows. */
const SECTOR_BYTES = 64;

/** Contiguous pieces that one unit (or all of them together) walks through, in order. */
interface Walk {
  readonly writes: boolean;
  readonly starts: readonly number[];
  readonly pieceBytes: number;
  readonly totalBytes: number;
  done: number;
}

/** Addresses of a program's off-chip tensors: one after another, aligned as an allocator does. */
export class AddressMap {
  readonly #program: Program;
  readonly #bases: readonly number[];
  readonly #units: number;

  constructor(program: Program) {
    this.#program = program;
    let next = 0;
    this.#bases = program.tensors.map((t) => {
      const base = next;
      next += Math.ceil(tensorBytes(t) / ALIGN_BYTES) * ALIGN_BYTES;
      return base;
    });
    this.#units = program.classes.reduce((sum, c) => sum + c.count, 0);
  }

  /** What the units of one class walk through for one traffic entry of an operation. */
  walks(traffic: Traffic, cls: number, counters: Int32Array): Walk[] {
    const own = traffic.bytesPerClass[cls];
    const first = traffic.bytesPerClass.findIndex((bytes) => bytes > 0);
    if (traffic.tensor === null || own === 0 || (traffic.shared && cls !== first)) return [];
    const decl = this.#program.tensors[traffic.tensor];
    const one = traffic.slot !== null && decl.slots > 1 ? slotOf(traffic.slot, counters) : -1;
    const slots = one >= 0 ? [one] : Array.from({ length: traffic.slot === null ? decl.slots : 1 }, (_, s) => s);
    const rowBytes = tensorBytes(decl) / (decl.slots * decl.rows);
    const rows = Math.round(own / (rowBytes * slots.length));
    const all: Part = { firstRow: 0, rows: decl.rows / decl.groups, firstColumn: 0, columns: decl.columns };
    const cut = decl.cut === undefined || decl.cut === 'replicated' ? 'rows' : decl.cut;
    if (traffic.shared || rows >= decl.rows) return [this.#walk(decl, slots, all, traffic)];
    const stage = this.#program.stages?.[decl.stage ?? -1];
    const [from, units] = stage === undefined ? [0, this.#units] : [stage.firstUnit, stage.units];
    return unitsOfClass(this.#program, cls).map((unit) =>
      this.#walk(decl, slots, partOf({ ...decl, cut }, units, unit - from), traffic),
    );
  }

  /** A part of each group of each slot: whole rows lie one after another, pieces of rows apart. */
  #walk(decl: TensorDecl, slots: readonly number[], part: Part, traffic: Traffic): Walk {
    const rowBytes = tensorBytes(decl) / (decl.slots * decl.rows);
    const extent = decl.rows / decl.groups;
    const [wholeRows, all] = [part.columns === decl.columns, part.rows === extent];
    const groups = all && wholeRows ? [0] : Array.from({ length: decl.groups }, (_, g) => g);
    const rows = wholeRows ? [0] : Array.from({ length: part.rows }, (_, r) => r);
    const base = this.#bases[decl.id] + (part.firstColumn * rowBytes) / decl.columns;
    const starts = slots.flatMap((s) =>
      groups.flatMap((g) => rows.map((r) => base + (s * decl.rows + g * extent + part.firstRow + r) * rowBytes)),
    );
    const together = !wholeRows ? 1 : all ? decl.rows : part.rows;
    const pieceBytes = (together * rowBytes * part.columns) / decl.columns;
    return {
      writes: traffic.direction === 'write',
      starts,
      pieceBytes,
      totalBytes: starts.length * pieceBytes,
      done: 0,
    };
  }
}

/** Send all off-chip accesses of a program with a tensor behind them to `port`, in program order. */
export function replayAccesses(program: Program, port: MemoryPort): void {
  const map = new AddressMap(program);
  const stream = new OpStream(program);
  for (let op = stream.next(); op !== null; op = stream.next()) {
    if (!('traffic' in op)) continue;
    // Sums stay in accumulators: a product touches its output when it has read its operands.
    const out = op.kind === 'matmul' ? op.writes[0].tensor : null;
    const isOut = (t: Traffic): boolean => t.tensor === out;
    const walks = (wanted: readonly Traffic[]): Walk[] => walksOf(wanted, map, program.classes.length, stream.counters);
    advanceTogether(walks(op.traffic.filter((t) => !isOut(t))), port);
    advanceTogether(walks(op.traffic.filter(isOut)), port);
  }
}

function walksOf(traffic: readonly Traffic[], map: AddressMap, classes: number, counters: Int32Array): Walk[] {
  const walks: Walk[] = [];
  for (let cls = 0; cls < classes; cls++) for (const t of traffic) walks.push(...map.walks(t, cls, counters));
  return walks.filter((w) => w.totalBytes > 0);
}

function advanceTogether(walks: readonly Walk[], port: MemoryPort): void {
  const longest = walks.reduce((most, w) => Math.max(most, w.totalBytes), 0);
  const rounds = Math.ceil(longest / LINE_BYTES);
  for (let round = 1; round <= rounds; round++) {
    for (const walk of walks) {
      const share = Math.floor((walk.totalBytes * round) / (rounds * SECTOR_BYTES)) * SECTOR_BYTES;
      const until = round === rounds ? walk.totalBytes : share;
      while (walk.done < until) step(walk, until, port);
    }
  }
}

/** One contiguous access, not beyond a piece. */
function step(walk: Walk, until: number, port: MemoryPort): void {
  const piece = Math.floor(walk.done / walk.pieceBytes);
  const inPiece = walk.done - piece * walk.pieceBytes;
  const bytes = Math.min(until - walk.done, walk.pieceBytes - inPiece);
  const address = walk.starts[piece] + inPiece;
  if (walk.writes) port.write(address, bytes);
  else port.read(address, bytes);
  walk.done += bytes;
}

function tensorBytes(decl: TensorDecl): number {
  return decl.shard === 'chip' ? decl.placement[0].bytesPerClass[0] : 0;
}
