/** @file C11: tensor cores give LSTMs at most 50 % over 16-bit floats; the big rates need sizes never seen in LSTMs. V100
 * and Titan V with and without them over hidden x batch, and the size at which the gain passes 50 %. */
import type { ChipSpec } from '../../sim/chipSchema.js';
import { chip } from '../../sim/chips/index.js';
import { answer, type Comparison, ratio } from './answer.js';
import { runtimes } from './chipTimes.js';
import type { ClaimStudy, Finding } from './claim.js';
import { oneKernel, type Suite } from './problems.js';
import { suiteTime } from './suiteTime.js';
import { warm } from './timing.js';
import { atMost } from './verdicts.js';

const MOST = 1.5;
const cards = ['v100', 'titan-v'] as const;
const hiddens = [200, 512, 1024, 2048] as const;
const batches = [1, 16, 64, 128] as const;
const head = {
  id: 'C11',
  statement: 'tensor cores give LSTMs at most 50 % over 16-bit floats; the big rates need sizes never seen in LSTMs',
};

const views = new WeakMap<ChipSpec, ChipSpec>();

/** The chip with its tensor cores switched off: fp16 runs packed on the plain lanes. */
function withoutTensorCores(spec: ChipSpec): ChipSpec {
  const made = views.get(spec) ?? warm(switchOff(spec));
  views.set(spec, made);
  return made;
}

function switchOff(spec: ChipSpec): ChipSpec {
  const matrix = spec.matrix
    .filter((engine) => engine.kind !== 'matrix-blocks')
    .map((engine) =>
      engine.formats.includes('fp16-all') ? { ...engine, formats: [...engine.formats, 'fp16'] } : engine,
    );
  return { ...spec, matrix };
}

function problem(hidden: number, batch: number): Suite {
  const name = `LSTM ${hidden}, batch ${batch}`;
  return { name, problems: [{ name, ways: [oneKernel('lstm.fused', { hidden, layers: 2, batch, steps: 25 })] }] };
}

export const c11: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = cards.flatMap((card) =>
      runtimes.flatMap(({ name, runtime }) =>
        hiddens.flatMap((hidden) =>
          batches.map((batch): Comparison => {
            const suite = problem(hidden, batch);
            const target = { format: 'fp16', runtime };
            const spec = chip(card);
            return {
              subject: card,
              base: `the same without tensor cores, ${name}`,
              what: suite.name,
              ...ratio(suiteTime(spec, suite, target, withoutTensorCores), suiteTime(spec, suite, target)),
              judge: atMost(MOST),
            };
          }),
        ),
      ),
    );
    return answer(head, comparisons, options, {
      base: 'the same chip with fp16 on its plain lanes, lstm.fused under cuDNN 7.0 and under an ideal runtime',
      parts: hiddens.map((hidden) => ({
        name: `at most 50 % at ${hidden} units`,
        of: (f) => f.what.startsWith(`LSTM ${hidden},`),
      })),
      reason: (findings) =>
        runtimes.map(({ name }) => `${name}: ${firstBeyond(findings.filter((f) => f.base.endsWith(name)))}`).join('; '),
    });
  },
};

/** The smallest size, by weights times batch, whose gain passes 50 %. */
function firstBeyond(findings: readonly Finding[]): string {
  const work = (f: Finding): number => {
    const [hidden, batch] = f.what.match(/\d+/g)!.map(Number);
    return hidden * hidden * batch;
  };
  const beyond = findings.filter((f) => f.value > MOST).sort((a, b) => work(a) - work(b));
  const most = findings.reduce((a, b) => (b.value > a.value ? b : a));
  const passed =
    beyond.length === 0
      ? 'no size passes 50 %'
      : `${beyond.length} of ${findings.length} pass 50 %, from ${beyond[0].what} on`;
  return `${passed}, the largest gain is ${most.value.toPrecision(3)}x at ${most.what} on ${most.subject}`;
}
