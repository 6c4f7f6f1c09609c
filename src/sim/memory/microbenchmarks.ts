/** @file Micro-benchmarks: what a chip's own figures look like through the engine (pointer chase, stream, strided shared
 * memory, GEMM sweep, barrier, launch). Each must give its figure back; a gap between the two is a modelling error. */
import { parseFormat } from '../../numerics/format.js';
import type { ChipSpec, MemoryLevel } from '../chipSchema.js';
import { ISSUE_WINDOW, simulate } from '../engine.js';
import type { Program } from '../program.js';
import { runtimeFor } from '../runtimes.js';
import { peakMacsPerCycle, type Target } from '../target.js';
import { stridedConflictDegree } from './banks.js';
import { barrierChain, gemmOnUnits, launchChain, loadChain, storeChain } from './microPrograms.js';

export interface Microbenchmark {
  readonly name: string;
  readonly unit: string;
  /** Through the engine. */
  readonly measured: number;
  /** What the chip file says. */
  readonly figure: number;
}

const CHAIN = 480;
const LINE_BYTES = 32;
const STREAM_BYTES = 64 * 1024 * 1024;

function cyclesOf(program: Program, target: Target): number {
  return simulate(program, target).cycles;
}

/** Cycles of one link of a chain: long minus short, so that starts and ends cancel. */
function perLink(make: (count: number) => Program, target: Target): number {
  return (cyclesOf(make(2 * CHAIN), target) - cyclesOf(make(CHAIN), target)) / CHAIN;
}

function chase(target: Target, level: string, latencyCycles: number, cached: boolean): Microbenchmark {
  const measured = perLink((count) => loadChain(level, LINE_BYTES, count, cached), target);
  return { name: `pointer chase ${level}`, unit: 'cycles', measured, figure: latencyCycles };
}

function stream(
  target: Target,
  level: string,
  bytesPerCycle: number,
  cached: boolean,
  chain: typeof loadChain = loadChain,
): Microbenchmark {
  const bytes = cached ? 64 * 1024 : STREAM_BYTES;
  const latency = perLink((count) => chain(level, 1, count, cached), target);
  const measured = bytes / (perLink((count) => chain(level, bytes, count, cached), target) - latency + 1);
  const name = chain === loadChain ? `stream ${level}` : `stream into ${level}`;
  return { name, unit: 'bytes/cycle', measured, figure: bytesPerCycle };
}

function levelRows(target: Target, level: MemoryLevel): readonly Microbenchmark[] {
  const cached = level.scope === 'chip' && level.managed === 'hardware';
  return [
    chase(target, level.name, level.latencyCycles.value, cached),
    stream(target, level.name, level.readBytesPerCycle.value, cached),
    stream(target, level.name, level.writeBytesPerCycle.value, cached, storeChain),
  ];
}

function dramRows(target: Target): readonly Microbenchmark[] {
  const { chip } = target;
  const clock = chip.clockHz.value;
  const sustained = (chip.dram.bytesPerSecond.value * chip.dram.sustainedFraction.value) / clock;
  const l2 = chip.levels.filter((level) => level.scope === 'chip').map((level) => level.latencyCycles.value);
  const latency = Math.max(chip.dram.latencySeconds.value * clock, ...l2);
  return [chase(target, 'dram', latency, false), stream(target, 'dram', sustained, false)];
}

/** Loads of a warp's 32 words, `strideWords` apart: the port moves one word a bank and cycle. */
function stridedRow(target: Target, level: MemoryLevel, strideWords: number): readonly Microbenchmark[] {
  if (level.banks === undefined || level.bankBytes === undefined) return [];
  const banks = level.banks.value;
  const degree = stridedConflictDegree(strideWords, banks, banks);
  const warpBytes = banks * level.bankBytes.value;
  const warps = 1024;
  const linkOf = (bytes: number): number => perLink((count) => loadChain(level.name, bytes, count, false), target);
  // One byte takes one cycle of the port and the latency.
  const measured = linkOf(warps * warpBytes * degree) - linkOf(1) + 1;
  const figure = (warps * degree * warpBytes) / level.readBytesPerCycle.value;
  return [{ name: `strided ${level.name} x${strideWords}`, unit: 'cycles', measured, figure }];
}

const GEMM_SIZE = 4096;

function gemmRows(target: Target): readonly Microbenchmark[] {
  return target.chip.matrix.map((engine, i) => {
    const cycles = cyclesOf(gemmOnUnits(i, GEMM_SIZE), target);
    return {
      name: `gemm ${engine.name}`,
      unit: 'MAC/cycle/unit',
      measured: GEMM_SIZE ** 3 / cycles,
      figure: peakMacsPerCycle(engine),
    };
  });
}

/** Launches are two operations each; a host that may run only so far ahead is bound by latency (Little's law). */
function launchFigure(runtime: Target['runtime']): number {
  const inFlight = ISSUE_WINDOW / 2;
  return Math.max(runtime.gapSeconds.value, runtime.turnaroundSeconds.value, runtime.latencySeconds.value / inFlight);
}

function syncRows(target: Target): readonly Microbenchmark[] {
  const { chip, runtime } = target;
  const clock = chip.clockHz.value;
  const launchGap = perLink((count) => launchChain(count), target) / clock;
  const barrier = perLink((count) => barrierChain(target, count), target) / clock;
  return [
    {
      name: 'barrier',
      unit: 's',
      measured: barrier,
      figure: chip.units.count.value > 1 ? chip.barrier.latencySeconds.value : 0,
    },
    {
      name: 'launch',
      unit: 's',
      measured: launchGap,
      figure: launchFigure(runtime),
    },
  ];
}

/** All micro-benchmarks of a chip under its native runtime. */
export function microbenchmarks(chip: ChipSpec): readonly Microbenchmark[] {
  const target: Target = { chip, runtime: runtimeFor(chip, 'native'), format: parseFormat('fp32') };
  return [
    ...chip.levels.flatMap((level) => [...levelRows(target, level), ...stridedRow(target, level, 1)]),
    ...chip.levels.flatMap((level) => stridedRow(target, level, 8)),
    ...dramRows(target),
    ...gemmRows(target),
    ...syncRows(target),
  ];
}
