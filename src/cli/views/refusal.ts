/** @file Why nothing fits, in one line: need, have, the smallest change that fits, and the plans that were looked at. */
import type { Rejection } from '../../kernels/planner/placement.js';
import { formatAmount } from '../../report/numbers.js';
import { refusedIn } from '../../study/row.js';

type Need = Pick<Rejection, 'level' | 'needBytes' | 'haveBytes'>;
type Refusal = Need & Pick<Rejection, 'suggestion'> & Partial<Pick<Rejection, 'plans' | 'causes'>>;

export function needText({ level, needBytes, haveBytes }: Need): string {
  const [who, has] = [level === 'units' ? 'the chip' : level, level.includes('+') ? 'have' : 'has'];
  return `needs ${formatAmount(level, needBytes)} ${refusedIn(level)}, ${who} ${has} ${formatAmount(level, haveBytes)}`;
}

export function refusalText({ suggestion, plans, causes = [], ...need }: Refusal): string {
  const text = `${needText(need)}; ${suggestion}`;
  if (plans === undefined || causes.length === 0) return text;
  const counted = causes.map(({ cause, plans: count }) => `${count} ${cause}`).join(', ');
  return `${text}; ${plans} ${plans === 1 ? 'plan' : 'plans'}: ${counted}`;
}
