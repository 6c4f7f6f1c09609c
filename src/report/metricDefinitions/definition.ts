/** @file What a metric's definition is made of. */

export interface Metric {
  readonly id: string;
  /** Column head. */
  readonly label: string;
  readonly unit: string;
  readonly definition: string;
}

export type Definitions = Readonly<Record<string, Omit<Metric, 'id'>>>;
