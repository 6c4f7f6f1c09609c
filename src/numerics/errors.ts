/** @file The one error type for wrong input. Everything a user can get wrong is an `InputError`; the command line
 * prints its message on one line and exits with 2. Any other exception is a bug of ours. */

/** What was wrong with an input: where, what was expected, what was found. */
export interface InputProblem {
  /** File, flag or parameter, with the path inside it, e.g. `mine.yaml: levels[1].capacityBytes`. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;
  /** Optional advice, e.g. the nearest known name. */
  readonly hint?: string;
}

/** Names and values of a user may hold line ends and control characters, which must not reach a terminal or a log: a message
 * stays one readable line. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
}

/** A mistake in what the user gave us. The message is one line: `where: expected …, found … (hint)`. */
export class InputError extends Error {
  readonly problem: InputProblem;
  constructor(problem: InputProblem) {
    const hint = problem.hint === undefined ? '' : ` (${problem.hint})`;
    super(oneLine(`${problem.where}: expected ${problem.expected}, found ${problem.found}${hint}`));
    this.name = 'InputError';
    this.problem = problem;
  }
}
