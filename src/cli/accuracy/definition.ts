/** @file From flags to the definition of an accuracy study: everything that decides its result, as JSON. A checkpoint keeps
 * it, so that `--resume` needs no other option. */
import { defaultExponents } from '../../models/regime.js';
import { InputError } from '../../numerics/errors.js';
import { hashJson, hashText } from '../../report/hash.js';
import type { ExponentSharing } from '../../sim/exponentUses.js';
import { type AccuracyOptions, accuracyJobs } from '../../study/accuracy.js';
import { accuracyPreset } from '../../study/accuracyPresets.js';
import type { AccuracyJob } from '../../study/accuracyTypes.js';
import { listItems } from '../lists.js';
import { LARGEST_SEED, wholeNumberWithin } from '../params.js';
import { type StudyText, studyText } from '../studyText.js';

export interface DefinitionFlags {
  readonly format?: readonly string[];
  readonly seeds?: string;
  readonly task?: readonly string[];
  readonly preset?: string;
  readonly quick?: true;
  readonly steps?: string;
  readonly text?: string;
  readonly exponents?: ExponentSharing;
}

/** The same definition gives the same bytes, on any number of workers. */
export interface StudyDefinition {
  readonly preset: string;
  readonly tasks: readonly string[];
  readonly formats: readonly string[];
  readonly seeds: readonly number[];
  /** Updates of every run; null as the preset says. */
  readonly steps: number | null;
  /** Shared exponents (flex): one for all time steps of a tensor, or one for each. */
  readonly exponents: ExponentSharing;
  /** Null when no task reads a text. */
  readonly text: { readonly name: string; readonly characters: number; readonly hash: string } | null;
  /** Hash of all settings of all runs: a preset may change between versions. */
  readonly settings: string;
}

export interface DefinedStudy {
  readonly definition: StudyDefinition;
  readonly options: AccuracyOptions;
  readonly jobs: readonly AccuracyJob[];
  readonly text: StudyText | null;
}

const MOST_SEEDS = 1000;
const MOST_STEPS = 1_000_000_000;

/** What the flags ask for; `before` is the definition in a checkpoint, which fills in what the flags leave out. Throws
 * InputError for unknown names and texts that cannot be read. */
export function defineStudy(flags: DefinitionFlags, before: StudyDefinition | null = null): DefinedStudy {
  const preset = presetName(flags) ?? before?.preset ?? 'default';
  const defaults = before ?? { ...accuracyPreset(preset), steps: null, exponents: defaultExponents };
  const tasks = flags.task === undefined ? defaults.tasks : listItems('--task', flags.task);
  const formats = flags.format === undefined ? defaults.formats : listItems('--format', flags.format);
  const seeds = flags.seeds === undefined ? defaults.seeds : seedList(flags.seeds);
  const steps = flags.steps === undefined ? defaults.steps : wholeNumberWithin('--steps', flags.steps, 1, MOST_STEPS);
  const exponents = flags.exponents ?? defaults.exponents;
  const settings = steps === null ? {} : { settings: { updates: steps } };
  const named = { preset, tasks, formats, seeds, exponents, ...settings };
  const reads = accuracyJobs(named).some(({ task }) => task === 'char' || task === 'word');
  const text = reads ? textOf(flags.text, before) : null;
  const options = text === null ? named : { ...named, text: { text: text.text, name: text.textName } };
  const jobs = accuracyJobs(options);
  const plain = jobs.map(({ text: _, ...job }) => job);
  return {
    definition: { preset, tasks, formats, seeds, steps, exponents, text: textEntry(text), settings: hashJson(plain) },
    options,
    jobs,
    text,
  };
}

function presetName({ preset, quick }: DefinitionFlags): string | undefined {
  return quick ? 'quick' : preset;
}

/** `3` is the seeds 1, 2 and 3; `5,7` are those two. */
function seedList(text: string): readonly number[] {
  if (!text.includes(',')) {
    const count = wholeNumberWithin('--seeds', text, 1, MOST_SEEDS);
    return Array.from({ length: count }, (_, i) => i + 1);
  }
  return listItems('--seeds', [text]).map((item) => wholeNumberWithin('--seeds', item, 0, LARGEST_SEED));
}

/** The text of `--text`, else the one that a checkpoint names, else the library text. */
function textOf(path: string | undefined, before: StudyDefinition | null): StudyText {
  const library = studyText(undefined);
  const known = before?.text?.name;
  return path === undefined && (known === undefined || known === library.textName) ? library : studyText(path ?? known);
}

function textEntry(text: StudyText | null): StudyDefinition['text'] {
  if (text === null) return null;
  return { name: text.textName, characters: text.text.length, hash: hashText(text.text) };
}

/** Throws InputError that names the first thing in which two definitions differ. The name of a text may change. */
export function requireSame(found: StudyDefinition, wanted: StudyDefinition, where: string): void {
  const parts = (d: StudyDefinition) => ({ ...d, text: d.text === null ? 'none' : `hash ${d.text.hash}` });
  const [a, b] = [parts(wanted), parts(found)];
  for (const key of Object.keys(a) as (keyof StudyDefinition)[]) {
    const [expected, is] = [String(a[key]), String(b[key])];
    if (expected === is) continue;
    const hint =
      key === 'settings' ? 'the preset has other settings now' : 'without that option --resume goes on as before';
    throw new InputError({ where: `${where}: ${key}`, expected, found: is, hint });
  }
}
