/** @file C19: the true value of a GPU is bandwidth per dollar, not TFLOPS per dollar. Which of the two ranks the chips as
 * the simulated work per dollar does, and as the LSTM layers that were measured; and the same without dollars. */
import type { ChipSpec } from '../../sim/chipSchema.js';
import { chip, chipNames } from '../../sim/chips/index.js';
import { spearman } from '../fitSummary.js';
import type { Quantity } from '../sensitivity/quantity.js';
import { answer, type Comparison, fixed } from './answer.js';
import { bestTime, libraryTime } from './chipTimes.js';
import type { ClaimOptions, ClaimStudy, Finding } from './claim.js';
import { measuredLstms } from './measuredLstm.js';
import type { Suite } from './problems.js';
import { gemmSuite, lstmSuite, w200Suite } from './suites.js';

const head = { id: 'C19', statement: 'the true value of a GPU is bandwidth per dollar, not TFLOPS per dollar' };

const gpus = chipNames.filter((name) => chip(name).family === 'gpu');
const priced = gpus.filter((name) => chip(name).price !== undefined);

/** Multiply-adds a second on the plain fp32 lanes: what a card's TFLOPS were in 2017. */
function fp32Rate(spec: ChipSpec): number {
  const rates = spec.matrix.map((e) =>
    e.kind !== 'systolic' && e.formats.includes('fp32') ? e.macsPerCycle.value * spec.units.count.value : 0,
  );
  return Math.max(...rates) * spec.clockHz.value;
}

const bandwidth = (spec: ChipSpec): number => spec.dram.bytesPerSecond.value;

/** Time, bandwidth, rate and price of some chips: four quantities each. */
interface Group {
  readonly name: string;
  readonly chips: readonly string[];
  readonly time: (name: string) => Quantity;
  readonly perDollar: boolean;
}

const figure = (name: string, label: string, of: (spec: ChipSpec) => number, scope: 'speed' | 'price'): Quantity => ({
  label: `${label} of ${name}`,
  chip: chip(name),
  scope,
  of,
});

const groupsOf = (suite: Suite): Group[] => [
  {
    name: `${suite.name} suite per dollar, GPUs with their libraries`,
    chips: priced,
    time: (name) => libraryTime(name, suite),
    perDollar: true,
  },
  {
    name: `${suite.name} suite, GPUs with their libraries`,
    chips: gpus,
    time: (name) => libraryTime(name, suite),
    perDollar: false,
  },
];

/** Not GPUs alone, and what each can do at best. */
const everyChip = (suite: Suite): Group => ({
  name: `${suite.name} suite, all chips with their fastest kernels`,
  chips: chipNames,
  time: (name) => bestTime(name, suite),
  perDollar: false,
});

/** Rank correlations of work with bandwidth and with TFLOPS. */
function correlations(work: readonly number[], widths: readonly number[], rates: readonly number[]) {
  return { byBandwidth: spearman(widths, work) ?? 0, byRate: spearman(rates, work) ?? 0 };
}

function simulated({ name, chips, time, perDollar }: Group): Comparison[] {
  const n = chips.length;
  const quantities = [
    ...chips.map(time),
    ...chips.map((c) => figure(c, 'bandwidth', bandwidth, 'speed')),
    ...chips.map((c) => figure(c, 'rate', fp32Rate, 'speed')),
    ...(perDollar ? chips.map((c) => figure(c, 'price', (spec) => spec.price!.usd.value, 'price')) : []),
  ];
  const of = (v: readonly number[]) => {
    const dollars = (i: number): number => (perDollar ? v[3 * n + i] : 1);
    const each = (part: number): number[] => chips.map((_, i) => v[part * n + i] / dollars(i));
    return correlations(
      chips.map((_, i) => 1 / v[i] / dollars(i)),
      each(1),
      each(2),
    );
  };
  const shared = { subject: `${n} chips`, base: `simulated ${name}`, unit: 'correlation', quantities } as const;
  return [
    {
      ...shared,
      what: 'rank correlation with bandwidth, less that with TFLOPS',
      value: (v) => of(v).byBandwidth - of(v).byRate,
      judge: ([low, high]) => (low > 0 ? 'reached' : high <= 0 ? 'not reached' : 'partly'),
    },
    {
      ...shared,
      what: 'rank correlation with bandwidth',
      value: (v) => of(v).byBandwidth,
      judge: () => 'cannot be tested',
    },
    { ...shared, what: 'rank correlation with TFLOPS', value: (v) => of(v).byRate, judge: () => 'cannot be tested' },
  ];
}

function measured({ readTable }: ClaimOptions): Finding[] {
  if (readTable === undefined) return [];
  const { rows, devices } = measuredLstms(readTable);
  return [false, true].flatMap((perDollar): Finding[] => {
    const able = devices.filter((d) => !perDollar || chip(d.chip).price !== undefined);
    const dollars = (name: string): number => (perDollar ? chip(name).price!.usd.value : 1);
    const { byBandwidth, byRate } = correlations(
      able.map((d) => 1 / d.seconds / dollars(d.chip)),
      able.map((d) => bandwidth(chip(d.chip)) / dollars(d.chip)),
      able.map((d) => fp32Rate(chip(d.chip)) / dollars(d.chip)),
    );
    const base = `measured: ${rows} LSTM layers, fp32${perDollar ? ', per dollar' : ''}`;
    const shared = { subject: able.map((d) => d.chip).join(', '), base, unit: 'correlation' } as const;
    const less = byBandwidth - byRate;
    return [
      fixed({
        ...shared,
        what: 'rank correlation with bandwidth, less that with TFLOPS',
        value: less,
        verdict: less > 0 ? 'reached' : 'not reached',
      }),
      fixed({ ...shared, what: 'rank correlation with bandwidth', value: byBandwidth, verdict: 'cannot be tested' }),
      fixed({ ...shared, what: 'rank correlation with TFLOPS', value: byRate, verdict: 'cannot be tested' }),
    ];
  });
}

export const c19: ClaimStudy = {
  ...head,
  run(options) {
    const groups = [...[lstmSuite, gemmSuite].flatMap(groupsOf), ...[w200Suite, gemmSuite].map(everyChip)];
    const comparisons = groups.flatMap(simulated);
    return answer(
      head,
      comparisons,
      options,
      {
        base: 'Spearman correlation of work done with what a chip’s data sheet says: its DRAM bandwidth, its fp32 rate',
        about: (f) => f.what.endsWith('TFLOPS') && f.what.includes('less'),
        parts: [
          ...['simulated', 'measured']
            .flatMap((how) => {
              const of = (perDollar: boolean) => (f: Finding) =>
                f.base.startsWith(how) && f.base.includes('per dollar') === perDollar;
              return [
                { name: `${how}, per dollar`, of: of(true) },
                { name: `${how}, prices left out`, of: of(false), context: true as const },
              ];
            })
            .filter(({ name }) => options.readTable !== undefined || !name.startsWith('measured')),
        ],
        reason: reasonOf,
      },
      measured(options),
    );
  },
};

function reasonOf(findings: readonly Finding[]): string {
  const of = (base: string, what: string): string =>
    findings.find((f) => f.base === base && f.what === what)!.value.toFixed(2);
  const bases = [...new Set(findings.map((f) => f.base))];
  return bases
    .map(
      (base) =>
        `${base}: bandwidth ${of(base, 'rank correlation with bandwidth')}, TFLOPS ${of(base, 'rank correlation with TFLOPS')}`,
    )
    .join('; ');
}
