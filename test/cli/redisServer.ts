/** @file A Redis or Valkey server of a test's own: random port, temporary folder, with a password and an append-only file. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const onPath = (name: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(existsSync);

/** The server's program, or undefined when the machine has none. */
export const serverProgram = onPath('redis-server') ?? onPath('valkey-server');
export const opensslProgram = onPath('openssl');

export const PASSWORD = 'not-to-be-shown';

export interface TestServer {
  readonly url: string;
  /** As messages name it. */
  readonly shown: string;
  /** SIGKILL, as a power cut. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

export async function testServer(tls?: { readonly cert: string; readonly key: string }): Promise<TestServer> {
  if (serverProgram === undefined) throw new Error('no redis-server and no valkey-server');
  const program = serverProgram;
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'onchip-redis-'));
  const ports = tls === undefined ? ['--port', `${port}`] : ['--port', '0', '--tls-port', `${port}`];
  const files =
    tls === undefined ? [] : ['--tls-cert-file', tls.cert, '--tls-key-file', tls.key, '--tls-auth-clients', 'no'];
  const args = [...ports, ...files, '--dir', folder, '--appendonly', 'yes', '--save', '', '--bind', '127.0.0.1'];
  const scheme = tls === undefined ? 'redis' : 'rediss';
  const host = tls === undefined ? '127.0.0.1' : 'localhost';
  let child: ChildProcess | undefined;
  const server: TestServer = {
    url: `${scheme}://default:${PASSWORD}@${host}:${port}`,
    shown: `${scheme}://${host}:${port}`,
    async start() {
      child = spawn(program, [...args, '--requirepass', PASSWORD], { stdio: ['ignore', 'pipe', 'inherit'] });
      const ready = child.stdout as NonNullable<ChildProcess['stdout']>;
      await new Promise<void>((resolve, reject) => {
        let said = '';
        ready.setEncoding('utf8').on('data', (text: string) => {
          said += text;
          if (/Ready to accept connections/.test(said)) resolve();
        });
        child?.on('exit', () => reject(new Error(said)));
      });
    },
    async kill() {
      const old = child;
      if (old === undefined || old.exitCode !== null) return;
      old.removeAllListeners('exit');
      const ended = new Promise((resolve) => old.on('exit', resolve));
      old.kill('SIGKILL');
      await ended;
      child = undefined;
    },
  };
  await server.start();
  return server;
}

/** A certificate for localhost, signed by itself. */
export function selfSigned(): { readonly cert: string; readonly key: string } {
  const folder = mkdtempSync(join(tmpdir(), 'onchip-tls-'));
  const [cert, key] = ['cert.pem', 'key.pem'].map((name) => join(folder, name));
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const args = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    ...subject,
    '-keyout',
    key,
    '-out',
    cert,
  ];
  execFileSync(opensslProgram as string, args, { stdio: 'ignore' });
  return { cert, key };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
