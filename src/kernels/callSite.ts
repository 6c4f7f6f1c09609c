/** @file Where in the author's file something was said. A mistake is refused with the line of the call that made it; while
 * a file of an author's is being built, every statement remembers its line too, so that races and planner errors found
 * later can name it. Reading a stack costs microseconds: shipped kernels never do it unless they are refused. */
import { InputError, type InputProblem } from '../numerics/errors.js';

/** One place of a stack trace, 1-based. */
export interface Frame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Says a place in the author's own words (its source, a short path); null for places that are not the author's. */
export type FrameReader = (frame: Frame) => string | null;

/** `at build (file:///k.ts:3:5)`, `at /k.ts:3:5`, `build@http://…/k.js:3:5` of other engines, blob: for text of a page. */
const FRAME =
  /^(?:\s*at (?:.*? \()?(?:async )?|[^/\s]*@)((?:file:\/\/|(?:blob:)?https?:\/\/|\/|[A-Za-z]:[\\/]).*?):(\d+):(\d+)\)?$/;

const plainPath = (url: string): string => url.replace(/^file:\/\//, '');
const here = plainPath(import.meta.url).replace(/callSite\.[jt]s$/, '');

/** Files of this folder that an author's call goes through. */
const PEN = /[/\\]((builder|handles|ring|callSite)|(expression|statements)[/\\]\w+)\.[jt]s$/;

const plainFrame: FrameReader = ({ file, line, column }) => `${file}:${line}:${column}`;

let reader: FrameReader | null = null;

/** Until `stop` is called, every statement remembers its place as `read` says it. */
export function traceAuthor(read: FrameReader): { readonly stop: () => void } {
  const before = reader;
  reader = read;
  return {
    stop: () => {
      reader = before;
    },
  };
}

/** The author's innermost place in a stack trace, or null. */
export function authorPlace(stack: string, read: FrameReader | null = reader): string | null {
  for (const line of stack.split('\n')) {
    const match = FRAME.exec(line);
    if (match === null) continue;
    const frame = { file: plainPath(match[1]), line: Number(match[2]), column: Number(match[3]) };
    if (frame.file.startsWith(here)) {
      // A shipped kernel's mistake, or the planner below the call of `build`: whoever called it is not the author.
      if (read === null && !PEN.test(frame.file)) return null;
      continue;
    }
    const place = (read ?? plainFrame)(frame);
    if (place !== null) return place;
  }
  return null;
}

/** Place of a statement for its node in the graph: nothing unless an author's file is being built. */
export function statementPlace(): { readonly site?: string } {
  if (reader === null) return {};
  const site = authorPlace(new Error().stack ?? '');
  return site === null ? {} : { site };
}

/** The author may stand far below: the parts of a deep expression are checked one inside another. */
function wholeStack(): string {
  const engine = Error as unknown as { stackTraceLimit: number };
  const { stackTraceLimit } = engine;
  engine.stackTraceLimit = Number.POSITIVE_INFINITY;
  const stack = new Error().stack ?? '';
  engine.stackTraceLimit = stackTraceLimit;
  return stack;
}

/** Throws InputError with the author's place in front. */
export function refuseAtAuthor(problem: InputProblem): never {
  const place = authorPlace(wholeStack());
  throw new InputError(place === null ? problem : { ...problem, where: `${place}: ${problem.where}` });
}
