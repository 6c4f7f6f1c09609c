/** @file Which layers of a network can share one loop over time: each step goes through all of them before the next one
 * begins. A layer that runs the other way round, or that needs all steps at once, ends the loop. */
import { InputError } from '../../../numerics/errors.js';
import type { Layer, Network, Shape } from '../network.js';

type Direction = 'forward' | 'backward';

/** One loop over time. */
export interface StepGroup {
  readonly layers: readonly Layer[];
  /** What comes in, and what each layer makes. */
  readonly input: Shape;
  readonly shapes: readonly Shape[];
  /** The order in which the steps of its input are taken. */
  readonly reads: Direction;
  /** The order in which the steps of its output come. */
  readonly writes: Direction;
  /** store: all steps are kept for the next loop. collect: kept for what needs all at once (flatten, pooling). state: only
   * the last one goes on. output: they are the network's output. */
  readonly end: 'store' | 'collect' | 'state' | 'output';
}

/** The loops of a network whose input is a sequence, and the layers after them. */
export interface StepPlan {
  readonly groups: readonly StepGroup[];
  /** Index of the first layer after the loops. */
  readonly rest: number;
}

interface Draft {
  layers: Layer[];
  shapes: Shape[];
  input: Shape;
  reads: Direction | null;
  writes: Direction;
}

const draftFrom = (input: Shape): Draft => ({ layers: [], shapes: [], input, reads: null, writes: 'forward' });

/** Throws InputError for a step that is picked from the wrong end. */
export function stepPlan(network: Network): StepPlan {
  const groups: StepGroup[] = [];
  let draft = draftFrom(network.input.shape);
  const close = (end: StepGroup['end']): void => {
    const { layers, shapes, input, reads, writes } = draft;
    groups.push({ layers, shapes, input, reads: reads ?? 'forward', writes, end });
  };
  for (let l = 0; l < network.layers.length; l++) {
    const [layer, shape] = [network.layers[l], network.shapes[l]];
    if (layer.kind === 'flatten' || layer.kind === 'globalPool') {
      close('collect');
      return { groups, rest: l };
    }
    if (layer.kind === 'pick') {
      const order = pickedOrder(draft);
      if ((layer.step === 'last') !== (order === 'forward')) {
        const expected = `the ${order === 'forward' ? 'last' : 'first'} step, which is computed last`;
        throw new InputError({ where: layer.place, expected, found: `the ${layer.step} one` });
      }
      close('state');
      return { groups, rest: l + 1 };
    }
    if (layer.kind === 'recurrent' && !takes(draft, layer.backwards)) {
      close('store');
      draft = draftFrom(network.shapes[l - 1]);
      takes(draft, layer.backwards);
    }
    draft.layers.push(layer);
    draft.shapes.push(shape);
    if (layer.kind === 'recurrent') {
      if (layer.backwards && !layer.keepsOrder) draft.writes = 'forward';
      if (!layer.sequences) {
        close('state');
        return { groups, rest: l + 1 };
      }
    }
  }
  close('output');
  return { groups, rest: network.layers.length };
}

const pickedOrder = ({ reads, writes }: Draft): Direction => (reads === null ? 'forward' : writes);

/** Whether a recurrent layer can go on in this loop; the first one sets the loop's direction. */
function takes(draft: Draft, backwards: boolean): boolean {
  const wanted: Direction = backwards ? 'backward' : 'forward';
  if (draft.reads === null) {
    draft.reads = wanted;
    draft.writes = wanted;
    return true;
  }
  return draft.writes === wanted;
}
