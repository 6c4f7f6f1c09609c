/** @file How many cases a property draws. Mutation testing runs the same properties hundreds of times and draws fewer. */

const share = Number(process.env.ONCHIP_PROPERTY_SHARE ?? 1);

/** `count` in ordinary runs. */
export const runs = (count: number): { readonly numRuns: number } => ({
  numRuns: Math.max(1, Math.round(count * share)),
});
