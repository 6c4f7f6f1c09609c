/** @file C2: … and 50 times a GPU's per compute unit. */
import { bytesPerUnit, type CapacityClaim, capacityAnswer } from './capacityClaim.js';
import type { ClaimStudy } from './claim.js';

const claim: CapacityClaim = {
  id: 'C2',
  statement: 'NNP caches are 50 times a GPU’s per compute unit',
  target: 50,
  own: ['SRAM of one unit', (c) => bytesPerUnit(c, 'sram')],
  bases: [
    [
      'shared memory of one block',
      (c) => c.levels.find((l) => l.name === 'shared')?.maxBlockBytes?.value ?? bytesPerUnit(c, 'shared'),
    ],
    ['shared memory of one unit', (c) => bytesPerUnit(c, 'shared')],
    ['register file of one unit', (c) => bytesPerUnit(c, 'register')],
  ],
};

export const c2: ClaimStudy = { ...claim, run: (options) => capacityAnswer(claim, options) };
