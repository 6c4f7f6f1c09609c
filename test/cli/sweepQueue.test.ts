/** @file A sweep over a real Redis or Valkey server, whose workers, coordinator and server are killed in its middle: no row is
 * lost, none is there twice, the files are the bytes of a local run. Skipped, and said so, where there is no server. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queueAddress } from '../../src/cli/sweep/queue/address.js';
import { type Ended, onchip, onchipHere, startOnchip } from './onchip.js';
import { opensslProgram, PASSWORD, selfSigned, serverProgram, type TestServer, testServer } from './redisServer.js';

const folder = mkdtempSync(join(tmpdir(), 'onchip-queue-'));
const path = (...names: string[]): string => join(folder, ...names);
const bytesOf = (name: string): Record<string, string> =>
  Object.fromEntries(readdirSync(path(name)).map((file) => [file, readFileSync(path(name, file), 'utf8')]));

/** 2 chips x 2 formats x 12 x 12; the GPU can never do a quarter of them. */
const ROWS = 576;
const sweep = (name: string, ...more: string[]): string[] => [
  ...['sweep', 'gemm', '--chip', 'nnp-t1000,v100', '--format', 'fp16,flex16+5', '-p', 'm=16..192:+16'],
  ...['-p', 'n=16..192:+16', '-p', 'k=64', '--out', path(name), ...more],
];

const linesIn = (name: string): number => {
  const file = path(name, 'rows.jsonl');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
};

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 6000 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(holds()).toBe(true);
}

describe('the address of a queue', () => {
  it('is shown without user name and password', () => {
    const { url, shown } = queueAddress('rediss://me:secret@redis.example:6380/2');
    expect(url).toBe('rediss://me:secret@redis.example:6380/2');
    expect(shown).toBe('rediss://redis.example:6380');
    expect(queueAddress('redis://localhost').shown).toBe('redis://localhost:6379');
  });

  it.each(['http://me:secret@host', 'secret', 'redis://', 'redis://h/secret', ''])(
    'refuses %j and does not repeat it',
    (text) => {
      expect(() => queueAddress(text)).toThrow(
        /^--queue: expected redis:\/\/|--queue: expected the number of a database/,
      );
      expect(() => queueAddress(text)).not.toThrow(/secret/);
    },
  );

  it('of nobody is one line', async () => {
    const { code, stderr } = await onchipHere(['worker', '--queue', 'redis://me:secret@127.0.0.1:9']);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'onchip: --queue redis://127.0.0.1:9: expected a Redis or Valkey server, found nobody who answers there (ECONNREFUSED)\n',
    );
  });
});

