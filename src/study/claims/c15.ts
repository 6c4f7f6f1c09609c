/** @file C15: matrix multiplication and convolution are 85 to 95 % of the work. Their share of the operations of a network,
 * and of its cycles on each chip: for convolutional networks of the time of all passes, for LSTMs of the cycles in which
 * engines compute. */
import type { ChipSpec } from '../../sim/chipSchema.js';
import { chip } from '../../sim/chips/index.js';
import type { Quantity } from '../sensitivity/quantity.js';
import { answer, type Comparison, fixed, ratio, spanText } from './answer.js';
import type { ClaimStudy, Finding } from './claim.js';
import { type Network, networks } from './networks.js';
import type { Pass } from './problems.js';
import { mappingOf, sixteenBit, timed, warm } from './timing.js';
import { within } from './verdicts.js';

const head = { id: 'C15', statement: 'matrix multiplication and convolution are 85 to 95 % of the work' };
const judge = within(0.85, 0.95);
const targets = ['nnp-t1000', 'titan-v', 'gtx-1080-ti', 'xeon-8180'] as const;

type Cycles = (spec: ChipSpec, pass: Pass) => { readonly products: number; readonly all: number };

/** A pass as a whole is products or is not; an LSTM's kernel has both inside. Variants keep the chip's plans. */
const cyclesOf: Cycles = (spec, { kernel, params, times = 1 }) => {
  const work = { kernel, params, format: sixteenBit(spec.name) };
  const time = timed(warm(spec), work, timed(warm(chip(spec.name)), work)?.choices);
  if (time === null) throw new Error(`${kernel} does not fit on ${spec.name}`);
  if (kernel.startsWith('lstm.')) return { products: time.productCycles, all: time.arithmeticCycles };
  return { products: kernel.startsWith('pass.') ? 0 : times * time.seconds, all: times * time.seconds };
};

function sumOf(name: string, network: Network, part: 'products' | 'all'): Quantity {
  const passes = [...network.products, ...network.others];
  return {
    label: `${part} of ${network.name} on ${name}`,
    chip: chip(name),
    of: (variant) => passes.reduce((sum, pass) => sum + cyclesOf(variant, pass)[part], 0),
    mappings: () =>
      network.products.length > 1
        ? []
        : mappingOf(warm(chip(name)), network.name, { ...network.products[0], format: sixteenBit(name) }),
  };
}

export const c15: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = targets.flatMap((name) =>
      networks.map(
        (network): Comparison => ({
          subject: name,
          base: network.others.length > 0 ? 'time of all passes' : 'cycles of all arithmetic, waits left out',
          what: `share of products, ${network.name}`,
          unit: 'share',
          ...ratio(sumOf(name, network, 'products'), sumOf(name, network, 'all')),
          judge,
        }),
      ),
    );
    const operations = networks.map(({ name, operationShare: value }) =>
      fixed({
        subject: 'any chip',
        base: 'all operations of the network',
        what: `share of products in the operations, ${name}`,
        unit: 'share',
        value,
        verdict: judge([value, value]),
      }),
    );
    return answer(
      head,
      comparisons,
      options,
      {
        base: 'ResNet-50, VGG-16 and the LSTM suite, operations and cycles',
        about: () => true,
        parts: [
          { name: 'of the operations', of: isOperations },
          { name: 'of the time of LSTMs', of: (f) => !isOperations(f) && f.what.includes('LSTM') },
          { name: 'of the time of convolutional networks', of: (f) => !isOperations(f) && !f.what.includes('LSTM') },
        ],
        reason: reasonOf,
      },
      operations,
    );
  },
};

const isOperations = (f: Finding): boolean => f.subject === 'any chip';

function reasonOf(findings: readonly Finding[]): string {
  const inside = findings.filter((f) => f.value >= 0.85 && f.value <= 0.95).length;
  const above = findings.filter((f) => f.value > 0.95).length;
  const percent = (of: (f: Finding) => boolean): string =>
    spanText(
      findings.filter(of).map((f) => ({ ...f, value: 100 * f.value })),
      undefined,
      ' %',
    );
  return (
    `products are ${percent(isOperations)} of the operations; of the time they take ` +
    `${percent((f) => !isOperations(f) && f.what.includes('LSTM'))} in LSTMs (arithmetic alone) and ` +
    `${percent((f) => !isOperations(f) && !f.what.includes('LSTM'))} in convolutional networks; ${inside} of ` +
    `${findings.length} shares lie within 85 to 95 %, ${above} above`
  );
}
