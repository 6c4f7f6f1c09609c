/** @file This machine as a chip file: one thread of it, driven by our WASM core. Each figure says how it came about. */

import { InputError } from '../../../numerics/errors.js';
import type { ChipFile } from '../../../sim/chipSchema.js';
import type { Figure } from '../../../sim/figure.js';
import type { HostMachine } from '../machine.js';
import { copyBytesPerSecond, coreRates, loadSeconds } from './probes.js';

const GIB = 2 ** 30;
/** A working set that no cache holds. */
const DRAM_SET_BYTES = 256 * 2 ** 20;

/** Throws InputError where the system does not say how fast the clock runs: per-cycle figures would have no unit. */
export function requireClock({ clockHz }: HostMachine): void {
  if (clockHz > 0) return;
  const expected = 'a clock rate from the operating system';
  const hint = 'give --clock HZ, e.g. --clock 3000000000';
  throw new InputError({ where: '--fit', expected, found: 'none', hint });
}

/** The chip file; `date` (YYYY-MM-DD) is when it was measured. */
export function hostChip(machine: HostMachine, date: string): ChipFile {
  const { clockHz } = machine;
  const measured = (value: number, unit: string, how: string): Figure => ({
    value: Number(value.toPrecision(4)),
    unit,
    source: `${how}, on this machine, ${date}`,
    status: 'measured',
  });
  const told = (value: number, unit: string): Figure => ({
    value,
    unit,
    source: 'operating system',
    status: 'published',
  });
  const guess = (value: number, unit: string, source: string): Figure => ({ value, unit, source, status: 'assumed' });
  const rates = coreRates();
  const cycles = (seconds: number): number => seconds * clockHz;
  const levels = levelsOf(machine, measured, told, guess);
  const copy = copyBytesPerSecond(DRAM_SET_BYTES);
  const operation = rates.operationSeconds;
  return {
    name: 'this-machine',
    title: `${machine.cpu}, one thread, WASM SIMD`,
    family: 'cpu',
    architecture: 'host',
    year: Number(date.slice(0, 4)),
    notes: 'Fitted by `onchip host --fit` on copies, pointer chases, products and element-wise work; never on an LSTM.',
    clockHz: told(clockHz, 'Hz'),
    units: { kind: 'thread', count: told(1, 'units') },
    matrix: [
      {
        kind: 'simt',
        name: 'wasm-simd',
        formats: ['fp32', 'fp16', 'fp16-mixed', 'bf16', 'flex16+5'],
        macsPerCycle: measured(rates.macsPerSecond / clockHz, 'MAC/cycle/unit', 'product 512x64x256'),
        latencyCycles: guess(4, 'cycles', 'a floating-point addition'),
        note: 'every format is computed in fp32 and rounded when it is stored',
      },
    ],
    vector: {
      lanes: measured(rates.additionsPerSecond / clockHz, 'elements/cycle/unit', 'additions of 4096 values'),
      specialPerCycle: measured(rates.specialsPerSecond / clockHz, 'elements/cycle/unit', 'tanh of 4096 values'),
      latencyCycles: measured(cycles(operation), 'cycles', 'an operation on one value'),
    },
    levels,
    dram: {
      kind: 'main memory',
      capacityBytes: told(machine.memoryBytes, 'bytes'),
      bytesPerSecond: measured(2 * copy, 'bytes/s', 'copy of 128 MiB, reads and writes'),
      sustainedFraction: { value: 1, unit: 'fraction', source: 'the rate above was sustained', status: 'derived' },
      latencySeconds: measured(loadSeconds(DRAM_SET_BYTES), 's', 'pointer chase in 256 MiB'),
    },
    exchange: {
      topology: 'crossbar',
      injectBytesPerCycle: guess(16, 'bytes/cycle/unit', 'one thread exchanges nothing'),
      ejectBytesPerCycle: guess(16, 'bytes/cycle/unit', 'one thread exchanges nothing'),
      bisectionBytesPerCycle: guess(16, 'bytes/cycle', 'one thread exchanges nothing'),
      hopLatencyCycles: guess(0, 'cycles', 'one thread exchanges nothing'),
      multicast: false,
    },
    barrier: { kind: 'software', latencySeconds: guess(0, 's', 'one thread waits for nobody') },
    launch: {
      gapSeconds: measured(operation, 's', 'an operation on one value'),
      latencySeconds: guess(0, 's', 'host and chip are one'),
      turnaroundSeconds: guess(0, 's', 'host and chip are one'),
    },
    can: { train: true },
    defaultFormat: 'fp32',
  };
}

type Measured = (value: number, unit: string, how: string) => Figure;
type Stated = (value: number, unit: string) => Figure;
type Guess = (value: number, unit: string, source: string) => Figure;

/** Where the system describes no caches. */
const usual = [
  { level: 1, capacityBytes: 32 * 2 ** 10 },
  { level: 2, capacityBytes: 2 ** 20 },
];

function levelsOf(machine: HostMachine, measured: Measured, told: Stated, guess: Guess): ChipFile['levels'] {
  const known = machine.caches.length > 0;
  return (known ? machine.caches : usual).map(({ level, capacityBytes }) => {
    const set = Math.min(capacityBytes / 2, GIB / 4);
    const rate = copyBytesPerSecond(set) / machine.clockHz;
    const text = `copies within ${Math.round(set / 1024)} KiB`;
    const shared = level >= 3;
    return {
      name: `l${level}`,
      scope: shared ? 'chip' : 'unit',
      managed: 'hardware',
      capacityBytes: known ? told(capacityBytes, 'bytes') : guess(capacityBytes, 'bytes', 'usual size; not told'),
      pinnableFraction: shared
        ? { value: 0, unit: 'fraction', source: 'shared with other threads', status: 'derived' }
        : guess(0.7, 'fraction', 'what else passes through it'),
      readBytesPerCycle: measured(rate, 'bytes/cycle', text),
      writeBytesPerCycle: measured(rate, 'bytes/cycle', text),
      latencyCycles: measured(
        loadSeconds(set) * machine.clockHz,
        'cycles',
        `pointer chase within ${Math.round(set / 1024)} KiB`,
      ),
    };
  });
}
