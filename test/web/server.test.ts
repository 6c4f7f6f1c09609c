/** @file The explorer's server: loopback, its own files, its own name, two methods, strict headers. */
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPageFiles } from '../../src/cli/explore/pageFiles.js';
import { type PageServer, servePage } from '../../src/cli/explore/server.js';

const folder = fileURLToPath(new URL('../../dist/web', import.meta.url));
const files = readPageFiles(folder);
let server: PageServer;
let port: number;

beforeAll(async () => {
  server = await servePage(files);
  port = Number(new URL(server.url).port);
});
afterAll(() => server.close());

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Sends the path as it is: `fetch` would tidy it. */
function ask(path: string, options: { readonly method?: string; readonly host?: string } = {}): Promise<Reply> {
  const headers = options.host === undefined ? {} : { Host: options.host };
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers }, (reply) => {
      let body = '';
      reply.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('files', () => {
  it('serves each file with its type and length, / is the page', async () => {
    const page = await ask('/');
    expect(page.status).toBe(200);
    expect(page.body).toBe(files.get('index.html'));
    const kinds = {
      html: 'text/html',
      js: 'text/javascript',
      css: 'text/css',
      svg: 'image/svg+xml',
      txt: 'text/plain',
    } as const;
    for (const [name, text] of files) {
      const { status, headers, body } = await ask(`/${name}`);
      expect([name, status]).toEqual([name, 200]);
      expect(body).toBe(text);
      expect(headers['content-type']).toContain(kinds[name.split('.').at(-1) as keyof typeof kinds]);
      expect(headers['content-length']).toBe(String(Buffer.byteLength(text)));
    }
  });

  it('a link’s query changes nothing', async () => {
    expect((await ask('/?view=explore')).body).toBe(files.get('index.html'));
  });

  it.each([
    '/../package.json',
    '/../../../../etc/passwd',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/package.json',
    '/web/../../../package.json',
    '/..\\..\\package.json',
    '//etc/passwd',
    '/index.html/',
    '/index.html%00.js',
    '/constructor',
    '/__proto__',
    '/cli/main.js',
    '/./page.js',
    '*',
    'http://127.0.0.1/index.html',
  ])('knows nothing of %s', async (path) => {
    const { status, body } = await ask(path);
    expect(status).toBe(404);
    expect(body).toBe('no such file\n');
  });
});

describe('requests', () => {
  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])('%s is refused', async (method) => {
    const { status, headers } = await ask('/', { method });
    expect(status).toBe(405);
    expect(headers.allow).toBe('GET, HEAD');
  });

  it('HEAD has the headers and no body', async () => {
    const [head, get] = [await ask('/', { method: 'HEAD' }), await ask('/')];
    expect(head.status).toBe(200);
    expect(head.body).toBe('');
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
  });

  it.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', '0.0.0.0', 'localhost.evil.example'])(
    'another name is turned away: Host %s',
    async (host) => {
      const { status, body } = await ask('/', { host });
      expect(status).toBe(421);
      expect(body).not.toContain('<html');
    },
  );

  it('its own names are not', async () => {
    expect((await ask('/', { host: `localhost:${port}` })).status).toBe(200);
    expect((await ask('/', { host: `127.0.0.1:${port}` })).status).toBe(200);
  });

  it('every answer has the strict headers, refusals too', async () => {
    for (const reply of [await ask('/'), await ask('/nothing'), await ask('/', { method: 'POST' })]) {
      const policy = String(reply.headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe-inline|unsafe-eval(?<!wasm-unsafe-eval)|\*|https?:|connect-src/);
      expect(reply.headers['x-content-type-options']).toBe('nosniff');
      expect(reply.headers['referrer-policy']).toBe('no-referrer');
      expect(reply.headers['cross-origin-resource-policy']).toBe('same-origin');
      expect(reply.headers['access-control-allow-origin']).toBeUndefined();
    }
  });
});

describe('where it listens', () => {
  it('on no other interface', async () => {
    const others = Object.values(networkInterfaces())
      .flat()
      .filter((address) => address !== undefined && address.family === 'IPv4' && !address.internal);
    for (const address of others) expect(await opens(address!.address, port)).toBe(false);
    expect(await opens('127.0.0.2', port)).toBe(false);
    expect(await opens('127.0.0.1', port)).toBe(true);
  });

  it('a port that is taken is refused in one line', async () => {
    await expect(servePage(files, port)).rejects.toThrow(
      `--port ${port}: expected a free port, found one that is in use`,
    );
  });
});

/** True when something there takes a connection. */
function opens(host: string, at: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: at, timeout: 1000 });
    const end = (open: boolean) => () => {
      socket.destroy();
      resolve(open);
    };
    socket.on('connect', end(true)).on('error', end(false)).on('timeout', end(false));
  });
}
