/** @file The benchmark's result as text. */
const against = { gemm: 'TypeScript', inference: 'tfjs', training: 'tfjs' };

function line({ what, name, milliseconds, fastest, slowest, turns, gops, ratio }) {
  const spread = `[${fastest.toFixed(1)} .. ${slowest.toFixed(1)}] of ${turns}`;
  const time = `${milliseconds.toFixed(2).padStart(9)} ms ${spread.padEnd(26)}`;
  return `${what.padEnd(10)} ${name.padEnd(32)} ${time} ${gops.toFixed(2).padStart(6)} GOP/s ${ratio.toFixed(2).padStart(6)}x ${against[what]}`;
}

export function print({ core, shape, agreement, absent, rows, targets, seconds }) {
  const { hidden, layers, batch, steps, classes } = shape;
  const out = [
    `core ${core}; W200: ${layers} layers x ${hidden} units, batch ${batch}, ${steps} steps; op streams lstm.in-cache and lstm.train`,
    `(${classes} classes, SGD with momentum); medians [fastest .. slowest]; training counts 3 x the forward products`,
    ...Object.entries(agreement).map(([what, difference]) => `agrees with ${what}: ${difference.toExponential(1)}`),
    ...absent.map((peer) => `${peer}: not installed, not measured`),
    ...rows.map(line),
    ...targets.map(
      ({ name, target, measured, reached }) =>
        `${reached ? 'reached    ' : 'NOT reached'} ${name}: ${measured.toFixed(2)}x, target ${target}x`,
    ),
    `${seconds.toFixed(0)} s`,
  ];
  process.stdout.write(`${out.join('\n')}\n`);
}
