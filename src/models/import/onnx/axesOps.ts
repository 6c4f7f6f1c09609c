/** @file Operations that only rename, add, drop, join or pick axes. */
import { refuse, shown } from '../problems.js';
import type { Constant } from './constants.js';
import type { Flow, FlowAxis } from './flow.js';
import type { Op, OpContext } from './opContext.js';

/** Place in the list, negative ones from the end. */
function axisAt({ reader }: OpContext, what: string, axis: number, rank: number): number {
  const at = axis < 0 ? axis + rank : axis;
  return at >= 0 && at < rank ? at : reader.refuse(what, `an axis of ${rank}`, String(axis));
}

export const transpose: Op = ({ reader, flow }) => {
  const rank = flow.axes.length;
  const order = reader.ints('perm') ?? Array.from({ length: rank }, (_, i) => rank - 1 - i);
  const valid = order.length === rank && [...order].sort((a, b) => a - b).every((axis, i) => axis === i);
  if (!valid) reader.refuse('perm', `an order of ${rank} axes`, shown(order));
  flow.axes = order.map((axis) => flow.axes[axis]);
};

/** Axes from the attribute (before opset 13) or the second input. */
function listedAxes(context: OpContext): readonly number[] | null {
  const { reader } = context;
  if (reader.opset < 13) return reader.ints('axes');
  const given = context.constant(1);
  if (given !== null && given.floats !== null) reader.refuse('axes', 'whole numbers', 'floats');
  return given?.ints ?? null;
}

export const squeeze: Op = (context) => {
  const { reader, flow } = context;
  const rank = flow.axes.length;
  const given = listedAxes(context)?.map((axis) => axisAt(context, 'axes', axis, rank)) ?? null;
  const dropped = given ?? flow.axes.flatMap((axis, at) => (axis.size === 1 ? [at] : []));
  const kept = dropped.find(
    (at) => flow.axes[at].size !== 1 || flow.axes[at].role === 'batch' || flow.axes[at].role === 'time',
  );
  if (kept !== undefined) reader.refuse('axes', 'axes of size 1 that mean nothing', flow.text());
  for (const at of dropped) if (flow.axes[at].role === null) flow.axes[at].role = 'one';
  flow.axes = flow.axes.filter((_, at) => !dropped.includes(at));
};

export const unsqueeze: Op = (context) => {
  const { reader, flow } = context;
  const axes = listedAxes(context) ?? reader.refuse('axes', 'a constant list', 'none');
  const rank = flow.axes.length + axes.length;
  const places = axes.map((axis) => axisAt(context, 'axes', axis, rank));
  const rest = [...flow.axes];
  flow.axes = Array.from({ length: rank }, (_, at) =>
    places.includes(at) ? { role: 'one' as const, size: 1 } : (rest.shift() as FlowAxis),
  );
};

export const flatten: Op = (context) => {
  const { reader } = context;
  if (reader.int('axis', 1) !== 1) reader.refuse('axis', '1', String(reader.int('axis', 1)));
  joinAfterBatch(context);
};

/** All axes after the first become one. */
function joinAfterBatch({ reader, flow }: OpContext): void {
  const real = flow.real;
  if (flow.chain === null) {
    joinInput(reader.place, flow);
    return;
  }
  if (real[0]?.role !== 'batch') reader.refuse('', 'the batch in the first axis', flow.text());
  const { chain } = flow;
  const { shape } = chain;
  const roles = real.map(({ role }) => role).join();
  if (shape.kind === 'vector') {
    flow.axes = real;
    return;
  }
  if (shape.kind === 'sequence' && roles !== 'batch,time,feature')
    reader.refuse('', '[batch, time, feature]', flow.text());
  chain.add({ kind: 'flatten', name: reader.name, place: reader.place });
  const size = (chain.shape as Extract<typeof chain.shape, { kind: 'vector' }>).features;
  if (shape.kind === 'image') {
    if (roles === 'batch,channel,height,width')
      flow.featureOrder = channelsOutermost(shape.channels, shape.height * shape.width);
    else if (roles !== 'batch,height,width,channel') reader.refuse('', '[batch, channel, height, width]', flow.text());
  }
  flow.axes = [real[0], { role: 'feature', size }];
}

