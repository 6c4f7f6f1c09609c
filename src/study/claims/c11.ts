/** @file C11: tensor cores give LSTMs at most 50 % over 16-bit floats. V100 with and without them over hidden x batch. */
import type { ChipSpec } from '../../sim/chipSchema.js';
import { chip } from '../../sim/chips/index.js';
import { answer, type ClaimStudy, type Finding, type Verdict } from './claim.js';
import { suiteTime } from './suites.js';

const MOST = 1.5;
const hiddens = [200, 512, 1024, 2048] as const;
const batches = [1, 16, 64, 128] as const;
const head = {
  id: 'C11',
  statement: 'tensor cores give LSTMs at most 50 % over 16-bit floats; the big rates need sizes never seen in LSTMs',
};

/** The chip with its tensor cores switched off: fp16 runs packed on the plain lanes. */
function withoutTensorCores(spec: ChipSpec): ChipSpec {
  const matrix = spec.matrix
    .filter((engine) => engine.kind !== 'matrix-blocks')
    .map((engine) =>
      engine.formats.includes('fp16-all') ? { ...engine, formats: [...engine.formats, 'fp16'] } : engine,
    );
  return { ...spec, matrix };
}

function judge([low, high]: readonly [number, number]): Verdict {
  if (high <= MOST) return 'reached';
  return low > MOST ? 'not reached' : 'partly';
}

export const c11: ClaimStudy = {
  ...head,
  run(options) {
    const spec = chip('v100');
    const plain = withoutTensorCores(spec);
    const comparisons = hiddens.flatMap((hidden) =>
      batches.map((batch) => {
        const problem = {
          name: `LSTM ${hidden}, batch ${batch}`,
          params: { hidden, layers: 2, batch, steps: 25 },
          kernels: ['lstm.fused'],
        };
        const suite = { name: problem.name, problems: [problem] };
        return {
          subject: 'v100',
          base: 'v100 without tensor cores',
          what: problem.name,
          top: suiteTime(plain, suite, { format: 'fp16' }),
          bottom: suiteTime(spec, suite, { format: 'fp16' }),
          judge,
        };
      }),
    );
    return answer(head, comparisons, options, {
      base: 'the same V100 with fp16 on its plain lanes, lstm.fused under cuDNN 7.0',
      reason: firstBeyond,
    });
  },
};

function firstBeyond(findings: readonly Finding[]): string {
  const beyond = findings.filter((f) => f.value > MOST);
  const most = findings.reduce((a, b) => (b.value > a.value ? b : a));
  const passed =
    beyond.length === 0
      ? 'no size passes 50 %'
      : `${beyond.length} of ${findings.length} sizes pass 50 %, from ${beyond[0].what} on`;
  return `${passed}; the largest gain is ${most.value.toPrecision(3)}x at ${most.what}`;
}
