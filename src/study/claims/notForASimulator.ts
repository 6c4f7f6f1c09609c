/** @file What the essay argues with that no simulator can test: its other two thirds. Every claims report says so. */

export interface NotTested {
  readonly topic: string;
  readonly why: string;
}

export const notForASimulator: readonly NotTested[] = [
  {
    topic: 'community: who helps whom, how many people use a vendor’s cards, how fast problems are solved',
    why: 'it decides what a chip is worth to its owner, and no figure of a chip says anything about it',
  },
  {
    topic: 'framework quality: bugs, missing layers, documentation, time to get a model running',
    why: 'a library is here its measured kernel times; the hours of people before the first kernel runs are not',
  },
  {
    topic: 'vendor strategy: who will sell, at what price, when, and for how long',
    why: 'prices are swept and thresholds tested; what a company will decide is no consequence of its hardware',
  },
];
