/** What a sweep costs: npm run bench:sweep [rows]. Pools, a whole sweep on 1 and 2 workers, final files, merge, disk, and, when
 * a server is on PATH, a queue. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { LineFile } from '../../dist/cli/sweep/lineFile.js';
import { measured, perSecond } from './measure.mjs';
import { benchPools } from './pools.mjs';
import { makeCompute, smallRows } from './rows.mjs';

const ROWS = Number(process.argv[2] ?? 10_000);
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'onchip-bench-'));
const side = Math.round(Math.sqrt(ROWS / 2));
const sweep = (out, ...more) => [
  ...[
    'sweep',
    'gemm',
    '--chip',
    'nnp-t1000,v100',
    '--format',
    'fp16',
    '-p',
    `m=1..${side}:+1`,
    '-p',
    `n=1..${side}:+1`,
  ],
  ...['-p', 'k=64', '-q', '--json', '--out', join(folder, out), ...more],
];

/** Seconds of a command from start to end, and of the processor in it. */
function timed(args) {
  const { stderr, status } = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>&1', '-', process.execPath, main, ...args],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`onchip ${args.join(' ')} ended with ${status}`);
  const [wall, user, system] = stderr.trim().split(' ').map(Number);
  return { wall, cpu: user + system };
}

const line = (what, count, { wall, cpu }) =>
  `${what.padEnd(48)} ${perSecond(count / wall)} rows/s  ${perSecond(count / cpu)} rows/s of processor  ${((cpu / count) * 1e6).toFixed(0).padStart(6)} µs a row`;

console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0].model}`);
const compute = makeCompute();
compute(smallRows(2000));
const alone = await measured(async () => compute(smallRows(ROWS)));
console.log(alone.line('no pool: simulator, planner, JSON', ROWS));
await benchPools(Math.min(ROWS, 3000));

const count = 2 * side * side;
for (const workers of [1, 2]) {
  const out = `local${workers}`;
  console.log(
    line(`onchip sweep of ${count} rows, ${workers} workers`, count, timed(sweep(out, '--workers', String(workers)))),
  );
}
console.log(line('--resume of all rows: read, check, files', count, timed(sweep('local1', '--resume'))));
for (const k of [1, 2]) timed(sweep('shards', '--shard', `${k}/2`));
const merged = timed(['merge', join(folder, 'shards'), '--out', join(folder, 'merged'), '-q', '--json']);
console.log(line('onchip merge of 2 shards', count, merged));
const size = (name) => statSync(join(folder, 'local1', name)).size;
for (const name of ['rows.jsonl', 'rows.csv', 'rows.parquet'])
  console.log(`${name.padEnd(48)} ${(size(name) / count).toFixed(0).padStart(9)} bytes a row`);

const text = `${'x'.repeat(Math.round(size('rows.jsonl') / count) - 1)}\n`;
const file = new LineFile(join(folder, 'disk.jsonl'));
const disk = await measured(async () => {
  for (let i = 0; i < ROWS / 100; i++) file.append(text.repeat(100));
});
file.close();
console.log(disk.line('append of lines, 100 at a time', ROWS));

await benchQueue();
rmSync(folder, { recursive: true });

async function benchQueue() {
  const server = ['redis-server', 'valkey-server']
    .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((at) => join(at, name)))
    .find(existsSync);
  if (server === undefined) return console.log('queue: n/a (no redis-server and no valkey-server on PATH)');
  const port = 7399;
  const redis = spawn(server, ['--port', String(port), '--dir', folder, '--appendonly', 'yes', '--save', ''], {
    stdio: 'ignore',
  });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const client = new Redis(port);
  const address = `redis://127.0.0.1:${port}`;
  for (const workers of [1, 2]) {
    const helper = spawn(process.execPath, [main, 'worker', '--queue', address, '--workers', String(workers), '-q'], {
      stdio: 'ignore',
    });
    const coordinator = timed(sweep(`queue${workers}`, '--queue', address));
    helper.kill();
    console.log(line(`queue: 1 worker of ${workers} threads; its coordinator`, count, coordinator));
    await printServer(workers * count);
  }
  await client.quit();
  redis.kill();

  async function printServer(rows) {
    const info = await client.info();
    const of = (key) => Number(new RegExp(`^${key}:([0-9.]+)`, 'm').exec(info)[1]);
    const used = of('used_cpu_user') + of('used_cpu_sys');
    console.log(
      `${'  the server so far'.padEnd(48)} ${((used / rows) * 1e6).toFixed(0)} µs of processor a row, ${(of('used_memory_peak') / 2 ** 20).toFixed(1)} MiB at most, ${(of('aof_current_size') / rows) | 0} bytes of log a row`,
    );
  }
}
