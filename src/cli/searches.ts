/** @file Names of the planner's searches, apart from the planner: every `--help` loads them. */
import type { SearchMode } from '../kernels/planner/search.js';

export const SEARCHES: readonly SearchMode[] = ['default', 'quick', 'full'];
