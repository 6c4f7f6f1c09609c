/** @file A file host as there are many: it serves files under a folder, lets browsers keep them for an hour, and sends no
 * other headers. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readPageFiles } from '../../src/cli/explore/pageFiles.js';
import { pageFolder } from './openPage.js';

const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
};

export interface FileHost {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startFileHost(folder: string): Promise<FileHost> {
  const files = readPageFiles(pageFolder);
  const server = createServer(({ url = '' }, response) => {
    const name = url.slice(folder.length) || 'index.html';
    const text = files.get(name);
    const type = types[name.split('.').at(-1) ?? ''] ?? 'text/plain';
    if (text === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'max-age=3600' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${folder}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
