/** @file What the worker of an author's kernel loads: it runs his text, finds his kernel and answers for it. What the
 * author does wrong is told with his line. */
import { expose } from 'comlink';
import { Guard, guardedKernel, hasPlace, word } from '../../src/cli/author/guard.js';
import { pickKernel } from '../../src/cli/author/pickKernel.js';
import * as onchip from '../../src/index.js';
import { type Frame, traceAuthor } from '../../src/kernels/callSite.js';
import * as kernels from '../../src/kernels/index.js';
import type { Kernel, ParamSpecs } from '../../src/kernels/kernel.js';
import { InputError } from '../../src/numerics/errors.js';
import * as numerics from '../../src/numerics/index.js';
import type { Timeline, TimelineWindow } from '../../src/study/timeline.js';
import { LINES_BEFORE } from '../author/start.js';
import { SHOWN } from '../author/transpile.js';
import type { Outcome, RowJob } from '../engine/job.js';
import { jobTimeline } from '../engine/jobTimeline.js';
import { makeRow, messageOf } from '../engine/makeRow.js';

const shipped: Readonly<Record<string, unknown>> = {
  onchip,
  'onchip/kernels': kernels,
  'onchip/numerics': numerics,
};

type Body = (require: (name: string) => unknown, exports: object, module: { exports: object }) => void;

export interface AuthorKernel {
  readonly name: string;
  readonly title: string;
  readonly params: ParamSpecs;
  readonly checked: boolean;
}

export interface AuthorApi {
  /** The kernel, or the one line that says why there is none. */
  describe(): AuthorKernel | { readonly problem: string };
  row(job: RowJob): Outcome;
  timeline(job: RowJob, window: TimelineWindow): Timeline;
}

/** Called by the worker's own text with the author's code. */
export function serve(body: Body): void {
  const placeOf = ({ file, line }: Frame): string | null =>
    file.startsWith('blob:') ? `${SHOWN}:${line - LINES_BEFORE}` : null;
  const guard = new Guard({ placeOf }, new Int32Array(word.count), SHOWN);
  (Error as unknown as { stackTraceLimit: number }).stackTraceLimit = 50;
  traceAuthor(placeOf);
  let loaded: { readonly kernel: Kernel } | { readonly problem: string };
  try {
    loaded = { kernel: load(body, guard) };
  } catch (error) {
    loaded = { problem: messageOf(error) };
  }
  const kernel = (): Kernel => {
    if ('problem' in loaded) throw new Error(loaded.problem);
    return loaded.kernel;
  };
  const api: AuthorApi = {
    describe(): AuthorKernel | { readonly problem: string } {
      if ('problem' in loaded) return loaded;
      const { name, title, params, check } = loaded.kernel;
      return { name, title, params: JSON.parse(JSON.stringify(params)), checked: check !== null };
    },
    row: (job: RowJob): Outcome => makeRow(() => withPlaces(kernel()), job, true),
    timeline: (job: RowJob, window: TimelineWindow): Timeline => jobTimeline(kernel(), job, window),
  };
  expose(api);
}

function load(body: Body, guard: Guard): Kernel {
  const module = { exports: {} };
  const require = (name: string): unknown => {
    if (Object.hasOwn(shipped, name)) return shipped[name];
    throw new InputError({
      where: `import '${name}'`,
      expected: `one of ${Object.keys(shipped).join(', ')}`,
      found: name,
    });
  };
  guard.run(() => body(require, module.exports, module));
  return guardedKernel(pickKernel(module.exports as Parameters<typeof pickKernel>[0], SHOWN, null), guard);
}

/** What the planner refuses has no line of its own: the kernel's is the best one. */
function withPlaces(kernel: Kernel): Kernel {
  return {
    ...kernel,
    graph(params, machine) {
      try {
        return kernel.graph(params, machine);
      } catch (error) {
        if (!(error instanceof InputError) || hasPlace(error) || kernel.site === undefined) throw error;
        throw new InputError({ ...error.problem, where: `${kernel.site}: ${error.problem.where}` });
      }
    },
  };
}
