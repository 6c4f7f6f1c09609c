/** @file Which cuts an exchange turns into which. */
import type { Cut } from '../sim/cuts.js';
import type { ExchangeOp } from '../sim/program.js';
import { type CutProblem, extentOf, tileText } from './cuts.js';
import type { Tile } from './handles.js';

type Pattern = Exclude<ExchangeOp['pattern'], 'shift'>;
type Turn = readonly [from: Cut, to: Cut];

/** Among the units of one stage, or all of them. */
const inside: Readonly<Record<Pattern, readonly Turn[]>> = {
  'all-gather': [
    ['rows', 'replicated'],
    ['columns', 'replicated'],
    ['blocks', 'replicated'],
    ['rows', 'block-inputs'],
  ],
  broadcast: [['replicated', 'replicated']],
  'all-reduce': [['partial', 'replicated']],
  'reduce-scatter': [
    ['partial', 'rows'],
    ['partial', 'columns'],
    ['partial', 'blocks'],
    ['block-terms', 'rows'],
  ],
  send: [],
};

/** From the units of one stage to those of another. */
const between: Partial<typeof inside> = {
  'all-gather': inside['all-gather'].filter(([, to]) => to === 'replicated'),
  broadcast: inside.broadcast,
  send: [
    ['rows', 'rows'],
    ['columns', 'columns'],
    ['blocks', 'blocks'],
  ],
};

export const exchangePatterns = Object.keys(inside) as readonly Pattern[];

/** Null, or what is wrong with the cuts of an exchange. */
export function exchangeMismatch(pattern: Pattern, from: Tile, to: Tile): CutProblem | null {
  const [a, b] = [from.tensor, to.tensor];
  const stages = a.stage?.id !== b.stage?.id;
  const text = (tile: Tile): string => {
    const { shard, stage } = tile.tensor;
    return `${tileText(tile)} '${shard}'${stages ? ` of ${stage === undefined ? 'no stage' : `stage '${stage.name}'`}` : ''}`;
  };
  const found = `${text(from)} → ${text(to)}`;
  if (stages && (a.stage === undefined || b.stage === undefined)) {
    return { expected: 'tensors of one stage, or of two', found };
  }
  const allowed = (stages ? between : inside)[pattern] ?? [];
  if (allowed.length === 0) {
    const expected = stages ? `one of ${Object.keys(between).join(', ')} between two stages` : 'tensors of two stages';
    return { expected, found };
  }
  if (!allowed.some(([x, y]) => x === a.shard && y === b.shard)) {
    return { expected: `shard ${allowed.map(([x, y]) => `'${x}' → '${y}'`).join(' or ')}`, found };
  }
  const sameRows = a.shard === 'partial' || b.shard === 'replicated' || extentOf(from) === extentOf(to);
  return sameRows ? null : { expected: 'rows that are cut alike', found };
}
