/** @file C5: Flexpoint stores more in cache and RAM. For each format the largest LSTM that stays resident on one chip
 * (widest layers, most sequences at 200 units, longest unroll of a training step), and the widest that fits in DRAM. */
import { parseFormat } from '../../numerics/format.js';
import type { ChipSpec } from '../../sim/chipSchema.js';
import { chip } from '../../sim/chips/index.js';
import { runtimeFor } from '../../sim/runtimes.js';
import { enginesFor, type Target } from '../../sim/target.js';
import type { Quantity } from '../sensitivity/quantity.js';
import { answer, type Comparison, ratio, spanText } from './answer.js';
import { type ClaimStudy, type Finding, readings } from './claim.js';
import { largestThatFits, type Size } from './largestThatFits.js';
import { atLeast } from './verdicts.js';

const head = { id: 'C5', statement: 'Flexpoint stores more in cache and RAM' };
const FLEX = 'flex16+5';
const others = ['fp32', 'fp16', 'bf16'] as const;
const MORE = 1.01;

interface NamedSize extends Size {
  readonly what: string;
}

const sizes: readonly NamedSize[] = [
  {
    what: 'widest layers on chip',
    kernel: 'lstm.in-cache',
    params: { layers: 2, steps: 2 },
    name: 'hidden',
    most: 65_536,
  },
  {
    what: 'most sequences on chip',
    kernel: 'lstm.in-cache',
    params: { layers: 2, steps: 2 },
    name: 'batch',
    most: 65_536,
  },
  {
    what: 'longest unroll of a training step on chip',
    kernel: 'lstm.train',
    params: { hidden: 200, layers: 2, batch: 20 },
    name: 'steps',
    most: 4096,
  },
  {
    what: 'widest layers in DRAM',
    kernel: 'lstm.fused',
    params: { layers: 2, steps: 2 },
    name: 'hidden',
    most: 65_536,
  },
];

const targetOf = (spec: ChipSpec, format: string): Target => ({
  chip: spec,
  runtime: runtimeFor(spec),
  format: parseFormat(format),
});

/** Largest size in a format, of the chip as it may be; none counts as one, so that a ratio exists. */
function largest(reading: string, format: string, { what, ...size }: NamedSize): Quantity {
  return {
    label: `${what} in ${format} on ${reading}`,
    chip: chip(reading),
    of: (variant) => Math.max(1, largestThatFits(size, targetOf(variant, format))),
  };
}

export const c5: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = readings.flatMap((reading) =>
      sizes.flatMap((size) => {
        const flex = largest(reading, FLEX, size);
        const able = others.filter((format) => enginesFor(targetOf(chip(reading), format)).length > 0);
        return able.map((format): Comparison => {
          const other = largest(reading, format, size);
          return {
            subject: reading,
            base: `${format} on the same chip`,
            what: `${size.what}: ${flex.of(flex.chip)} against ${other.of(other.chip)}`,
            ...ratio(flex, other),
            judge: atLeast(MORE),
          };
        });
      }),
    );
    return answer(head, comparisons, options, {
      base: 'fp32, fp16 and bf16 on the same chip',
      parts: [
        { name: 'more than fp32', of: (f) => f.base.startsWith('fp32') },
        { name: 'more than 16-bit floats', of: (f) => !f.base.startsWith('fp32') },
      ],
      reason: reasonOf,
    });
  },
};

function reasonOf(findings: readonly Finding[]): string {
  const wide = spanText(findings, (f) => f.base.startsWith('fp32'), ' times');
  const narrow = spanText(findings, (f) => !f.base.startsWith('fp32'), ' times');
  return (
    `${FLEX} holds ${wide} the size that fp32 holds and ${narrow} what other 16-bit formats hold: one shared exponent a ` +
    'tensor saves no bits of an element'
  );
}
