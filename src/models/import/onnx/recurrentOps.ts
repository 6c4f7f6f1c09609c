/** @file LSTM, GRU and RNN nodes: weights [1, gates·units, inputs] with gates in the order i, o, f, c or z, r, h. */
import type { GateName, StateName } from '../../../sim/semantics/functions/cellVariants.js';
import type { ScalarName } from '../../../sim/semantics/functions/scalar.js';
import type { Axis, RecurrentLayer } from '../network.js';
import { reorderBlocks, sumOf } from '../permute.js';
import { oneOf, shown } from '../problems.js';
import type { NodeReader } from './attributes.js';
import type { Op, OpContext } from './opContext.js';

type Cell = RecurrentLayer['cell'];

/** Block i of ours is block `order[i]` of the file's. */
const orders: Readonly<Record<Cell, readonly number[]>> = { lstm: [0, 2, 3, 1], gru: [1, 0, 2], rnn: [0] };

/** ONNX names activations without regard to case. */
const activations: Readonly<Record<string, ScalarName>> = {
  sigmoid: 'sigmoid',
  hardsigmoid: 'hardSigmoid',
  tanh: 'tanh',
  relu: 'relu',
};

const defaults: Readonly<Record<Cell, readonly string[]>> = {
  lstm: ['Sigmoid', 'Tanh', 'Tanh'],
  gru: ['Sigmoid', 'Tanh'],
  rnn: ['Tanh'],
};

function activationsOf(reader: NodeReader, cell: Cell): readonly ScalarName[] {
  const names = reader.texts('activations') ?? defaults[cell];
  if (names.length !== defaults[cell].length)
    reader.refuse('activations', `${defaults[cell].length} names`, shown(names));
  const near = (values: readonly number[] | null, usual: number): boolean =>
    values === null || values.every((v) => Math.abs(v - usual) < 1e-6);
  if (!near(reader.floats('activation_alpha'), 0.2))
    reader.refuse('activation_alpha', '0.2 (of HardSigmoid)', 'others');
  if (!near(reader.floats('activation_beta'), 0.5)) reader.refuse('activation_beta', '0.5 (of HardSigmoid)', 'others');
  return names.map((name) => oneOf(`${reader.place}: activations`, activations, name.toLowerCase()));
}

function gateAndState(reader: NodeReader, cell: Cell): Pick<RecurrentLayer, 'gate' | 'state'> {
  const [first, second, third] = activationsOf(reader, cell);
  if (cell === 'rnn') return { gate: 'sigmoid', state: first };
  if (first !== 'sigmoid' && first !== 'hardSigmoid')
    reader.refuse('activations', 'gates of Sigmoid or HardSigmoid', first);
  if (second !== 'tanh' && second !== 'relu') reader.refuse('activations', 'states of Tanh or Relu', second);
  if (third !== undefined && third !== second)
    reader.refuse('activations', 'one activation for states and outputs', `${second} and ${third}`);
  return { gate: first as GateName, state: second as StateName };
}

/** [1, rows, columns] without the axis of directions; the shape that it must have. */
function weight(context: OpContext, input: number, what: string, shape: readonly (number | null)[]): Float32Array {
  const { reader } = context;
  const found = context.constant(input) ?? reader.refuse(what, 'a constant', 'none');
  const fits =
    found.floats !== null &&
    found.dims.length === shape.length &&
    shape.every((n, i) => n === null || n === found.dims[i]);
  if (!fits || found.floats === null)
    return reader.refuse(what, `floats [${shape.map((n) => n ?? 'any').join(', ')}]`, shown(found.dims));
  return found.floats;
}

function checkState(context: OpContext, input: number, what: string): void {
  const found = context.constant(input);
  if (found?.floats?.some((x) => x !== 0)) context.reader.refuse(what, 'zeros', 'other numbers');
}

function checkLengths(context: OpContext): void {
  const found = context.constant(4);
  const { flow, reader } = context;
  const steps = flow.chain?.shape.kind === 'sequence' ? flow.chain.shape.steps : null;
  if (found?.ints.some((n) => n !== steps))
    reader.refuse('sequence_lens', 'all steps, or none given', shown(found.ints));
}

function biases(context: OpContext, rows: number): readonly [fromX: Float32Array, fromH: Float32Array] {
  if (!context.has(3)) return [new Float32Array(rows), new Float32Array(rows)];
  const both = weight(context, 3, 'B', [1, 2 * rows]);
  return [both.slice(0, rows), both.slice(rows)];
}

export function recurrent(cell: Cell): Op {
  return (context) => {
    const { reader, flow } = context;
    const { name, place } = reader;
    const layout = reader.int('layout', 0);
    const order: readonly Axis[] = layout === 1 ? ['batch', 'time', 'feature'] : ['time', 'batch', 'feature'];
    const chain = flow.typed(place, order);
    const inputs = flow.featureAxis(place).size ?? 0;
    const H = reader.int('hidden_size', context.constant(2)?.dims[2] ?? 0);
    const rows = orders[cell].length * H;
    const W = weight(context, 1, 'W', [1, rows, inputs]);
    const U = weight(context, 2, 'R', [1, rows, H]);
    const [fromX, fromH] = biases(context, rows).map((b) => reorderBlocks(b, orders[cell]));
    checkLengths(context);
    checkState(context, 5, 'initial_h');
    if (cell === 'lstm') checkState(context, 6, 'initial_c');
    if (cell === 'lstm' && context.has(7)) reader.refuse('P', 'no peepholes', 'some');
    const direction = reader.text('direction', 'forward');
    if (direction !== 'forward' && direction !== 'reverse')
      reader.refuse('direction', 'one of forward, reverse', direction);
    if (reader.float('clip', 0) !== 0) reader.refuse('clip', 'none', 'one');
    reader.only('input_forget', 0);
    const resetAfter = cell === 'gru' && reader.int('linear_before_reset', 0) === 1;
    const candidate = resetAfter && fromH.some((b, i) => i >= 2 * H && b !== 0);
    const sequences = usesSequence(context, cell);
    chain.add({
      kind: 'recurrent',
      name,
      place,
      cell,
      inputs,
      units: H,
      W: reorderBlocks(W, orders[cell]),
      U: reorderBlocks(U, orders[cell]),
      bias: sumOf(fromX, resetAfter ? fromH.map((b, i) => (i < 2 * H ? b : 0)) : fromH),
      candidateBias: candidate ? fromH.slice(2 * H) : null,
      resetAfter,
      ...gateAndState(reader, cell),
      backwards: direction === 'reverse',
      keepsOrder: true,
      sequences,
    });
    const [one, feature] = [
      { role: 'one' as const, size: 1 },
      { role: 'feature' as const, size: H },
    ];
    const [first, second] = flow.axes;
    if (sequences) flow.axes = layout === 1 ? [first, second, one, feature] : [first, one, second, feature];
    else flow.axes = layout === 1 ? [first, one, feature] : [one, second, feature];
    flow.featureOrder = null;
  };
}

/** Y: all steps; Y_h: the last one computed. Only one of them may go on. */
function usesSequence({ reader, used }: OpContext, cell: Cell): boolean {
  const [all, last, state] = reader.node.outputs.map(used);
  if (cell === 'lstm' && state) reader.refuse('Y_c', 'no use of the state', 'one');
  if (all && last) reader.refuse('', 'use of Y or of Y_h', 'use of both');
  return all === true;
}
