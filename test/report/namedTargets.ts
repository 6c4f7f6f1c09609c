/** @file Targets of tests by the names of their chips. */
import { target } from '../../src/sim/namedTarget.js';
import type { Target } from '../../src/sim/target.js';

export const namedTargets = (chips: readonly string[], format: string): readonly Target[] =>
  chips.map((name) => target(name, { format }));
