/** @file The benchmark's result as text. */
const significant = (value) => Number(value.toPrecision(3)).toLocaleString('en-GB', { maximumSignificantDigits: 3 });
const milliseconds = (seconds) => `${significant(1000 * seconds)} ms`;

const rateLine = ({ problem, jump, cycles, operations, seconds }) =>
  [
    `  ${problem.padEnd(5)} ${jump ? 'jumping' : 'no jump'}`,
    `${cycles.toLocaleString('en-GB').padStart(11)} cycles`,
    milliseconds(seconds).padStart(11),
    `${significant(cycles / seconds).padStart(15)} cycles/s`,
    `${significant(operations / seconds).padStart(12)} events/s`,
  ].join('  ');

const peerLine = (row) => {
  const rate = row.cycles === undefined ? Number(row.cycles_per_second) : row.cycles / row.seconds;
  const where = row.configuration === undefined ? '' : `  ${row.configuration}`;
  return `  ${row.simulator.padEnd(11)} ${row.problem.padEnd(5)} ${significant(rate).padStart(8)} cycles/s  ${row.status}${where}`;
};

export function print({ rates, processes, helpSeconds, bars, growth, peers }) {
  const texts = new Map(rates.map(({ problem, text }) => [problem, text]));
  const out = [
    ...[...texts].map(([problem, text]) => `${problem}: ${text}`),
    '',
    'the simulation alone, values off, least time',
    ...rates.map(rateLine),
    '',
    'as a process (start, planning, printing included)',
    ...processes.map(
      ({ problem, cycles, seconds }) =>
        `  ${problem.padEnd(5)} ${milliseconds(seconds).padStart(9)}  ${significant(cycles / seconds).padStart(12)} cycles/s`,
    ),
    `  --help ${milliseconds(helpSeconds).padStart(8)}`,
    '',
    'peers (cycles of their own models; process start included)',
    ...peers.map(peerLine),
    '',
    'how the time of one simulation grows',
    ...growth.map(
      ({ what, points }) => `  ${what}: ${points.map((p) => `${p.size} ${milliseconds(p.seconds)}`).join(', ')}`,
    ),
    '',
    ...bars.map(
      ({ name, bar, measured }) =>
        `${measured >= bar ? 'reached    ' : 'NOT reached'} ${name}: ${significant(measured)}, bar ${significant(bar)}`,
    ),
  ];
  process.stdout.write(`${out.join('\n')}\n`);
}
