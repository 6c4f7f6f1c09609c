/** @file What a claim is and what an answer to it looks like. One file a claim; `onchip claims` runs them. */
import type { MappingLine } from '../sensitivity/quantity.js';
import type { Factor } from '../sensitivity/ranges.js';
import type { SensitivityOptions } from '../sensitivity/variants.js';
import type { Part } from './parts.js';

export type Verdict = 'reached' | 'partly' | 'not reached' | 'cannot be tested';

/** The three readings of a chip that was announced but hardly described. */
export const readings = ['nnp-essay', 'lake-crest', 'nnp-t1000'] as const;
export type Reading = (typeof readings)[number];

/** What a finding's number is: a ratio unless told otherwise. */
export type FindingUnit = 'USD' | 'hours' | 'steps' | 'share' | 'bytes' | 'correlation' | 'MAC/cycle';

/** The answer under one reading of the hardware, or against one base. */
export interface Finding {
  /** Chip (a reading of the NNP, or the chip that the claim is about). */
  readonly subject: string;
  /** What the number is measured against. */
  readonly base: string;
  readonly what: string;
  readonly value: number;
  readonly unit?: FindingUnit;
  readonly range: readonly [low: number, high: number];
  readonly verdict: Verdict;
}

export interface TopFactor extends Factor {
  /** That of the finding which it moves. */
  readonly unit?: FindingUnit;
}

export interface Claim {
  readonly id: string;
  readonly statement: string;
  readonly verdict: Verdict;
  /** Halves of the sentence, bases, readings of the hardware: what each says. */
  readonly parts: readonly Part[];
  /** Lowest and highest answer over the findings that the claim is about and all assumed values. */
  readonly range: readonly [low: number, high: number];
  /** Of the range; ratios without it. */
  readonly unit?: FindingUnit;
  /** What the claim is measured against, in words. */
  readonly base: string;
  /** One sentence. */
  readonly reason: string;
  /** The two assumed values that move the answer most. */
  readonly topFactors: readonly TopFactor[];
  readonly findings: readonly Finding[];
  /** What ran where: no answer without its mapping. Empty for claims about capacities and prices alone. */
  readonly mappings: readonly MappingLine[];
}

export interface ClaimOptions extends SensitivityOptions {
  /** What was just begun; the caller adds the claim's id. */
  readonly onProgress?: (label: string) => void;
  /** Text of a file of data/measured, for claims that are also held to measurements. */
  readonly readTable?: (file: string) => string;
}

export interface ClaimStudy {
  readonly id: string;
  readonly statement: string;
  run(options: ClaimOptions): Claim;
}
