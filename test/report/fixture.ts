/** @file A small but real report: the main job on four chips with few steps, made once a test file. */
import { buildReport } from '../../src/report/mainReport.js';
import type { Report } from '../../src/report/schema.js';
import { type MainOptions, type MainPlan, runMainStudy } from '../../src/study/mainJob.js';

const sentence = 'the quick brown fox jumps over the lazy dog; pack my box with five dozen liquor jugs. ';

export const smallOptions: MainOptions = { text: sentence.repeat(40), textName: 'pangrams.txt', seed: 7, quick: true };

export const smallPlan: MainPlan = {
  chips: ['nnp-t1000', 'titan-v', 'gtx-1080-ti', 'xeon-8180'],
  batches: [1, 64],
  steps: 4,
  claims: ['C5'],
  samples: 1,
  accuracy: { hidden: 12, embedding: 6, batch: 4, seqLength: 8, steps: 4, heldOutCharacters: 64, referenceBatches: 1 },
};

export function makeSmallReport(): Report {
  return buildReport(runMainStudy(smallOptions, () => {}, smallPlan));
}

let made: Report | undefined;

/** The report of `smallOptions` and `smallPlan`. */
export function smallReport(): Report {
  made ??= makeSmallReport();
  return made;
}

/** Strings that another program reads as words of the schema; everything else may hold any text. */
const fixed = new Set(['schema', 'tool', 'study', 'verdict', 'boundBy', 'scope', 'managed']);

/** The report with `text` before every free string and every free key. */
export function poisoned<T>(value: T, text: string, key = ''): T {
  if (typeof value === 'string') return (fixed.has(key) ? value : text + value) as T;
  if (Array.isArray(value))
    return value.map((entry) => poisoned(entry, text, typeof entry === 'object' ? '' : key)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const free = ['resident', 'engines', 'versus', 'chips', 'params'].includes(key) && !('batch' in value);
  return Object.fromEntries(
    Object.entries(value).map(([k, v]) => [free ? text + k : k, poisoned(v, text, free ? '' : k)]),
  ) as T;
}
