/** @file C3: in-cache models speed inference up by at least an order of magnitude. W200 at batch 1, 4, 16 and 64, and at
 * batch 1 with other depths and widths: the best kernel on the NNP against the best and against the library's kernel on
 * each GPU. */
import type { Quantity } from '../sensitivity/quantity.js';
import { answer, type Comparison, ratio, spanText } from './answer.js';
import { bestTime } from './chipTimes.js';
import { type ClaimStudy, type Finding, readings } from './claim.js';
import { lstmProblem, type Problem, type Suite } from './problems.js';
import { suiteTimeOn } from './suiteTime.js';
import { sixteenBit } from './timing.js';
import { atLeast } from './verdicts.js';

const TARGET = 10;
/** The dearest, the data-centre and the popular card of the essay's day. */
const gpus = ['titan-v', 'v100', 'gtx-1080-ti'] as const;

const head = { id: 'C3', statement: 'in-cache models speed inference up by at least an order of magnitude' };

const problems: readonly Problem[] = [
  ...[1, 4, 16, 64].map((batch) => lstmProblem(200, 2, batch, 100)),
  ...[1, 3].map((layers) => lstmProblem(200, layers, 1, 100)),
  ...[512, 1024].map((hidden) => lstmProblem(hidden, 2, 1, 100)),
];

/** What the NNP is measured against on each GPU, from the ordinary to the best that we know how to write. */
const ways: readonly { readonly name: string; readonly ways?: readonly string[]; readonly runtime?: string }[] = [
  { name: 'the library as it was', ways: ['lstm.fused'] },
  { name: 'the library without a host', ways: ['lstm.fused'], runtime: 'ideal' },
  { name: 'its own best kernel' },
];

function on(gpu: string, problem: Problem, way: (typeof ways)[number]): Quantity {
  const { name, ...target } = way;
  return suiteTimeOn(gpu, alone(problem), { format: sixteenBit(gpu), ...target });
}

const alone = (problem: Problem): Suite => ({ name: problem.name, problems: [problem] });

export const c3: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = problems.flatMap((problem) =>
      gpus.flatMap((gpu) =>
        ways.flatMap((way) =>
          readings.map(
            (nnp): Comparison => ({
              subject: nnp,
              base: `${gpu}, ${way.name}`,
              what: `speedup, ${problem.name}`,
              ...ratio(on(gpu, problem, way), bestTime(nnp, alone(problem))),
              judge: atLeast(TARGET),
            }),
          ),
        ),
      ),
    );
    return answer(head, comparisons, options, {
      base: `${gpus.join(', ')}: ${ways.map((w) => w.name).join('; ')}`,
      parts: ways.map(({ name }) => ({ name: `against ${name}`, of: (f) => f.base.endsWith(name) })),
      reason: reasonOf,
    });
  },
};

function reasonOf(findings: readonly Finding[]): string {
  const span = ({ name }: (typeof ways)[number]): string => spanText(findings, (f) => f.base.endsWith(name));
  const [library, ideal, own] = ways;
  return (
    `${span(library)} faster than the library of the day, ${span(ideal)} faster than the same kernels without host cost, ` +
    `${span(own)} faster than the GPU’s own best kernel, weights resident where they fit; launches are ` +
    `${launchShare(findings)} % of the gap`
  );
}

/** Share of the gap to the library, on a logarithmic scale, that goes away when the host costs nothing. */
function launchShare(findings: readonly Finding[]): string {
  const log = (way: { readonly name: string }): number => {
    const values = findings.filter((f) => f.base.endsWith(way.name)).map((f) => Math.log(f.value));
    return values.reduce((sum, v) => sum + v, 0) / values.length;
  };
  const [library, ideal] = ways;
  return (100 * (1 - log(ideal) / log(library))).toFixed(0);
}
