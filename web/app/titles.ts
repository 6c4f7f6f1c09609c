/** @file Names of the views. */
import type { View } from '../state/choices.js';

export const titles: Readonly<Record<View, string>> = {
  explore: 'Explore',
  kernel: 'Write a kernel',
  train: 'Train',
  report: 'Open a report',
};
