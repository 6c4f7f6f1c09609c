/** @file C6: Flexpoint computes faster. The rate of the arrays and the time of W200, of a square product and of a
 * convolution per format on one chip, exponent bookkeeping included. */
import { parseFormat } from '../../numerics/format.js';
import type { ChipSpec } from '../../sim/chipSchema.js';
import { chip } from '../../sim/chips/index.js';
import { runtimeFor } from '../../sim/runtimes.js';
import { enginesFor, peakMacsPerCycle } from '../../sim/target.js';
import type { Quantity } from '../sensitivity/quantity.js';
import { answer, type Comparison, ratio, spanText } from './answer.js';
import { type ClaimStudy, type Finding, readings, type Verdict } from './claim.js';
import { oneKernel, type Suite } from './problems.js';
import { suiteTimeOn } from './suiteTime.js';
import { timeOf, type Workload, w200 } from './timing.js';
import { atLeast } from './verdicts.js';

const head = { id: 'C6', statement: 'Flexpoint computes faster' };
const FLEX = 'flex16+5';
const others = ['fp32', 'fp16', 'bf16'] as const;
const FASTER = 1.01;

const works: readonly { readonly name: string; readonly workload: Omit<Workload, 'format'> }[] = [
  { name: 'W200, batch 1', workload: { kernel: 'lstm.in-cache', params: { ...w200, batch: 1 } } },
  { name: 'W200, batch 64', workload: { kernel: 'lstm.in-cache', params: { ...w200, batch: 64 } } },
  { name: 'product 2048 x 2048 x 2048', workload: { kernel: 'gemm', params: { m: 2048, n: 2048, k: 2048 } } },
  { name: 'convolution 3x3 of 64 channels', workload: { kernel: 'conv2d', params: {} } },
];

const engines = (spec: ChipSpec, format: string) =>
  enginesFor({ chip: spec, runtime: runtimeFor(spec), format: parseFormat(format) });

/** Multiply-accumulates a cycle and unit of the format's fastest engine. */
function rateOf(reading: string, format: string): Quantity {
  const of = (spec: ChipSpec): number =>
    Math.max(...engines(spec, format).map(({ engine }) => peakMacsPerCycle(engine)));
  return { label: `rate of ${format} on ${reading}`, chip: chip(reading), of };
}

/** In the middle of a long run, when exponents have their history. */
function running(reading: string, { kernel, params }: Omit<Workload, 'format'>, format: string): Quantity {
  const name = `${kernel} ${JSON.stringify(params)}`;
  const suite: Suite = { name, problems: [{ name, ways: [oneKernel(kernel, params)] }] };
  return suiteTimeOn(reading, suite, { format });
}

export const c6: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = readings.flatMap((reading) =>
      others
        .filter((format) => engines(chip(reading), format).length > 0)
        .flatMap((format): Comparison[] => {
          const pair = { subject: reading, base: `${format} on the same chip`, judge: atLeast(FASTER) };
          return [
            { ...pair, what: 'rate of the matrix engines', ...ratio(rateOf(reading, FLEX), rateOf(reading, format)) },
            ...works.flatMap(({ name, workload }) => [
              {
                ...pair,
                what: `speed, ${name}`,
                ...ratio(running(reading, workload, format), running(reading, workload, FLEX)),
              },
              {
                ...pair,
                what: `first call with its trial runs, ${name}`,
                ...ratio(timeOf(reading, { ...workload, format }), timeOf(reading, { ...workload, format: FLEX })),
              },
            ]),
          ];
        }),
    );
    return answer(head, comparisons, options, {
      base: 'fp32, fp16 and bf16 on the same chip, at the same array rate for all 16-bit formats',
      parts: [
        { name: 'faster than fp32', of: (f) => !isFirstCall(f) && f.base.startsWith('fp32') },
        { name: 'faster than 16-bit floats', of: (f) => !isFirstCall(f) && !f.base.startsWith('fp32') },
        { name: 'faster in a first call with its trial runs', of: isFirstCall, context: true },
      ],
      verdict,
      reason: reasonOf,
    });
  },
};

const isFirstCall = (f: Finding): boolean => f.what.startsWith('first call');

/** A format that is faster nowhere but against fp32 is faster partly. */
function verdict(findings: readonly Finding[]): Verdict {
  const faster = findings.filter((f) => f.value > FASTER);
  if (faster.length === findings.length) return 'reached';
  return faster.length > 0 ? 'partly' : 'not reached';
}

function reasonOf(findings: readonly Finding[]): string {
  const speed = (wide: boolean) => (f: Finding) => f.what.startsWith('speed') && f.base.startsWith('fp32') === wide;
  return (
    `${spanText(findings, speed(true), ' times')} the speed of fp32 on the same chip, ` +
    `${spanText(findings, speed(false), ' times')} that of 16-bit floats at the same array rate, exponent bookkeeping ` +
    `included (${spanText(findings, (f) => f.what.startsWith('first') && !f.base.startsWith('fp32'), ' times')} in a first call, ` +
    'which tries exponents out); what smaller multipliers would buy in area nobody has published'
  );
}