/** Before any layer the host lays the input out as it likes, as long as its axes have not been moved. */
function joinInput(place: string, flow: Flow): void {
  if (flow.axes.length < 2 || flow.axes.some((axis, at) => axis !== flow.natural[at])) {
    refuse(place, 'a flatten before anything else, or after a layer', flow.text());
  }
  const [batch, ...rest] = flow.axes;
  const size = rest.reduce<number>(
    (n, axis) => n * (axis.size ?? refuse(place, 'axes of known sizes', flow.text())),
    1,
  );
  flow.axes = [batch, { role: null, size }];
  flow.natural = flow.axes;
}

/** File: channel, pixel. Ours: pixel, channel. */
function channelsOutermost(channels: number, pixels: number): Int32Array {
  return Int32Array.from({ length: channels * pixels }, (_, at) => (at % pixels) * channels + Math.floor(at / pixels));
}

/** One size of a shape that is asked for: -1 is whatever is left; 0 in the file copies an axis, open or not. */
interface Wanted {
  readonly size: number;
  readonly copied: FlowAxis | null;
}

const fits = (axis: FlowAxis | undefined, { size, copied }: Wanted): boolean =>
  axis !== undefined && (copied === null ? size === -1 || axis.size === size : axis === copied);

export const reshape: Op = (context) => {
  const { reader, flow } = context;
  reader.only('allowzero', 0);
  const target = context.constant(1)?.ints ?? reader.refuse('', 'a constant shape', 'none');
  const wanted = target.map((n, at): Wanted => {
    const copied = n === 0 ? (flow.axes[at] ?? null) : null;
    return copied === null ? { size: n, copied } : { size: copied.size ?? 0, copied };
  });
  const real = flow.real;
  const moved = onlyOnes(wanted, real);
  if (moved !== null) {
    flow.axes = moved;
    return;
  }
  const product = real.slice(1).reduce<number>((n, { size }) => n * (size ?? Number.NaN), 1);
  const [batch, rest] = wanted;
  const joins =
    wanted.length === 2 && fits(real[0], batch) && (rest.size === product || (rest.size === -1 && batch.size !== -1));
  if (!joins) {
    const expected = 'one that joins all axes after the batch, or adds and drops axes of size 1';
    reader.refuse('shape', expected, `${shown(target)} of ${flow.text()}`);
  }
  flow.axes = real;
  joinAfterBatch(context);
};

/** The axes with others of size 1 between them, where the shape asks for no more than that; else null. */
function onlyOnes(wanted: readonly Wanted[], real: readonly FlowAxis[]): readonly FlowAxis[] | null {
  const left = [...real];
  const axes = wanted.map((size): FlowAxis | null => {
    if (fits(left[0], size)) return left.shift() ?? null;
    return size.size === 1 ? { role: 'one', size: 1 } : null;
  });
  const whole = left.length === 0 && wanted.filter(({ size, copied }) => size === -1 && copied === null).length <= 1;
  return whole && axes.every((axis) => axis !== null) ? (axes as readonly FlowAxis[]) : null;
}

/** x[index] along an axis: a step of a sequence, or the only direction of a recurrent layer. */
export function pick({ reader, flow }: OpContext, indices: Constant): void {
  const [index] = indices.ints;
  if (indices.floats !== null || indices.ints.length !== 1)
    reader.refuse('indices', 'one whole number', shown(indices.dims));
  const at = reader.int('axis', 0);
  const axis =
    flow.axes[at < 0 ? at + flow.axes.length : at] ?? reader.refuse('axis', `one of ${flow.axes.length}`, String(at));
  const left = indices.dims.length === 0 ? [] : [{ role: 'one' as const, size: 1 }];
  if (axis.role === 'one' && (index === 0 || index === -1))
    flow.axes = flow.axes.flatMap((a) => (a === axis ? left : [a]));
  else if (axis.role === 'time' && flow.chain !== null) {
    const last = index === -1 || index + 1 === axis.size;
    if (!last && index !== 0) reader.refuse('indices', 'the first or the last step', String(index));
    flow.chain.add({ kind: 'pick', name: reader.name, place: reader.place, step: last ? 'last' : 'first' });
    flow.axes = flow.axes.flatMap((a) => (a === axis ? left : [a]));
  } else reader.refuse('axis', 'the time axis of what layers have made, or an axis of size 1', flow.text());
}
