/** @file Our engine on one problem: inside this process (the simulation alone) and as a user starts it (a process of its
 * own, start and planning included). */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { kernelNamed, plan, simulate, target, withFigure } from './library.mjs';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** A program and what simulating it takes. */
export function prepare({ kernel, params, chip, units }) {
  const named = target(chip, { format: 'fp16' });
  const on = units === undefined ? named : { ...named, chip: withFigure(named.chip, 'units.count', units) };
  const planned = plan(kernelNamed(kernel), params, on);
  if (planned.rejected !== null) throw new Error(`${kernel} does not fit ${chip}`);
  const { cycles, operations } = planned.result;
  return { cycles, operations, run: (jump) => simulate(planned.program, on, { jump }) };
}

/** Least seconds of one simulation, over about `budgetSeconds` of them. */
export function secondsOf(run, budgetSeconds) {
  for (let i = 0; i < 3; i++) run();
  let least = Number.POSITIVE_INFINITY;
  const begun = performance.now();
  for (let i = 0; i < 3 || performance.now() - begun < 1000 * budgetSeconds; i++) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least / 1000;
}

/** Seconds of `onchip ARGS` as a process, least of `times`. Throws when it fails. */
export function processSeconds(args, times) {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`onchip ${args.join(' ')}: ${stderr}`);
    least = Math.min(least, performance.now() - start);
  }
  return least / 1000;
}

/** The command that a user types for a problem, without values. */
export function commandOf({ kernel, params, chip }) {
  const sizes = Object.entries(params).flatMap(([name, value]) => ['-p', `${name}=${value}`]);
  return ['run', kernel, '--chip', chip, '--format', 'fp16', ...sizes, '--values', 'none', '--json'];
}
