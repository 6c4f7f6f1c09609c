/** @file Matrix product: out[m,n] (+)= A[m,k] · B[k,n], on the matrix engine that the planner chose. */
import type { NumericFormat } from '../../numerics/formatTypes.js';
import { gemm } from '../../numerics/gemm.js';
import type { MatrixEngine } from '../chipSchema.js';
import { fillWindows, type WindowOperand } from '../convolution.js';
import { blockCycles } from '../matrix/blocks.js';
import { lanePlan } from '../matrix/lanes.js';
import { type SystolicPlan, systolicPlan } from '../matrix/systolic.js';
import type { MatmulOp, MatmulShape } from '../program.js';
import type { TileAccess } from '../tensors.js';
import type { OpSemantics } from './context.js';
import { scratchOf } from './functions/function.js';
import { addLibraryGemm } from './libraryGemm.js';
import { addTraffic } from './traffic.js';

export interface EnginePlan {
  /** Cycles in which the engine is taken. */
  readonly cycles: number;
  /** Cycles after that until the result can be read. */
  readonly latencyCycles: number;
  /** In words, for the mapping that stands beside every cycle count. */
  readonly mapping: string;
  readonly systolic: SystolicPlan | null;
}

/** How one unit's engine computes its share of a matrix product whose operands are in the unit's memory. What `fixed`
 * leaves open is what is fastest for the share. */
export function planOnEngine(
  engine: MatrixEngine,
  shape: MatmulShape,
  fixed: Pick<MatmulOp, 'held' | 'kSplit'> = {},
): EnginePlan {
  if (engine.kind === 'systolic') {
    const plan = systolicPlan(
      {
        rows: engine.rows.value,
        columns: engine.columns.value,
        arrays: engine.arrays.value,
        dataflow: engine.dataflow,
        overlapFolds: engine.overlapFolds,
      },
      shape,
      fixed.held,
    );
    const held = plan.held === 'out' ? 'outputs stay' : `${plan.held === 'A' ? 'weights' : 'activations'} stay`;
    const mapping = `${engine.arrays.value}x ${engine.rows.value}x${engine.columns.value} array, ${held}, ${plan.folds} folds`;
    return { cycles: plan.cycles, latencyCycles: 0, mapping, systolic: plan };
  }
  const latency = engine.latencyCycles.value;
  if (engine.kind === 'simt') {
    const plan = lanePlan(engine.macsPerCycle.value, latency, shape, fixed.kSplit);
    const mapping = `${engine.macsPerCycle.value} lanes, sum over k split ${plan.kSplit} ways`;
    return { cycles: plan.cycles - latency, latencyCycles: latency, mapping, systolic: null };
  }
  const { m, n, k } = engine.block;
  const cycles = blockCycles(engine.macsPerCycle.value, 0, engine.block, shape);
  return { cycles, latencyCycles: latency, mapping: `blocks of ${m}x${n}x${k}`, systolic: null };
}

export const matmul: OpSemantics<'matmul'> = {
  cost(op, cls, context, out) {
    if (op.library !== null) {
      addLibraryGemm(op, op.library, cls, context, out);
      return;
    }
    const { machine } = context;
    const engine = machine.target.chip.matrix[op.engine];
    const share = op.shares[cls];
    const plan = planOnEngine(engine, share, op);
    out.compute(machine.matrix(cls), plan.cycles);
    // Lanes of multiply-add are the lanes that element-wise work uses, too.
    if (engine.kind === 'simt') out.compute(machine.vector(cls), plan.cycles);
    out.delay(plan.latencyCycles);
    // Trial runs are lost time, not useful work.
    out.macs = op.dry ? 0 : share.m * share.n * share.k * context.unitsOf[cls];
    addTraffic(op.traffic, cls, context, out);
  },
  effect(op, tiles, format) {
    if (op.window !== undefined) {
      convolve(op, op.window, tiles, format);
      return;
    }
    const a = tiles.read(0);
    const b = tiles.read(1);
    const out = tiles.write(0);
    const { m, n, k } = op.whole;
    const perSlot = n / out.slots;
    const packedA = format.accumulate === 'fp32' ? tiles.packed(0, m, k, op.transposeA) : null;
    for (let s = 0; s < out.slots; s++) {
      gemm({
        m,
        n: perSlot,
        k,
        a: a.data,
        b: b.data,
        c: out.data,
        aOffset: a.offset,
        bOffset: b.offset + (b.slots > 1 ? s * b.rows * b.columns : 0),
        cOffset: out.offset + s * out.rows * out.columns,
        transposeA: op.transposeA,
        transposeB: op.transposeB,
        accumulate: op.accumulate,
        format,
        scaleA: tiles.scaleOfRead(0),
        scaleB: tiles.scaleOfRead(1),
        packedA,
      });
    }
    tiles.commit(0);
  },
};

/** A product with the windows of images, image by image: the order of every sum is that of the product. */
function convolve(op: MatmulOp, window: WindowOperand, tiles: TileAccess, format: NumericFormat): void {
  const byPixel = window.operand === 'a';
  const [images, filters, out] = [tiles.read(byPixel ? 0 : 1), tiles.read(byPixel ? 1 : 0), tiles.write(0)];
  const { m, n, k } = op.whole;
  const pixels = (byPixel ? m : n) / images.slots;
  const windows = scratchOf(pixels * k);
  const filterOperand = { data: filters.data, offset: filters.offset };
  const windowOperand = { data: windows, offset: 0 };
  const [a, b] = byPixel ? [windowOperand, filterOperand] : [filterOperand, windowOperand];
  for (let image = 0; image < images.slots; image++) {
    fillWindows(window, images.data, images.offset + image * images.rows * images.columns, windows);
    gemm({
      m: byPixel ? pixels : m,
      n: byPixel ? n : pixels,
      k,
      a: a.data,
      b: b.data,
      c: out.data,
      aOffset: a.offset,
      bOffset: b.offset,
      cOffset: out.offset + image * pixels * (byPixel ? n : m),
      transposeB: op.transposeB,
      format,
      scaleA: tiles.scaleOfRead(0),
      scaleB: tiles.scaleOfRead(1),
    });
  }
  tiles.commit(0);
}
