/** @file A report as titles, sentences and tables of texts: what Markdown and the plain pages are written from. */
import type { MetricId } from './metrics.js';

export interface SheetHead {
  readonly label: string;
  /** Numbers stand at the right. */
  readonly right?: boolean;
  /** Whose definition a reader may want. */
  readonly metric?: MetricId;
}

export interface SheetTable {
  readonly heads: readonly SheetHead[];
  readonly rows: readonly (readonly string[])[];
}

export interface SheetSection {
  readonly title: string;
  readonly text?: readonly string[];
  readonly table?: SheetTable;
  /** Text that keeps its line breaks: a loop nest. */
  readonly verbatim?: string;
}

export interface Sheet {
  readonly title: string;
  /** What it was made with: version, schema. */
  readonly source: string;
  readonly lead: string;
  readonly sections: readonly SheetSection[];
}

export const left = (label: string, metric?: MetricId): SheetHead =>
  metric === undefined ? { label } : { label, metric };
export const right = (label: string, metric?: MetricId): SheetHead => ({ ...left(label, metric), right: true });
