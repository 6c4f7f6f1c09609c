import { makeCompute } from './rows.mjs';

export const compute = makeCompute();
/** Nothing but the round trip. */
export const echo = (rows) => rows.length;
