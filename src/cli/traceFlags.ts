/** @file The options of `onchip run` about traces, and the file that they ask for. */
import { InputError } from '../numerics/errors.js';
import { groupThousands } from '../report/numbers.js';
import { DEFAULT_SPAN_LIMIT, type TraceOptions, type TraceSummary, TraceWriter } from '../report/trace/index.js';
import { wholeNumberWithin } from './params.js';
import { StreamedFile } from './streamedFile.js';

export interface TraceFlags {
  readonly trace?: string;
  readonly traceSteps?: string;
  readonly traceLimit?: string;
}

const MOST_SPANS = 100_000_000;
const MOST_STEPS = 2 ** 31 - 1;

/** Runs `work` with the trace that is asked for, if one is: whole afterwards, or not there. Throws InputError. */
export function withTrace<T>(
  flags: TraceFlags,
  work: (trace: TraceWriter | null) => T,
): { readonly result: T; readonly notice: string | null } {
  const { trace: path } = flags;
  if (path === undefined) {
    const flag =
      flags.traceSteps !== undefined ? '--trace-steps' : flags.traceLimit !== undefined ? '--trace-limit' : null;
    if (flag === null) return { result: work(null), notice: null };
    throw new InputError({ where: flag, expected: 'a file for the trace', found: 'none', hint: '--trace FILE' });
  }
  const options = optionsOf(flags);
  const file = new StreamedFile(path, '--trace');
  try {
    const trace = new TraceWriter((text) => file.write(text), options);
    const result = work(trace);
    const summary = trace.end();
    if (summary.traced === 0) {
      file.abandon();
      return { result, notice: `no trace: ${summary.rejected.join(', ')} cannot be traced, it does not fit` };
    }
    file.finish();
    return { result, notice: noticeOf(path, summary, options.limit) };
  } catch (error) {
    file.abandon();
    throw error;
  }
}

function optionsOf({ traceSteps, traceLimit }: TraceFlags): TraceOptions {
  const limit =
    traceLimit === undefined ? DEFAULT_SPAN_LIMIT : wholeNumberWithin('--trace-limit', traceLimit, 1, MOST_SPANS);
  return { steps: traceSteps === undefined ? null : stepsOf(traceSteps), limit };
}

/** `3..5` or `3`. */
function stepsOf(text: string): readonly [number, number] {
  const [, first, last = first] = /^(\d{1,10})(?:\.\.(\d{1,10}))?$/.exec(text) ?? [];
  if (first === undefined || Number(last) < Number(first) || Number(last) > MOST_STEPS) {
    const found = JSON.stringify(text);
    throw new InputError({ where: '--trace-steps', expected: 'the first and the last step, e.g. 3..5', found });
  }
  return [Number(first), Number(last)];
}

function noticeOf(path: string, { spans, traced, rejected, cut }: TraceSummary, limit: number): string {
  const targets = traced === 1 ? '1 target' : `${traced} targets`;
  const parts = [`${path}: ${groupThousands(spans)} spans of ${targets}; open it in ui.perfetto.dev`];
  if (cut) {
    parts.push(
      `spans after the first ${groupThousands(limit)} are left out (--trace-steps FIRST..LAST, --trace-limit N)`,
    );
  }
  if (rejected.length > 0) parts.push(`not traced, does not fit: ${rejected.join(', ')}`);
  return parts.join('; ');
}
