/** @file Rigs of cards as quantities. Sequences are independent at inference, so n cards do n batches at once; a training
 * step shares one batch and ends with an all-reduce of the gradients over the links, whose figures vary, too. */
import { parseFormat } from '../../numerics/format.js';
import { chip } from '../../sim/chips/index.js';
import { rigOf } from '../../sim/rigs.js';
import { ringAllReduceSeconds } from '../rig/dataParallel.js';
import type { Quantity } from '../sensitivity/quantity.js';
import { type Comparison, ratio } from './answer.js';
import { libraryTime } from './chipTimes.js';
import type { Suite } from './problems.js';
import { geometricMean } from './suiteTime.js';
import { sixteenBit } from './timing.js';
import { streamedLstmTraining } from './trainingWays.js';

export interface Rig {
  readonly card: string;
  readonly count: number;
}

export const rigName = ({ card, count }: Rig): string => (count === 1 ? card : `${count}x ${card}`);

/** Work done at once by a rig over that of another, each card with its library and all of a batch; times `factor`. */
export function throughput(
  suite: Suite,
  own: Rig,
  base: Rig,
  runtime?: string,
  factor = 1,
): Pick<Comparison, 'quantities' | 'value'> {
  const [top, bottom] = [libraryTime(base.card, suite, runtime), libraryTime(own.card, suite, runtime)];
  return ratio(top, bottom, (factor * own.count) / base.count);
}

/** Widths and batches of the training steps that rigs share: all batches divide by four. */
const trainings = [
  { hidden: 200, batch: 20 },
  { hidden: 200, batch: 64 },
  { hidden: 512, batch: 64 },
  { hidden: 1024, batch: 64 },
];
const LAYERS = 2;
const STEPS = 20;

/** Gates of [H, 2H] weights and H biases, four in each layer, two bytes an element in 16-bit formats. */
function gradientBytes(hidden: number, card: string): number {
  return LAYERS * 4 * (2 * hidden * hidden + hidden) * parseFormat(sixteenBit(card)).storageBytes;
}

function step(hidden: number, batch: number): Suite {
  const name = `LSTM ${hidden}, batch ${batch}, training step streamed`;
  return { name, problems: [{ name, ways: [streamedLstmTraining({ hidden, layers: LAYERS, batch, steps: STEPS })] }] };
}

const known = new Map<string, Quantity>();

/** Data-parallel LSTM training steps on the rig, geometric mean; on one card without links. */
export function trainingTime(rig: Rig, runtime?: string): Quantity {
  const key = `${rigName(rig)} ${runtime}`;
  const made = known.get(key) ?? makeTrainingTime(rig, runtime);
  known.set(key, made);
  return made;
}

function makeTrainingTime({ card, count }: Rig, runtime?: string): Quantity {
  const parts = trainings.map(({ hidden, batch }) => ({
    hidden,
    time: libraryTime(card, step(hidden, batch / count), runtime),
  }));
  return {
    label: `LSTM training on ${rigName({ card, count })}`,
    chip: chip(card),
    scope: count === 1 ? 'speed' : 'rig',
    of: (variant) =>
      geometricMean(
        parts.map(({ hidden, time }) => {
          const reduce = count === 1 ? 0 : ringAllReduceSeconds(rigOf(variant, count), gradientBytes(hidden, card));
          return time.of(variant) + reduce;
        }),
      ),
    mappings: () => parts.flatMap(({ time }) => time.mappings?.() ?? []),
  };
}
