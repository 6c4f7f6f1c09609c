/** @file C5: Flexpoint stores more in cache and RAM. For each format the largest LSTM that stays resident on one chip:
 * widest layers, and most sequences side by side at 200 units. */
import { fits } from '../../kernels/planner/fit.js';
import { kernelNamed } from '../../kernels/registry.js';
import { parseFormat } from '../../numerics/format.js';
import { chip } from '../../sim/chips/index.js';
import { runtimeFor } from '../../sim/runtimes.js';
import { enginesFor, type Target } from '../../sim/target.js';
import { type Claim, type ClaimStudy, type Finding, readings, unionRange, verdictOf } from './claim.js';

const statement = 'Flexpoint stores more in cache and RAM';
const FLEX = 'flex16+5';
const others = ['fp32', 'fp16', 'bf16'] as const;
const MOST = 65_536;

/** Largest value of one parameter at which the in-cache LSTM fits. */
function largest(target: Target, parameter: 'hidden' | 'batch'): number {
  const kernel = kernelNamed('lstm.in-cache');
  const at = (value: number): boolean => fits(kernel, { layers: 2, steps: 2, [parameter]: value }, target);
  let [low, high] = [0, MOST + 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (at(middle)) low = middle;
    else high = middle;
  }
  return low;
}

export const c5: ClaimStudy = {
  id: 'C5',
  statement,
  run(options) {
    const findings: Finding[] = [];
    for (const reading of readings) {
      options.onProgress?.(reading);
      const spec = chip(reading);
      const target = (format: string): Target => ({
        chip: spec,
        runtime: runtimeFor(spec),
        format: parseFormat(format),
      });
      for (const parameter of ['hidden', 'batch'] as const) {
        const flex = largest(target(FLEX), parameter);
        for (const format of others.filter((f) => enginesFor(target(f)).length > 0)) {
          const other = largest(target(format), parameter);
          const value = flex / other;
          const what = `largest ${parameter} that stays resident: ${flex} against ${other}`;
          const range = [value, value] as const;
          findings.push({
            subject: reading,
            base: `${format} on the same chip`,
            what,
            value,
            range,
            verdict: verdictOf(range, 1.01),
          });
        }
      }
    }
    return conclude(findings);
  },
};

function conclude(findings: readonly Finding[]): Claim {
  const more = findings.filter((f) => f.verdict === 'reached');
  const span = (values: readonly number[]): string => {
    const [low, high] = [Math.min(...values).toPrecision(3), Math.max(...values).toPrecision(3)];
    return low === high ? `${low} times` : `${low} to ${high} times`;
  };
  const narrow = findings.filter((f) => !f.base.startsWith('fp32')).map((f) => f.value);
  const wide = findings.filter((f) => f.base.startsWith('fp32')).map((f) => f.value);
  return {
    id: 'C5',
    statement,
    verdict: more.length === findings.length ? 'reached' : more.length > 0 ? 'partly' : 'not reached',
    range: unionRange(findings),
    base: 'fp32, fp16 and bf16 on the same chip',
    reason:
      `${FLEX} holds ${span(wide)} the size that fp32 holds and ${span(narrow)} what other 16-bit formats hold: ` +
      'one shared exponent a tensor saves no bits of an element',
    topFactors: [],
    findings,
  };
}
