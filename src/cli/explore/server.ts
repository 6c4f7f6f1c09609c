/** @file The local server of the explorer. It listens on the loopback interface alone, answers GET and HEAD, knows the
 * page's files by their exact names and nothing else: no path is ever put together from a request. A page elsewhere
 * that makes its own name resolve to 127.0.0.1 (DNS rebinding) is turned away by the Host header. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InputError } from '../../numerics/errors.js';
import type { PageFiles } from './pageFiles.js';

export const LOOPBACK = '127.0.0.1';

/** Scripts and styles from here alone, no requests to anywhere, workers from here or from the page's own text (an author's
 * kernel), WebAssembly but no eval. Workers of the page's own text inherit it. */
export const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
};

export interface PageServer {
  readonly url: string;
  /** Ends at once, open connections included. */
  close(): Promise<void>;
}

/** Starts to listen; port 0: one that is free. Throws InputError for a port that cannot be had. */
export async function servePage(files: PageFiles, port = 0): Promise<PageServer> {
  const server = createServer((request, response) =>
    send(response, answer(request, files, portOf(server)), request.method !== 'HEAD'),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portError(error, port)));
    server.listen(port, LOOPBACK, resolve);
  });
  return {
    url: `http://${LOOPBACK}:${portOf(server)}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

function portError(error: NodeJS.ErrnoException, port: number): Error {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: 'one that is in use',
    EACCES: 'one that needs more rights',
  };
  const found = reasons[error.code ?? ''];
  return found === undefined ? error : new InputError({ where: `--port ${port}`, expected: 'a free port', found });
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly more?: Readonly<Record<string, string>>;
}

const refused = (status: number, text: string, more: Answer['more'] = {}): Answer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${text}\n`,
  more,
});

function answer({ method, url = '', headers: asked }: IncomingMessage, files: PageFiles, port: number): Answer {
  if (asked.host !== `${LOOPBACK}:${port}` && asked.host !== `localhost:${port}`) {
    return refused(421, 'this server answers to its own address alone');
  }
  if (method !== 'GET' && method !== 'HEAD') return refused(405, 'GET and HEAD alone', { Allow: 'GET, HEAD' });
  const path = url.replace(/[?#].*$/s, '');
  const name = path === '/' ? 'index.html' : path.replace(/^\//, '');
  const body = path.startsWith('/') ? files.get(name) : undefined;
  if (body === undefined) return refused(404, 'no such file');
  return { status: 200, type: types[/\.(\w+)$/.exec(name)?.[1] ?? ''], body };
}

function send(response: ServerResponse, { status, type, body, more = {} }: Answer, withBody: boolean): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, ...more, 'Content-Type': type, 'Content-Length': bytes.length });
  response.end(withBody ? bytes : undefined);
}
