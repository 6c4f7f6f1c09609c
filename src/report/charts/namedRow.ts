/** @file A row with the name that charts and tables give it. */
import type { ReportSimulatedRow } from '../schema.js';

export interface NamedRow {
  readonly label: string;
  readonly row: ReportSimulatedRow;
}