describe.skipIf(serverProgram === undefined)('a queue (needs redis-server or valkey-server)', () => {
  let server: TestServer;
  const children: ChildProcess[] = [];
  const said: Promise<Ended>[] = [];

  /** Starts onchip with the address in the environment; its output is looked through for the password at the end. */
  const start = (args: readonly string[], queue = server) => {
    const started = startOnchip(args, { env: { ONCHIP_QUEUE: queue.url } });
    children.push(started.child);
    said.push(started.ended);
    return started;
  };
  /** A worker that is connected: one that starts while the server is down would end at once, as it should. */
  const worker = async (...more: string[]) => {
    const started = start(['worker', '--queue', '--workers', '1', '--stalled-after', '2', ...more]);
    await new Promise<void>((resolve, reject) => {
      let words = '';
      started.child.stderr?.on('data', (text: string) => {
        words += text;
        if (words.includes('waiting for rows')) resolve();
      });
      started.child.on('close', () => reject(new Error(words)));
    });
    return started;
  };

  beforeAll(async () => {
    server = await testServer();
    const local = await onchip(sweep('local', '-q'));
    expect(local.code).toBe(0);
    expect(linesIn('local') + readFileSync(path('local', 'failed.jsonl'), 'utf8').split('\n').length - 1).toBe(ROWS);
  }, 120_000);
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await server.kill();
    rmSync(folder, { recursive: true });
    for (const ended of said) {
      const { stdout, stderr } = await ended;
      expect(stdout + stderr).not.toContain(PASSWORD);
      expect(stderr).not.toContain('This is a bug');
    }
  });

  it('whose workers are killed and whose server is restarted in mid-sweep gives the bytes of a local run', async () => {
    const [first, second, third] = [await worker(), await worker(), await worker()];
    const coordinator = start(sweep('queued', '--queue'));
    await until(() => linesIn('queued') >= 40);
    first.child.kill('SIGKILL');
    await until(() => linesIn('queued') >= 150);
    await server.kill();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await server.start();
    await until(() => linesIn('queued') >= 250);
    second.child.kill('SIGKILL');
    const { code, stderr } = await coordinator.ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(new RegExp(`${server.shown} has gone; trying again, nothing is lost`));
    expect(bytesOf('queued')).toEqual(bytesOf('local'));
    third.child.kill('SIGTERM');
    const gone = await third.ended;
    expect(gone.code).toBe(0);
    expect(gone.stderr).toMatch(/rows done, \d+ of them without a result\n$/);
  }, 300_000);

  it('whose coordinator is killed goes on with --resume; a search needs nothing else', async () => {
    const search = (name: string, ...more: string[]): string[] => [
      ...['sweep', 'gemm', '--chip', 'nnp-t1000,v100', '--search', 'pareto', '--evaluations', '160', '-p', 'm=1..512'],
      ...['-p', 'n=1..512', '-p', 'k=64', '--objectives', 'seconds,m:max', '--out', path(name), ...more],
    ];
    expect((await onchip(search('local-search', '-q'))).code).toBe(0);
    const running = await worker('--json');
    const killed = start(search('search', '--queue'));
    await until(() => linesIn('search') >= 40);
    killed.child.kill('SIGKILL');
    await killed.ended;
    const resumed = start(search('search', '--queue', '--resume'));
    const { code, stderr } = await resumed.ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/rows are there already/);
    expect(bytesOf('search')).toEqual(bytesOf('local-search'));
    running.child.kill('SIGTERM');
    const { stdout } = await running.ended;
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'onchip-worker/1' });
    expect(JSON.parse(stdout).rows).toBeGreaterThanOrEqual(120);
  }, 300_000);

  it('is refused with another password, and for kernel files', async () => {
    const wrong = server.url.replace(PASSWORD, 'wrong');
    const refused = await onchipHere(['worker', '--queue', wrong]);
    expect(refused.stderr).toMatch(/found that it refuses the user name or password\n$/);
    const file = await start(['sweep', './test/fixtures/moody.ts', '--chip', 'v100', '--queue', '--out', path('file')])
      .ended;
    expect(file.code).toBe(2);
    expect(file.stderr).toMatch(/--queue: expected kernels of onchip, found the file .*--shard/);
  }, 120_000);

  it.skipIf(opensslProgram === undefined)(
    'speaks TLS (needs openssl)',
    async () => {
      const files = selfSigned();
      const secure = await testServer(files);
      try {
        const env = { ONCHIP_QUEUE: secure.url, NODE_EXTRA_CA_CERTS: files.cert };
        const args = ['sweep', 'gemm', '--chip', 'v100', '-p', 'm=1..8:x2', '-q', '--out', path('tls'), '--queue'];
        const coordinator = onchip(args, { env });
        const helper = startOnchip(['worker', '--queue', '--workers', '1', '-q'], { env });
        expect((await coordinator).code).toBe(0);
        helper.child.kill('SIGTERM');
        expect((await helper.ended).code).toBe(0);
        expect(linesIn('tls')).toBe(4);
        const stranger = await onchip(['worker', '--queue'], { env: { ONCHIP_QUEUE: secure.url } });
        expect(stranger.code).toBe(2);
        expect(stranger.stderr).toMatch(/found (DEPTH_ZERO_)?SELF_SIGNED_CERT/);
      } finally {
        await secure.kill();
      }
    },
    120_000,
  );
});
