/** @file C1: NNP caches are 10 times a GPU's per chip. */
import { type CapacityClaim, capacityAnswer, levelBytes } from './capacityClaim.js';
import type { ClaimStudy } from './claim.js';

const claim: CapacityClaim = {
  id: 'C1',
  statement: 'NNP caches are 10 times a GPU’s per chip',
  target: 10,
  own: ['SRAM', (c) => levelBytes(c, 'sram')],
  bases: [
    ['shared memory', (c) => levelBytes(c, 'shared')],
    ['L2', (c) => levelBytes(c, 'l2')],
    [
      'registers + shared memory + L2',
      (c) => levelBytes(c, 'register') + levelBytes(c, 'shared') + levelBytes(c, 'l2'),
    ],
  ],
};

export const c1: ClaimStudy = { ...claim, run: (options) => capacityAnswer(claim, options) };
