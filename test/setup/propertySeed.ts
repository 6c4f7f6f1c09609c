/** @file Property tests draw the same cases in every run, so that a failure is one of the change at hand.
 * `ONCHIP_PROPERTY_SEED=7 npx vitest run` draws others; a failure prints the seed and path that repeat it. */
import fc from 'fast-check';

/** The day of the essay. */
const DEFAULT_SEED = 20171221;

const given = process.env.ONCHIP_PROPERTY_SEED;
const seed = given === undefined ? DEFAULT_SEED : Number(given);
if (!Number.isInteger(seed)) throw new Error(`ONCHIP_PROPERTY_SEED: expected a whole number, found ${given}`);

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
