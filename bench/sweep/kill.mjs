/** A campaign of kills: node bench/sweep/kill.mjs [rounds] [seed]. In every round a sweep is killed with SIGKILL at random times
 * until it has ended; its files must be those of a sweep that was left alone. Exit code 1 when they are not. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { uniformAt } from '../../dist/numerics/random.js';

const [rounds, seed] = [Number(process.argv[2] ?? 10), Number(process.argv[3] ?? 1)];
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'onchip-kill-'));
const args = (out) => [
  ...[
    main,
    'sweep',
    'gemm',
    '--chip',
    'v100,nnp-t1000',
    '--format',
    'fp16,flex16+5',
    '-p',
    'm=1..25:+1',
    '-p',
    'n=1..25:+1',
  ],
  ...['-p', 'k=64', '-q', '--resume', '--out', join(folder, out)],
];
const bytesOf = (out) =>
  readdirSync(join(folder, out)).map((name) => [name, readFileSync(join(folder, out, name), 'latin1')]);

spawnSync(process.execPath, args('whole'), { stdio: ['ignore', 'ignore', 'inherit'] });
const whole = JSON.stringify(bytesOf('whole'));
const began = performance.now();
spawnSync(process.execPath, args('timed'), { stdio: ['ignore', 'ignore', 'inherit'] });
const longest = (performance.now() - began) * 1.1;
let [draws, kills, wrong] = [0, 0, 0];

for (let round = 0; round < rounds; round++) {
  const out = `round-${round}`;
  for (let ended = false; !ended; ) {
    const child = spawn(process.execPath, args(out), { stdio: ['ignore', 'ignore', 'inherit'] });
    const timer = setTimeout(
      () => child.kill('SIGKILL'),
      longest * uniformAt({ seed, stream: 1, step: round }, draws++),
    );
    const signal = await new Promise((resolve) => child.on('exit', (_, by) => resolve(by)));
    clearTimeout(timer);
    if (signal === 'SIGKILL') kills++;
    else ended = true;
  }
  const same = JSON.stringify(bytesOf(out)) === whole;
  if (!same) wrong++;
  console.log(`round ${round + 1} of ${rounds}: ${same ? 'the same bytes' : 'OTHER BYTES'}; ${kills} kills so far`);
}
console.log(`${rounds} rounds, ${kills} kills, ${wrong} with other bytes`);
rmSync(folder, { recursive: true });
process.exitCode = wrong === 0 ? 0 : 1;
