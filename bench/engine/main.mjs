/** @file `npm run bench:engine`: simulated cycles and events a second of the engine, beside other simulators, and how its
 * cost grows with units, steps and tiles. Values are off. `--quick` takes less time, `--json` prints JSON only. */
import { commandOf, prepare, processSeconds, secondsOf } from './ours.mjs';
import { recordedRates, runScaleSim } from './peers.mjs';
import { print } from './print.mjs';
import { growth, problems } from './problems.mjs';

const quick = process.argv.includes('--quick');
const budgetSeconds = quick ? 0.2 : 1;

function rateRow({ name, text, ...problem }, jump) {
  const { cycles, operations, run } = prepare(problem);
  const seconds = secondsOf(() => run(jump), budgetSeconds);
  return { problem: name, text, jump, cycles, operations, seconds };
}

function growthRow({ what, sizes, problem, jump = true }) {
  const points = sizes.map((size) => {
    const { cycles, operations, run } = prepare(problem(size));
    return { size, cycles, operations, seconds: secondsOf(() => run(jump), budgetSeconds / 4) };
  });
  return { what, points };
}

function peerRows() {
  const live = problems.slice(0, 2).flatMap(({ name, params }) => {
    const ran = runScaleSim(params);
    return ran === undefined ? [] : [{ simulator: 'SCALE-Sim', problem: name, status: 'run here', ...ran }];
  });
  if (live.length > 0) return [...live, ...recordedRates().filter((row) => row.simulator !== 'SCALE-Sim')];
  return recordedRates();
}

const rates = problems.flatMap((problem) => [rateRow(problem, false), rateRow(problem, true)]);
const processes = problems.map((problem) => {
  const { cycles } = prepare(problem);
  return { problem: problem.name, cycles, seconds: processSeconds(commandOf(problem), quick ? 2 : 5) };
});
const of = (name, jump) => rates.find((row) => row.problem === name && row.jump === jump);
const bars = [
  ['G64, no jump, cycles/s', 1e6, of('G64', false)],
  ['G256, no jump, cycles/s', 1e6, of('G256', false)],
  ['W200 x 1,000 steps, jumping, cycles/s', 1e8, of('W200', true)],
].map(([name, bar, { cycles, seconds }]) => ({ name, bar, measured: cycles / seconds }));
const helpSeconds = processSeconds(['--help'], quick ? 3 : 10);

const result = { rates, processes, helpSeconds, bars, growth: growth.map(growthRow), peers: peerRows() };
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
else print(result);
