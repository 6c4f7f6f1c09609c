/** @file What `onchip explore` does: serve the page until it is told to stop, or write its files. */
import { spawn } from 'node:child_process';
import { InputError } from '../../numerics/errors.js';
import { type PageFiles, readPageFiles } from '../explore/pageFiles.js';
import { servePage } from '../explore/server.js';
import { withOutput } from '../files.js';
import { jsonText, print } from '../output.js';
import { wholeNumberWithin } from '../params.js';
import { version } from '../version.js';

export interface ExploreFlags {
  readonly port?: string;
  readonly open?: true;
  readonly out?: string;
  readonly json?: true;
}

const LARGEST_PORT = 65_535;

/** Returns when the server has ended. Throws InputError. */
export async function exploreAction(flags: ExploreFlags): Promise<void> {
  const { port, open, out, json } = flags;
  const wished = port === undefined ? 0 : wholeNumberWithin('--port', port, 1, LARGEST_PORT);
  const files = readPageFiles();
  if (out !== undefined) return writePage(files, flags);
  const server = await servePage(files, wished);
  // Before the address is known to anybody: who reads it may stop the server at once.
  const stopped = new Promise<void>((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop());
  });
  print(json ? jsonText({ schema: 'onchip-explore/1', version, url: server.url }) : `onchip explorer: ${server.url}`);
  if (open) openBrowser(server.url);
  await stopped;
  await server.close();
}

async function writePage(files: PageFiles, { out, port, open, json }: ExploreFlags): Promise<void> {
  const flag = port !== undefined ? '--port' : open ? '--open' : null;
  if (flag !== null) throw new InputError({ where: '--out', expected: 'no server beside it', found: flag });
  await withOutput(out, (folder) => folder?.write(Object.fromEntries(files)));
  const sizes = [...files].map(([name, text]) => ({ name, bytes: Buffer.byteLength(text) }));
  if (json) print(jsonText({ schema: 'onchip-explore/1', version, out, files: sizes }));
  else print(`wrote ${sizes.length} files to ${out}: serve them with any file host`);
}

/** The address stays printed whether this works or not. */
function openBrowser(url: string): void {
  const [program, ...words] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['explorer.exe', url]
        : ['xdg-open', url];
  const child = spawn(program, words, { stdio: 'ignore', detached: true });
  child.on('error', () => process.stderr.write(`onchip: ${program} could not be started: open ${url} yourself\n`));
  child.unref();
}
