/** @file The fused LSTM cell on four lanes; the same operations in the same order as ../lstmCell.ts. */
import { sigmoid4, tanh4 } from './math';

// @ts-ignore: decorator
@inline
function load(at: usize, whole: bool): v128 {
  return whole ? v128.load(at) : v128.load_zero<f32>(at);
}

// @ts-ignore: decorator
@inline
function store(at: usize, value: v128, whole: bool): void {
  if (whole) v128.store(at, value);
  else v128.store_lane<f32>(at, value, 0);
}

// @ts-ignore: decorator
@inline
function forwardStep(
  gates: usize, activations: usize, stride: usize, cPrev: usize, cell: usize, hidden: usize, whole: bool,
): void {
  const i = sigmoid4(load(gates, whole));
  const forget = sigmoid4(load(gates + stride, whole));
  const g = tanh4(load(gates + 2 * stride, whole));
  const o = sigmoid4(load(gates + 3 * stride, whole));
  const next = f32x4.add(f32x4.mul(forget, load(cPrev, whole)), f32x4.mul(i, g));
  store(activations, i, whole);
  store(activations + stride, forget, whole);
  store(activations + 2 * stride, g, whole);
  store(activations + 3 * stride, o, whole);
  store(cell, next, whole);
  store(hidden, f32x4.mul(o, tanh4(next)), whole);
}

/** Strides and pointers are bytes. */
export function lstmForward(
  count: i32, gates: usize, activations: usize, stride: usize, cPrev: usize, cell: usize, hidden: usize,
): void {
  let e = 0;
  for (; e + 4 <= count; e += 4) {
    const at = <usize>(e << 2);
    forwardStep(gates + at, activations + at, stride, cPrev + at, cell + at, hidden + at, true);
  }
  for (; e < count; e++) {
    const at = <usize>(e << 2);
    forwardStep(gates + at, activations + at, stride, cPrev + at, cell + at, hidden + at, false);
  }
}

// @ts-ignore: decorator
@inline
function backwardStep(
  activations: usize, gates: usize, stride: usize, cPrev: usize, cell: usize, dh: usize, dc: usize, dcPrev: usize,
  whole: bool,
): void {
  const one = f32x4.splat(1);
  const i = load(activations, whole);
  const forget = load(activations + stride, whole);
  const g = load(activations + 2 * stride, whole);
  const o = load(activations + 3 * stride, whole);
  const t = tanh4(load(cell, whole));
  const dHidden = load(dh, whole);
  const slope = f32x4.sub(one, f32x4.mul(t, t));
  const dCell = f32x4.add(load(dc, whole), f32x4.mul(f32x4.mul(dHidden, o), slope));
  const previous = load(cPrev, whole);
  const di = f32x4.mul(f32x4.mul(dCell, g), f32x4.mul(i, f32x4.sub(one, i)));
  const df = f32x4.mul(f32x4.mul(dCell, previous), f32x4.mul(forget, f32x4.sub(one, forget)));
  const dg = f32x4.mul(f32x4.mul(dCell, i), f32x4.sub(one, f32x4.mul(g, g)));
  const dO = f32x4.mul(f32x4.mul(dHidden, t), f32x4.mul(o, f32x4.sub(one, o)));
  store(gates, di, whole);
  store(gates + stride, df, whole);
  store(gates + 2 * stride, dg, whole);
  store(gates + 3 * stride, dO, whole);
  store(dcPrev, f32x4.mul(dCell, forget), whole);
}

export function lstmBackward(
  count: i32, activations: usize, gates: usize, stride: usize, cPrev: usize, cell: usize, dh: usize, dc: usize,
  dcPrev: usize,
): void {
  let e = 0;
  for (; e + 4 <= count; e += 4) {
    const at = <usize>(e << 2);
    backwardStep(activations + at, gates + at, stride, cPrev + at, cell + at, dh + at, dc + at, dcPrev + at, true);
  }
  for (; e < count; e++) {
    const at = <usize>(e << 2);
    backwardStep(activations + at, gates + at, stride, cPrev + at, cell + at, dh + at, dc + at, dcPrev + at, false);
  }
}
